"""Builds exports by the page on the audit's format alone, honest ones and altered ones. All of it is invented.

A history is a list of documents; :func:`file` spells them and adds the end line, so that a mutation is planted in
the documents and the end line fits it: whoever forges an export can count lines and hash bytes as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Documents = list[dict[str, Any]]

INSTALLATION = "6f1f3a52-8f0e-4c7e-9a53-2d1f0c8b7a11"
NAMES = ("siti", 'pak "Ünal"\t\\', "バリ 🌴", "", "\x00\x1f\x7f/", "\u2028")


def signer(seed: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(seed, seed + 32)))


SIGNER, WITNESS, SECOND_WITNESS, STRANGER = signer(0), signer(32), signer(64), signer(96)


def public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def spelt(document: dict[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(document: dict[str, Any], without: str = "") -> str:
    return hashlib.sha256(spelt({name: document[name] for name in document if name != without})).hexdigest()


def genesis(installation: str = INSTALLATION) -> str:
    return digest({"format": "suluh-audit-genesis/1", "installation": installation})


def signed(document: dict[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    bare = {name: document[name] for name in document if name != "signature"} | {"key": public(key)}
    return bare | {"signature": key.sign(spelt(bare)).hex()}


def moment(second: int) -> str:
    return f"2026-11-22T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}.004200Z"


def entry(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "act": "read",
        "at": moment(number),
        "entry_id": number,
        "fields": ["nik", "phone"] if number % 3 else [],
        "format": "suluh-audit-entry/1",
        "login": "suluh_app",
        "object_count": number % 7,
        "object_kind": "alert",
        "object_refs": [f"{number}-{number + 3}"],
        "purpose": "pencegahan",
        "role": "satgas",
        "who": NAMES[number % len(NAMES)],
    } | changes


def link(sealed: dict[str, Any], position: int, previous: str) -> dict[str, Any]:
    document = {
        "content": digest(sealed),
        "entry_id": sealed["entry_id"],
        "format": "suluh-audit-link/1",
        "position": position,
        "previous": previous,
        "sealed_at": moment(sealed["entry_id"] + 1),
    }
    return document | {"hash": digest(document)}


def waiting(number: int) -> dict[str, Any]:
    return {"entry_id": number, "format": "suluh-audit-waiting/1"}


def countersignature(head: dict[str, Any], key: Ed25519PrivateKey = WITNESS) -> dict[str, Any]:
    return signed(
        {
            "at": moment(80_000),
            "format": "suluh-audit-countersignature/1",
            "head": digest(head, "signature"),
            "number": head["number"],
            "witness": "LPSK",
        },
        key,
    )


@dataclass
class Chain:
    """Seals entries as an installation does; ``documents`` is what its export holds between first and last line."""

    installation: str = INSTALLATION
    key: Ed25519PrivateKey = SIGNER
    documents: Documents = field(default_factory=list)
    position: int = 0
    number: int = 0
    head_position: int = 0

    def __post_init__(self) -> None:
        self.last = self.last_head = genesis(self.installation)

    def seal(self, sealed: dict[str, Any]) -> None:
        """Seal an entry, and sign a head at the 100th link."""
        self.position += 1
        made = link(sealed, self.position, self.last)
        self.last = made["hash"]
        self.documents += [sealed, made]
        if self.position - self.head_position == 100:
            self.sign()

    def sign(self, *witnesses: Ed25519PrivateKey) -> None:
        """Sign a head over the chain, and have it countersigned."""
        self.number += 1
        self.head_position = self.position
        head = signed(
            {
                "at": moment(70_000 + self.number),
                "format": "suluh-audit-head/1",
                "hash": self.last,
                "installation": self.installation,
                "number": self.number,
                "position": self.position,
                "previous": self.last_head,
            },
            self.key,
        )
        self.last_head = digest(head, "signature")
        marks = sorted((countersignature(head, key) for key in witnesses), key=lambda mark: mark["key"])
        self.documents += [head, *marks]


def honest(entries: int = 12, every: int = 4, waits: int = 2, **how: Any) -> Documents:
    """An honest export but for its end line. Numbers have gaps and are not sealed in their order."""
    chain = Chain(**how)
    numbers = [3 * number + 2 for number in range(entries)]
    for at in range(0, entries - 1, 5):
        numbers[at], numbers[at + 1] = numbers[at + 1], numbers[at]
    for count, number in enumerate(numbers, 1):
        chain.seal(entry(number))
        if count % every == 0 and chain.head_position < chain.position:
            chain.sign(*(WITNESS, SECOND_WITNESS)[: count // every % 3])
    for number in range(waits):
        later = 3 * entries + 2 * number + 4
        chain.documents += [entry(later), waiting(later)]
    return [opening(chain.installation), *chain.documents]


def opening(installation: str = INSTALLATION) -> dict[str, Any]:
    return {"at": moment(86_000), "format": "suluh-audit-export/1", "installation": installation}


def body(documents: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(spelt(document) + b"\n" for document in documents)


def ended(content: bytes, **changes: Any) -> bytes:
    """The content with an end line that fits, or does not."""
    end = {
        "digest": hashlib.sha256(content).hexdigest(),
        "format": "suluh-audit-end/1",
        "lines": content.count(b"\n"),
    }
    return content + spelt(end | changes) + b"\n"


def file(documents: Iterable[dict[str, Any]]) -> bytes:
    return ended(body(documents))


def of_format(documents: Documents, name: str) -> list[int]:
    """Where the documents of a format stand."""
    return [at for at, document in enumerate(documents) if document["format"] == f"suluh-audit-{name}/1"]


def heads(documents: Documents, *numbers: int) -> bytes:
    """A file of heads as another agency keeps it: those with these numbers, or all, with their countersignatures."""
    kept = [
        document
        for document in documents
        if document["format"].startswith(("suluh-audit-head", "suluh-audit-countersignature"))
        and (not numbers or document["number"] in numbers)
    ]
    return body(kept)


def changed(documents: Documents, place: int, /, **changes: Any) -> Documents:
    """A copy in which one document has other values."""
    copy = deepcopy(documents)
    copy[place] = copy[place] | changes
    return copy


def rechained(documents: Documents, key: Ed25519PrivateKey = SIGNER) -> Documents:
    """The same entries with links, heads and countersignatures made anew: what a thief of ``key`` can do."""
    installation = documents[0]["installation"]
    chain = Chain(installation=installation, key=key)
    unsealed: Documents = []
    for document, after in _pairs(documents[1:]):
        name = document["format"].split("/")[0].removeprefix("suluh-audit-")
        if name == "entry" and after and after["format"] == "suluh-audit-link/1":
            chain.seal(document)
        elif name == "head" and chain.head_position < chain.position:
            chain.sign()
        elif name in {"entry", "waiting"}:
            unsealed.append(document)
    return [opening(installation), *chain.documents, *unsealed]


def _pairs(documents: Documents) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    return zip(documents, [*documents[1:], None], strict=True)
