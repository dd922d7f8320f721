"""Whose signatures count: Ed25519 (RFC 8032) under public keys that were handed over by another way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from .faults import NO_KEY, Fault
from .forms import Document

_HEXADECIMAL = re.compile(r"[0-9a-f]{64}")


def read_keys(paths: Iterable[Path]) -> frozenset[str]:
    """Return the public keys in these files, in hexadecimal.

    A file holds keys of 64 lower-case hexadecimal digits, one a line, or one key as PEM (SubjectPublicKeyInfo).
    A key itself may stand in place of a file.
    Raises :class:`Fault` for a file that holds anything else, or nothing.
    """
    return frozenset(key for path in paths for key in _keys_of(path))


def _keys_of(path: Path) -> list[str]:
    if _HEXADECIMAL.fullmatch(str(path)):
        return [str(path)]
    content = path.read_bytes()
    if content.lstrip().startswith(b"-----BEGIN PUBLIC KEY-----"):
        try:
            key = load_pem_public_key(content)
        except (ValueError, UnsupportedAlgorithm):
            raise Fault(NO_KEY, path.name, 1) from None
        if isinstance(key, Ed25519PublicKey):
            return [key.public_bytes_raw().hex()]
        raise Fault(NO_KEY, path.name, 1)
    lines = content.decode("utf-8", "replace").split()
    for number, line in enumerate(lines or [""], 1):
        if not _HEXADECIMAL.fullmatch(line):
            raise Fault(NO_KEY, path.name, number)
    return lines


def is_signed(document: Document) -> bool:
    """Tell whether the document's signature holds under the document's own key."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(document.text("key")))
    try:
        key.verify(bytes.fromhex(document.text("signature")), document.without("signature"))
    except InvalidSignature:
        return False
    return True
