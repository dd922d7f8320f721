"""Lines of a text file, whatever its encoding; bytes that do not decode are kept and can be found again."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from pathlib import Path

from records.errors import InputRefused

LONGEST_LINE = 2**24
_BLOCK = 2**18
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    """Each undecodable byte as a lone surrogate, in UTF-16 too, where Python's surrogateescape gives up."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("keep_bytes", _keep_bytes)


class Lines:
    """The lines of a file without their ends, read in blocks; UTF-8 unless its first bytes say otherwise."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            start = file.read(_BLOCK)
        encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
        if encoding == "utf-8" and b"\0" in start[:4]:
            raise InputRefused(
                "Berkas tampak seperti UTF-16 atau UTF-32 tanpa tanda; simpan sebagai UTF-8.",
                "The file looks like UTF-16 or UTF-32 without a mark; save it as UTF-8.",
            )
        # Old Macintosh files end their lines with a carriage return alone.
        self._end = "\n" if b"\n" in start or b"\r" not in start else "\r"
        self._size = max(path.stat().st_size, 1)
        self._bytes = path.open("rb")
        self._file = io.TextIOWrapper(self._bytes, encoding=encoding, errors="keep_bytes", newline="")

    def __iter__(self) -> Iterator[str]:
        rest = ""
        while block := self._file.read(_BLOCK):
            lines = (rest + block).split(self._end)
            rest = lines.pop()
            if len(rest) > LONGEST_LINE:
                raise InputRefused("Satu baris terlalu panjang.", "One line is too long.")
            for line in lines:
                yield line.removesuffix("\r")
        if rest:
            yield rest.removesuffix("\r")

    def fraction(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return self._bytes.tell() / self._size

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
