"""The channels against real servers on this machine: what goes over the line, and what counts as failed."""

from __future__ import annotations

import json
import socketserver
from http.server import HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from gateway import Gateway, serving
from pydantic import SecretStr

from detection.urgent.channels import SIGNATURE, Undelivered, senders, sign
from records.errors import SettingsRefused
from records.keys import read_key
from records.settings import Settings


class Mailbox(socketserver.StreamRequestHandler):
    """As much of a mail server as one message needs (RFC 5321)."""

    lines: ClassVar[list[str]] = []
    accepts = True

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        in_data = False
        while line := self.rfile.readline().decode():
            self.lines.append(line.rstrip())
            if in_data and line != ".\r\n":
                continue
            if line.upper().startswith("DATA"):
                in_data = True
                self.wfile.write(b"354 go on\r\n")
                continue
            in_data = False
            if line.upper().startswith("QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n" if self.accepts else b"550 no\r\n")


def test_mail_says_no_more_than_the_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Mailbox, "lines", [])
    with serving(socketserver.TCPServer(("127.0.0.1", 0), Mailbox)) as port:
        url = SecretStr(f"smtp://127.0.0.1:{port}")
        settings = Settings(data_dir=tmp_path, smtp_url=url, mail_from="piket@suluh.example")
        send = senders(settings)["email"]
        send("a-siti@satgas.example", "u-1234")
        monkeypatch.setattr(Mailbox, "accepts", False)
        with pytest.raises(Undelivered):
            send("a-siti@satgas.example", "u-1234")
    with pytest.raises(Undelivered):
        send("a-siti@satgas.example", "u-1234")
    said = "\n".join(Mailbox.lines)
    assert "Subject: Suluh u-1234" in said
    assert "Ada hal mendesak di Suluh. Silakan masuk." in said
    assert "Message-ID: <u-1234@suluh.example>" in said


def test_the_hook_is_signed_and_carries_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gateway, "taken", [])
    with serving(HTTPServer(("127.0.0.1", 0), Gateway)) as port:
        url = SecretStr(f"http://127.0.0.1:{port}/hook")
        settings = Settings(data_dir=tmp_path, duty_gateway_url=url)
        send = senders(settings)["gateway"]
        send("+62811", "u-1234")
        for status in (302, 500):
            monkeypatch.setattr(Gateway, "status", status)
            with pytest.raises(Undelivered):
                send("+62811", "u-1234")
    (headers, body), *_ = Gateway.taken
    assert headers[SIGNATURE] == sign(read_key(settings.duty_gateway_key_file), body)
    assert headers["Idempotency-Key"] == "u-1234"
    assert json.loads(body)["to"] == "+62811"
    assert sign(b"another" * 5, body) != headers[SIGNATURE]


@pytest.mark.parametrize(
    "wrong",
    [
        {"smtp_url": SecretStr("smtps://mail.example")},
        {"smtp_url": SecretStr("http://mail.example"), "mail_from": "piket@suluh.example"},
        {"duty_gateway_url": SecretStr("http://gateway.example/hook")},
    ],
)
def test_a_channel_that_would_send_in_clear_or_from_nobody_is_refused(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    with pytest.raises(SettingsRefused):
        senders(Settings(data_dir=tmp_path, **wrong))


def test_without_settings_there_is_no_channel(tmp_path: Path) -> None:
    assert senders(Settings(data_dir=tmp_path)) == {}
