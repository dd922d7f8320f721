"""A stream sealed in pieces, so that it is written and checked without holding it in memory.

STREAM over AES-256-GCM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): each piece's nonce is its number and whether it is
the last, under a key drawn for this file alone (HKDF-SHA256, RFC 5869, from the master key and a salt). Pieces that
are changed, swapped, left out or cut off at the end do not open.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO, ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from records.errors import SuluhError

MAGIC = b"suluh backup 1\n"
PIECE = 2**20
"""Bytes of plain text in a piece; the last may have fewer."""
_SALT, _NAME, _TAG = 32, 16, 16
HEADER = len(MAGIC) + _SALT + _NAME


class BackupDamaged(SuluhError):
    """A backup that was changed or cut off, or that is none."""

    code: ClassVar[str] = "backup_damaged"
    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            "Cadangan ini rusak, terpotong, atau bukan cadangan Suluh. Tidak ada yang dipulihkan; pakai salinan lain.",
            "This backup is damaged, cut off, or none of Suluh's. Nothing was restored; use another copy.",
        )


class BackupKeyWrong(SuluhError):
    """The master key is not the one that this backup was sealed under."""

    code: ClassVar[str] = "backup_key_wrong"
    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            "Cadangan ini disegel dengan kunci induk lain. Pulihkan kunci itu dahulu: suluh keys recover",
            "This backup was sealed under another master key. Recover that key first: suluh keys recover",
        )


def write(target: BinaryIO, blocks: Iterable[bytes], master: bytes) -> None:
    """Seal the blocks, however long each is."""
    header = MAGIC + os.urandom(_SALT) + _name(master)
    cipher = _cipher(header, master)
    target.write(header)
    held = bytearray()
    number = 0
    for block in blocks:
        held += block
        while len(held) > PIECE:  # the last piece is known only when nothing follows
            target.write(cipher.encrypt(_nonce(number, last=False), bytes(held[:PIECE]), header))
            del held[:PIECE]
            number += 1
    target.write(cipher.encrypt(_nonce(number, last=True), bytes(held), header))


def read(source: BinaryIO, masters: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, each only after it was found sound. Raises BackupKeyWrong, BackupDamaged."""
    header = source.read(HEADER)
    if len(header) != HEADER or not header.startswith(MAGIC):
        raise BackupDamaged
    master = next((each for each in masters if _name(each) == header[-_NAME:]), None)
    if master is None:
        raise BackupKeyWrong
    cipher = _cipher(header, master)
    number = 0
    piece = source.read(PIECE + _TAG)
    while True:
        following = source.read(PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, header)
        except (InvalidTag, ValueError):
            raise BackupDamaged from None
        if not following:
            return
        piece = following
        number += 1


def _name(master: bytes) -> bytes:
    """What tells a master key from another, and nothing else of it."""
    return HKDF(SHA256(), _NAME, None, b"suluh backup: name of the key").derive(master)


def _cipher(header: bytes, master: bytes) -> AESGCM:
    salt = header[len(MAGIC) : len(MAGIC) + _SALT]
    return AESGCM(HKDF(SHA256(), 32, salt, b"suluh backup: key of the file").derive(master))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])
