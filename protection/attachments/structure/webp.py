"""The RIFF container of a WebP (RFC 9649): as long as it says, one still picture, of a size that can be decoded."""

from __future__ import annotations

from protection.attachments import refusals
from protection.attachments.refusals import AttachmentRefused
from protection.attachments.structure.extent import bounded

_ANIMATED = 0x02


def check(data: bytes) -> None:
    """Read the header and the first chunk. Raises AttachmentRefused."""
    claimed = int.from_bytes(data[4:8], "little") + 8
    if claimed > len(data) or len(data) < 30:
        raise AttachmentRefused(refusals.TRUNCATED)
    if claimed < len(data):
        raise AttachmentRefused(refusals.TRAILING)
    bounded(*_size(data))
    if data[12:16] == b"VP8X" and (data[20] & _ANIMATED or b"ANMF" in data[30:]):
        raise AttachmentRefused(refusals.MOVES)


def _size(data: bytes) -> tuple[int, int]:
    match data[12:16]:
        case b"VP8X":
            return _little(data[24:27]) + 1, _little(data[27:30]) + 1
        case b"VP8L" if data[20] == 0x2F:
            bits = _little(data[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":
            return _little(data[26:28]) & 0x3FFF, _little(data[28:30]) & 0x3FFF
        case _:
            raise AttachmentRefused(refusals.DAMAGED)


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
