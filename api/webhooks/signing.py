"""Signatures in the form of Standard Webhooks (https://www.standardwebhooks.com, version 1).

A message carries an id, the moment of sending and an HMAC-SHA256 over both and the body. Who receives it refuses
what is older than a few minutes, and takes an id that it has seen for a repetition.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
_SECRET_BYTES = 32
TOLERANCE = timedelta(minutes=5)


def new_secret() -> str:
    """A secret of 256 random bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def sign(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a message."""
    moment = str(int(at.timestamp()))
    return {ID: message_id, TIMESTAMP: moment, SIGNATURE: f"v1,{_mark(secret, message_id, moment, body)}"}


def holds(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether a message is signed with the secret and fresh: what a receiver does."""
    try:
        message_id, moment, given = headers[ID], headers[TIMESTAMP], headers[SIGNATURE]
        fresh = abs(now.timestamp() - int(moment)) <= TOLERANCE.total_seconds()
        own = _mark(secret, message_id, moment, body)
    except (KeyError, ValueError, binascii.Error):
        return False
    signatures = (each.removeprefix("v1,") for each in given.split(" ") if each.startswith("v1,"))
    return fresh and any(hmac.compare_digest(each.encode(), own.encode()) for each in signatures)


def _mark(secret: str, message_id: str, moment: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, f"{message_id}.{moment}.".encode() + body, sha256)).decode()
