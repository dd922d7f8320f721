"""Random secrets: made here, shown once, kept as a hash alone.

A secret of 120 random bits or more cannot be guessed from its hash, so a fast hash suffices (OWASP ASVS 5.0,
6.5.2 and 11.4.2); what a person chooses is another matter, see ``api.signin.passwords``.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
"""Crockford's 32, told apart when read aloud: no I, L, O, U."""
_GROUPS, _GROUP = 6, 4
_AS_TYPED = str.maketrans("OIL", "011", "- ")


def token() -> str:
    """256 random bits, for a cookie or a key."""
    return secrets.token_hex(32)


def identity(prefix: str) -> str:
    """An opaque id, no secret: ``a-1f…``."""
    return f"{prefix}-{secrets.token_hex(8)}"


def code() -> str:
    """120 random bits in six groups of four letters and digits, to be typed by a person."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP))
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def digest(secret: str) -> bytes:
    """What is kept of a token or key."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def code_digest(typed: str) -> str:
    """What is kept of a code; however it is typed: small letters, spaces, O for 0, I and L for 1."""
    return digest(typed.upper().translate(_AS_TYPED)).hex()
