"""The keys of nodes: Ed25519 to sign (RFC 8032), X25519 to be sealed to (RFC 7748), and the fingerprint of both."""

from __future__ import annotations

import re
from base64 import b32encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from records.errors import InputRefused
from records.keys import key_in
from records.node import Node
from records.settings import Settings

LENGTH = 32
_FINGERPRINT_CHARACTERS, _GROUP = 24, 4
_CARD = re.compile(r"suluh-node1:([a-z]{1,20}):([a-z0-9][a-z0-9-]{1,30}):([0-9a-f]{128})")


@dataclass(frozen=True)
class PublicKeys:
    """What others know of a node's keys, 32 bytes each."""

    sign: bytes
    seal: bytes

    @classmethod
    def of(cls, both: bytes) -> PublicKeys:
        """From 64 bytes: the signing key, then the sealing key."""
        return cls(both[:LENGTH], both[LENGTH:])

    @property
    def both(self) -> bytes:
        """The signing key, then the sealing key."""
        return self.sign + self.seal

    @cached_property
    def verifier(self) -> Ed25519PublicKey:
        """What checks the node's signatures."""
        return Ed25519PublicKey.from_public_bytes(self.sign)

    @cached_property
    def box(self) -> X25519PublicKey:
        """What is sealed to the node."""
        return X25519PublicKey.from_public_bytes(self.seal)


@dataclass(frozen=True)
class NodeKeys:
    """This node's own: its name and its secrets."""

    name: str
    node: Node
    sign: Ed25519PrivateKey
    seal: X25519PrivateKey

    @classmethod
    def of(cls, settings: Settings) -> NodeKeys:
        """From the file of the settings, which is made when it is not there. Raises SettingsRefused."""
        return cls.from_file(settings.exchange_key_file, settings.node_name, settings.node)

    @classmethod
    def from_file(cls, file: Path, name: str, node: Node) -> NodeKeys:
        """From a file of 64 bytes: the secret that signs, then the secret that opens."""
        secret = key_in(file, 2 * LENGTH)
        return cls(
            name,
            node,
            Ed25519PrivateKey.from_private_bytes(secret[:LENGTH]),
            X25519PrivateKey.from_private_bytes(secret[LENGTH:]),
        )

    @cached_property
    def public(self) -> PublicKeys:
        """What others may know."""
        return PublicKeys(
            self.sign.public_key().public_bytes_raw(), self.seal.public_key().public_bytes_raw()
        )

    @property
    def card(self) -> Card:
        """How this node introduces itself."""
        return Card(self.node, self.name, self.public)


@dataclass(frozen=True)
class Card:
    """How a node introduces itself: one line, which may travel openly, and a fingerprint, which is read aloud."""

    node: Node
    name: str
    keys: PublicKeys

    @property
    def line(self) -> str:
        """The line."""
        return f"suluh-node1:{self.node.value}:{self.name}:{self.keys.both.hex()}"

    @property
    def fingerprint(self) -> str:
        """120 bits over all of the line, in six groups of four letters and digits."""
        plain = b32encode(sha256(self.line.encode()).digest()).decode()[:_FINGERPRINT_CHARACTERS]
        return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))

    @classmethod
    def read(cls, line: str) -> Card:
        """From a line. Raises InputRefused."""
        found = _CARD.fullmatch(line.strip())
        if found is None or found[1] not in set(Node):
            raise InputRefused(
                "Itu bukan baris perkenalan sebuah simpul (suluh-node1:…).",
                "That is not the line with which a node introduces itself (suluh-node1:…).",
            )
        return cls(Node(found[1]), found[2], PublicKeys.of(bytes.fromhex(found[3])))


def same_fingerprint(typed: str, fingerprint: str) -> bool:
    """Whether somebody typed that fingerprint; case, spaces and dashes do not matter."""
    return re.sub(r"[\s-]", "", typed).upper() == fingerprint.replace("-", "")
