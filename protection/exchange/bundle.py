"""The form of a bundle: a header in clear, a body that the recipient alone opens, a signature over both.

The body is sealed by an ephemeral X25519 key, HKDF-SHA-256 and AES-256-GCM with the header as additional data, so that
nothing of a header can be exchanged and no bundle opens at another node. It is padded, so that its length tells little,
and salted, so that the digest in the header tells nothing to whoever guesses at the content.
"""

from __future__ import annotations

import re
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from protection.exchange.canonical import canonical, parse
from protection.exchange.keys import NodeKeys, PublicKeys

FORMAT = "suluh-bundle/1"
MOST_BYTES = 8 * 2**20
"""What a bundle may hold, sealed."""
_BLOCK = 4096
_KEY, _NONCE, _SALT, _ID = 32, 12, 16, 16
_ID_FORM = re.compile(f"[0-9a-f]{{{2 * _ID}}}")
_MEMBERS = {"format", "header", "ephemeral", "box", "signature"}
_HEADER = {"id", "kind", "from", "to", "made_at", "digest"}


class BundleRefused(Exception):
    """No bundle of that node for this one. Why is for the audit, never for whoever sent it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Header:
    """What stands outside of the seal: no word about anybody."""

    bundle_id: str
    kind: str
    sender: str
    recipient: str
    made_at: datetime
    digest: bytes

    def document(self) -> dict[str, str]:
        """As it is written."""
        return {
            "id": self.bundle_id,
            "kind": self.kind,
            "from": self.sender,
            "to": self.recipient,
            "made_at": self.made_at.isoformat(),
            "digest": self.digest.hex(),
        }


def new_id() -> str:
    """An id that nobody guesses."""
    return secrets.token_hex(_ID)


def salted(document: dict[str, Any]) -> bytes:
    """The content as it is sealed and hashed: with a salt of its own. Raises ValueError."""
    return canonical({"document": document, "salt": secrets.token_hex(_SALT)})


def seal(header: Header, content: bytes, mine: NodeKeys, theirs: PublicKeys) -> bytes:
    """A bundle of ``content`` (see ``salted``), whose SHA-256 the header names."""
    ephemeral = X25519PrivateKey.generate()
    shown = ephemeral.public_key().public_bytes_raw()
    told = canonical(header.document())
    cipher, nonce = _cipher(ephemeral.exchange(theirs.box), shown, theirs.seal, told)
    padded = content + b" " * (-len(content) % _BLOCK)
    document = {
        "format": FORMAT,
        "header": header.document(),
        "ephemeral": shown.hex(),
        "box": b64encode(cipher.encrypt(nonce, padded, told)).decode(),
    }
    return canonical({**document, "signature": mine.sign.sign(canonical(document)).hex()})


def sender_of(raw: bytes) -> str:
    """Whom a bundle says that it is from, which proves nothing yet. Raises BundleRefused."""
    return _read(raw)[0].sender


def open_bundle(raw: bytes, mine: NodeKeys, theirs: PublicKeys) -> tuple[Header, dict[str, Any]]:
    """Header and document of a bundle that ``theirs`` signed for us. Raises BundleRefused."""
    header, document = _read(raw)
    signature = bytes.fromhex(document.pop("signature"))
    try:
        theirs.verifier.verify(signature, canonical(document))
    except InvalidSignature:
        raise BundleRefused("signature") from None
    if header.recipient != mine.name:
        raise BundleRefused("not_for_us")
    shown, told = bytes.fromhex(document["ephemeral"]), canonical(header.document())
    try:
        shared = mine.seal.exchange(X25519PublicKey.from_public_bytes(shown))
        cipher, nonce = _cipher(shared, shown, mine.public.seal, told)
        content = cipher.decrypt(nonce, b64decode(document["box"], validate=True), told).rstrip(b" ")
        if sha256(content).digest() != header.digest:
            raise BundleRefused("digest")
        held = parse(content)["document"]
    except (InvalidTag, ValueError, KeyError):
        raise BundleRefused("seal") from None
    if not isinstance(held, dict):
        raise BundleRefused("seal")
    return header, held


def _cipher(shared: bytes, shown: bytes, recipient: bytes, told: bytes) -> tuple[AESGCM, bytes]:
    """Key and nonce are used once: the ephemeral key is drawn for each bundle."""
    derived = HKDF(SHA256(), _KEY + _NONCE, salt=shown + recipient, info=FORMAT.encode() + b"\x1f" + told)
    both = derived.derive(shared)
    return AESGCM(both[:_KEY]), both[_KEY:]


def _read(raw: bytes) -> tuple[Header, dict[str, Any]]:
    """Header and document in their form; nothing is verified yet."""
    if len(raw) > MOST_BYTES:
        raise BundleRefused("too_large")
    try:
        document = parse(raw)
        told = document["header"]
        if document["format"] != FORMAT or document.keys() != _MEMBERS or told.keys() != _HEADER:
            raise BundleRefused("form")
        texts = [document["ephemeral"], document["box"], document["signature"], *told.values()]
        if not all(isinstance(text, str) for text in texts):
            raise BundleRefused("form")
        made_at = datetime.fromisoformat(told["made_at"])
        header = Header(
            told["id"], told["kind"], told["from"], told["to"], made_at, bytes.fromhex(told["digest"])
        )
        if header.document() != told or made_at.tzinfo is None or not _ID_FORM.fullmatch(header.bundle_id):
            raise BundleRefused("form")
        if len(bytes.fromhex(document["signature"])) != 64 or len(bytes.fromhex(document["ephemeral"])) != 32:
            raise BundleRefused("form")
    except (ValueError, KeyError, AttributeError):
        raise BundleRefused("form") from None
    return header, document
