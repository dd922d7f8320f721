"""What one maker's phones append to every photograph: blocks, and a directory that accounts for each byte of them.

Refusing it would turn away most photographs that officers take, and taking a picture of the screen instead would
lose the original. It holds what a segment inside the picture may hold too, and the cleaned copy has neither.
Layout as ExifTool documents it (Samsung trailer): blocks, ``SEFH``, version, count, entries, length, ``SEFT``.
"""

from __future__ import annotations

import struct

MAX_BLOCKS = 64

_HEAD = struct.Struct("<4sII")
_ENTRY = struct.Struct("<HHII")  # padding, type, distance back from the directory, size


def fills(data: bytes, start: int) -> bool:
    """Whether all from ``start`` to the end is such a trailer, without a byte that the directory does not name."""
    if data[-4:] != b"SEFT" or len(data) - start < _HEAD.size + 8:
        return False
    length = int.from_bytes(data[-8:-4], "little")
    directory = len(data) - 8 - length
    if directory < start or length < _HEAD.size:
        return False
    mark, _, count = _HEAD.unpack_from(data, directory)
    if mark != b"SEFH" or count > MAX_BLOCKS or length != _HEAD.size + count * _ENTRY.size:
        return False
    entries = _ENTRY.iter_unpack(data[directory + _HEAD.size : -8])
    blocks = sorted((directory - back, size) for _, _, back, size in entries)
    at = start
    for begin, size in blocks:
        if begin != at:
            return False
        at += size
    return at == directory
