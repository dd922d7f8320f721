"""A file whose manifest and parts are covered by Ed25519 signatures (RFC 8032), checked before anything is parsed.

Layout, and nothing else: the mark, the number of signatures (1 byte), each signature (the signer's public key, 32
bytes; the signature, 64 bytes), the manifest's length (4 bytes, big-endian), the manifest, the parts one after
another. What is signed is the mark and the manifest; the manifest tells name, size and SHA-256 of every part.
Nobody without a trusted key can bring a parser to see a single byte of theirs.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import TypeAdapter, ValidationError

from models.refusal import refusal

MARK = b"suluh-model/1\n"
LARGEST_FILE, LARGEST_MANIFEST = 2**27, 2**20
MOST_SIGNATURES = 8
_KEY, _SIGNATURE = 32, 64

Trusted = Mapping[str, Ed25519PublicKey]
"""The public key of each person who may sign, by the person's name."""


@dataclass(frozen=True)
class Part:
    """A part of the file: its name, its size in bytes, its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the signers vouch for."""

    version: str
    trained_as_of: str
    data_digest: str
    lightgbm: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Verified:
    """A file that passed: its manifest, its parts by name, and who signed."""

    manifest: Manifest
    parts: dict[str, bytes]
    signers: tuple[str, ...]


def describe(parts: Mapping[str, bytes]) -> tuple[Part, ...]:
    """The manifest's lines about these parts."""
    return tuple(Part(name, len(part), hashlib.sha256(part).hexdigest()) for name, part in parts.items())


def canonical(manifest: Manifest) -> bytes:
    """The one way in which a manifest is written: JSON in ASCII, names sorted, no spaces."""
    return json.dumps(asdict(manifest), sort_keys=True, separators=(",", ":"), allow_nan=False).encode(
        "ascii"
    )


def seal(manifest: Manifest, parts: Mapping[str, bytes], keys: Iterable[Ed25519PrivateKey]) -> bytes:
    """The file's bytes, signed with each of these keys."""
    return _join(canonical(manifest), b"".join(parts.values()), [_sign(canonical(manifest), k) for k in keys])


def add_signature(sealed: bytes, key: Ed25519PrivateKey) -> bytes:
    """The same file with one more signature; the caller has verified it before."""
    signatures, manifest, body = _split(sealed)
    return _join(
        manifest, body, [*(public + signature for public, signature in signatures), _sign(manifest, key)]
    )


def digest(sealed: bytes) -> str:
    """What a bundle is known by: SHA-256 of its manifest, the same whoever signs; raises ModelRefused."""
    return hashlib.sha256(_split(sealed)[1]).hexdigest()


def to_sign(sealed: bytes) -> bytes:
    """The bytes that a person signs; raises ModelRefused."""
    return MARK + _split(sealed)[1]


def attach(sealed: bytes, public: bytes, signature: bytes) -> bytes:
    """The same file with a signature that was made elsewhere, once; raises ModelRefused where it does not fit."""
    signatures, manifest, body = _split(sealed)
    if any(public == there for there, _ in signatures):
        return sealed
    _signer(public, signature, manifest, {public: ""})
    joined = [*(there + given for there, given in signatures), public + signature]
    return _join(manifest, body, joined)


def verify(sealed: bytes, trusted: Trusted, needed: int) -> Verified:
    """Check signatures, then the manifest, then every part's hash; raises ModelRefused.

    Every signature must be valid and by a trusted key, no person may sign twice, and ``needed`` must have signed.
    """
    person_of = {key.public_bytes_raw(): person for person, key in trusted.items()}
    if len(person_of) != len(trusted) or needed < 1:
        raise ValueError("one key stands for two persons, or nobody is needed")
    signatures, manifest, body = _split(sealed)
    signers = [_signer(public, signature, manifest, person_of) for public, signature in signatures]
    if len(set(signers)) != len(signers):
        raise refusal("satu orang menandatangani dua kali", "one person signed twice")
    if len(signers) < needed:
        raise refusal(
            f"perlu {needed} tanda tangan, ada {len(signers)}",
            f"{needed} signatures are needed, {len(signers)} found",
        )
    # From here on the manifest is what trusted people wrote.
    told = _manifest(manifest)
    return Verified(told, _parts(told, body), tuple(signers))


def read_bytes(path: Path) -> bytes:
    """The whole file, read once, so that what is verified is what is used; raises ModelRefused."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST_FILE:
                raise refusal("terlalu besar atau bukan berkas biasa", "too large or no regular file")
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise refusal("tidak dapat dibuka", "it cannot be opened") from error


def _sign(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw() + key.sign(MARK + manifest)


def _signer(public: bytes, signature: bytes, manifest: bytes, person_of: Mapping[bytes, str]) -> str:
    if (person := person_of.get(public)) is None:
        raise refusal("kunci penanda tangan tidak dikenal", "a signer's key is unknown")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, MARK + manifest)
    except InvalidSignature:
        raise refusal("tanda tangan tidak cocok", "a signature does not match") from None
    return person


def _join(manifest: bytes, body: bytes, signatures: list[bytes]) -> bytes:
    if not 1 <= len(signatures) <= MOST_SIGNATURES:
        raise ValueError(f"a model file has 1 to {MOST_SIGNATURES} signatures")
    count = bytes([len(signatures)])
    return b"".join((MARK, count, *signatures, len(manifest).to_bytes(4, "big"), manifest, body))


def _split(sealed: bytes) -> tuple[list[tuple[bytes, bytes]], bytes, bytes]:
    """Signatures, manifest and body by their places alone."""
    start = len(MARK) + 1
    count = sealed[len(MARK)] if len(sealed) > len(MARK) else 0
    end = start + count * (_KEY + _SIGNATURE)
    length = int.from_bytes(sealed[end : end + 4], "big")
    if (
        not sealed.startswith(MARK)
        or not 1 <= count <= MOST_SIGNATURES
        or not 1 <= length <= LARGEST_MANIFEST
        or len(sealed) < end + 4 + length
    ):
        raise refusal("bukan berkas model, atau terpotong", "no model file, or cut off")
    places = range(start, end, _KEY + _SIGNATURE)
    signatures = [(sealed[at : at + _KEY], sealed[at + _KEY : at + _KEY + _SIGNATURE]) for at in places]
    return signatures, sealed[end + 4 : end + 4 + length], sealed[end + 4 + length :]


def _manifest(written: bytes) -> Manifest:
    try:
        told = TypeAdapter(Manifest).validate_json(written, strict=True)
    except ValidationError:
        raise refusal("daftar isinya rusak", "its manifest is damaged") from None
    if canonical(told) != written:
        raise refusal("daftar isinya tidak baku", "its manifest is not canonical")
    return told


def _parts(manifest: Manifest, body: bytes) -> dict[str, bytes]:
    sizes = [part.size for part in manifest.parts]
    if len({part.name for part in manifest.parts}) != len(sizes) or min(sizes, default=0) < 0:
        raise refusal("daftar isinya rusak", "its manifest is damaged")
    if sum(sizes) != len(body):
        raise refusal("ukurannya tidak cocok", "its size does not match")
    parts, at = {}, 0
    for part in manifest.parts:
        content = body[at : at + part.size]
        if hashlib.sha256(content).hexdigest() != part.sha256:
            raise refusal("isinya tidak cocok dengan tanda tangan", "its content is not what was signed")
        parts[part.name], at = content, at + part.size
    return parts
