"""One-time codes of an authenticator (TOTP, RFC 6238): six digits, 30 seconds, SHA-1, as every app has them."""

from __future__ import annotations

import base64
import hmac
import os
import re
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20
DIGITS = 6
STEP_SECONDS = 30
WINDOW = 1
"""A clock may be one step off, either way."""
RECOVERY_CODES = 10
ISSUER = "Suluh"


def new_secret() -> bytes:
    """160 random bits (RFC 4226, section 4)."""
    return os.urandom(SECRET_BYTES)


def typed_form(secret: bytes) -> str:
    """The secret as it is typed into an app that cannot scan."""
    return base64.b32encode(secret).decode("ascii")


def address(secret: bytes, account: str) -> str:
    """The ``otpauth://`` address that an app scans; it holds the secret."""
    return _totp(secret).get_provisioning_uri(account, ISSUER)


def code(secret: bytes, now: datetime) -> str:
    """The code of this moment."""
    return _totp(secret).generate(int(now.timestamp())).decode("ascii")


def matching_step(secret: bytes, typed: str, now: datetime, last_step: int | None) -> int | None:
    """The step whose code was typed, or None; a step that was used, and any before it, matches no more.

    Whoever accepts it must keep it as the last one in the same transaction. Always does the same work.
    """
    digits = re.sub(r"\s", "", typed).encode("utf-8", "surrogatepass")
    totp = _totp(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(current - WINDOW, current + WINDOW + 1):
        right = hmac.compare_digest(totp.generate(step * STEP_SECONDS), digits)
        if right and (last_step is None or step > last_step):
            found = step
    return found


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  (HMAC-SHA-1 is what authenticators know)
