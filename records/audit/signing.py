"""Ed25519 over the canonical form (RFC 8032): the installation's heads and other agencies' countersignatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from records.audit.canonical import without
from records.canonical import Document, canonical


def public_key(secret: bytes) -> str:
    """The public key of a secret of 32 bytes, in hexadecimal."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw().hex()


def signed(document: Mapping[str, Any], secret: bytes) -> Document:
    """The document with its ``signature``; its ``key`` must be the secret's public one."""
    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(canonical(document))
    return {**document, "signature": signature.hex()}


def holds(document: Mapping[str, Any]) -> bool:
    """Whether the signature of a document is that of its ``key``. Whether the key is trusted is another question."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(document["key"]))
        key.verify(bytes.fromhex(document["signature"]), canonical(without(document, "signature")))
    except (ValueError, InvalidSignature):
        return False
    return True
