"""Files in one stream: each by name, block by block, and at the end a manifest with the digest of every one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from records.backup.sealed_stream import BackupDamaged

FORMAT = "suluh-backup/1"
MANIFEST = "manifest.json"
_LENGTH = 4


@dataclass(frozen=True)
class Member:
    """One file of a backup."""

    name: str
    bytes: int
    sha256: str


Contents = Iterable[tuple[str, Iterable[bytes]]]
Take = Callable[[str, Iterator[bytes]], None]
"""Is given each file's name and blocks, and takes all of them."""


def pack(contents: Contents, about: Callable[[], Mapping[str, Any]]) -> Iterator[bytes]:
    """The stream; ``about`` is asked when all files are in it, for what else the manifest says."""
    members = []
    for name, blocks in contents:
        yield _block(name.encode())
        digest, size = sha256(), 0
        for block in blocks:
            if block:
                digest.update(block)
                size += len(block)
                yield _block(block)
        yield _block(b"")
        members.append(Member(name, size, digest.hexdigest()))
    manifest = {"format": FORMAT, **about(), "members": [asdict(member) for member in members]}
    yield _block(MANIFEST.encode())
    yield _block(json.dumps(manifest, sort_keys=True).encode())
    yield _block(b"")


def unpack(pieces: Iterator[bytes], take: Take) -> dict[str, Any]:
    """Give every file to ``take``, and the manifest back, when all is as the manifest says. Raises BackupDamaged."""
    stream = _Stream(pieces)
    found = []
    while (name := stream.block().decode()) != MANIFEST:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise BackupDamaged
        seen = _Seen(stream)
        take(name, iter(seen))
        seen.finish()
        found.append(asdict(Member(name, seen.size, seen.digest.hexdigest())))
    manifest: dict[str, Any] = json.loads(b"".join(_Seen(stream)))
    if manifest.get("format") != FORMAT or manifest.get("members") != found or stream.more():
        raise BackupDamaged
    return manifest


def _block(content: bytes) -> bytes:
    return len(content).to_bytes(_LENGTH) + content


class _Stream:
    """Blocks out of pieces of any length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = bytearray()

    def block(self) -> bytes:
        """The next block; empty at a file's end."""
        return self._take(int.from_bytes(self._take(_LENGTH)))

    def more(self) -> bool:
        """Whether anything follows."""
        return bool(self._held) or any(self._pieces)

    def _take(self, length: int) -> bytes:
        while len(self._held) < length:
            piece = next(self._pieces, None)
            if piece is None:
                raise BackupDamaged
            self._held += piece
        taken = bytes(self._held[:length])
        del self._held[:length]
        return taken


class _Seen:
    """The blocks of one file, counted and digested as they pass."""

    def __init__(self, stream: _Stream) -> None:
        self._stream = stream
        self._ended = False
        self.digest = sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        while not self._ended:
            block = self._stream.block()
            if not block:
                self._ended = True
                return
            self.digest.update(block)
            self.size += len(block)
            yield block

    def finish(self) -> None:
        """Pass what was not taken."""
        for _ in self:
            pass
