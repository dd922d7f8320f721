"""The ways in which those on duty are called: e-mail, and a gateway's hook for text messages or calls.

A channel takes an address and an opaque number. It may be told the same number twice: whoever receives it knows
by the number that it is one message.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import httpx

from detection.urgent.message import SUBJECT, message
from records.errors import SettingsRefused
from records.keys import key_in
from records.settings import Settings

SECONDS = 10.0
"""How long a channel may take before it counts as failed."""

SIGNATURE = "Suluh-Signature"
"""Header of the hook: HMAC-SHA-256 over the body, hexadecimal, under the key that was agreed."""

Send = Callable[[str, str], None]
"""Sends to an address, by a number. Raises Undelivered."""
Senders = Mapping[str, Send]


class Undelivered(Exception):
    """A channel did not take a message; why is not told on, for it may quote an address."""


@dataclass(frozen=True)
class Channel:
    """One way to call: its name on the roster, what an address in it looks like, and how it is set up."""

    name: str
    address: re.Pattern[str]
    open: Callable[[Settings], Send | None]


def _email(settings: Settings) -> Send | None:
    if settings.smtp_url is None:
        return None
    url = urlsplit(settings.smtp_url.get_secret_value())
    host, sender = url.hostname or "", settings.mail_from
    if url.scheme not in ("smtp", "smtps") or not host or not sender:
        raise SettingsRefused(
            "SULUH_SMTP_URL berbentuk smtps://pengguna:sandi@server:465 dan memerlukan SULUH_MAIL_FROM.",
            "SULUH_SMTP_URL has the form smtps://user:password@host:465 and needs SULUH_MAIL_FROM.",
        )

    def send(address: str, number: str) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, address, f"{SUBJECT} {number}"
        mail["Message-ID"] = f"<{number}@{sender.rpartition('@')[2]}>"
        mail.set_content(message(number))
        try:
            with _server(url.scheme, host, url.port) as server:
                if url.username:
                    server.login(unquote(url.username), unquote(url.password or ""))
                server.send_message(mail)
        except (OSError, smtplib.SMTPException):
            raise Undelivered from None

    return send


def _server(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    """A connection that nobody on the way can read; unencrypted only to this machine itself."""
    trusted = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=trusted)
    server = smtplib.SMTP(host, port or 587, timeout=SECONDS)
    if not _is_here(host):
        server.starttls(context=trusted)
    return server


def _gateway(settings: Settings) -> Send | None:
    if settings.duty_gateway_url is None:
        return None
    url = settings.duty_gateway_url.get_secret_value()
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname or "")):
        raise SettingsRefused(
            "SULUH_DUTY_GATEWAY_URL harus berawalan https://.",
            "SULUH_DUTY_GATEWAY_URL must begin with https://.",
        )
    key = key_in(settings.duty_gateway_key_file)

    def send(address: str, number: str) -> None:
        body = json.dumps({"to": address, "number": number, "text": message(number)}).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": number,
            SIGNATURE: sign(key, body),
        }
        try:
            answer = httpx.post(url, content=body, headers=headers, timeout=SECONDS, follow_redirects=False)
        except httpx.HTTPError:
            raise Undelivered from None
        if not answer.is_success:
            raise Undelivered

    return send


def sign(key: bytes, body: bytes) -> str:
    """The signature of a hook's body."""
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


CHANNELS: tuple[Channel, ...] = (
    Channel("email", re.compile(r"[^@\s,;:<>\"]{1,64}@[A-Za-z0-9.-]{1,190}"), _email),
    Channel("gateway", re.compile(r"[A-Za-z0-9+_.:@-]{3,100}"), _gateway),
)
"""Every channel that there is."""

CHANNEL = {channel.name: channel for channel in CHANNELS}


def senders(settings: Settings) -> Senders:
    """The channels that are set up, by name. Raises SettingsRefused."""
    opened = {channel.name: channel.open(settings) for channel in CHANNELS}
    return {name: send for name, send in opened.items() if send is not None}
