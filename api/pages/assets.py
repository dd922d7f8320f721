"""The files that pages bring along: style, islands of script, vendored libraries.

Their addresses hold a digest of their bytes, so a browser keeps them for a year and still never uses an old one.
Nothing in them is about anybody.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_DIGEST_BYTES = 8


@dataclass(frozen=True)
class Asset:
    """One file; ``packed`` is the same compressed (gzip)."""

    name: str
    kind: str
    content: bytes
    packed: bytes
    digest: str

    @property
    def address(self) -> str:
        """Where the browser gets it."""
        return f"/aset/{self.digest}/{self.name}"


@cache
def assets() -> dict[str, Asset]:
    """Every file of ``static``, by its name there."""
    folder = files(__package__).joinpath("static")
    found = {file.name: file for file in folder.iterdir() if file.is_file()}
    if (vendored := folder.joinpath("vendor")).is_dir():
        found |= {f"vendor/{file.name}": file for file in vendored.iterdir()}
    return {
        name: _asset(name, file.read_bytes())
        for name, file in sorted(found.items())
        if "." + name.rpartition(".")[2] in KINDS
    }


def _asset(name: str, content: bytes) -> Asset:
    digest = blake2b(content, digest_size=_DIGEST_BYTES).hexdigest()
    kind = KINDS["." + name.rpartition(".")[2]]
    return Asset(name, kind, content, gzip.compress(content, 9, mtime=0), digest)


def address(name: str) -> str:
    """The address of a file, for templates. Raises KeyError where there is no such file."""
    return assets()[name].address
