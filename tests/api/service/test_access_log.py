from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from copy import deepcopy

import pytest
from outside import SECRET, visitor

from api.service.access_log import LOGGING, REQUEST_ID

HOSTILE = (
    'x\n{"level":"INFO","message":"forged"}',
    "x\r\nSet-Cookie: a=b",
    "\x1b[2J\x1b[31mred",
    "\u2028line\u2029paragraph",
    "\u202etxt.exe",
    "x" * 1_000_000,
    "%s %d %(name)s {0.__class__}",
    "\ud800",
    "</script><script>alert(1)</script>",
)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the service's own logging writes while a test runs."""
    stream = io.StringIO()
    configured = deepcopy(LOGGING)
    configured["handlers"]["stderr"]["stream"] = stream
    root, handlers = logging.getLogger(), list(logging.getLogger().handlers)
    level = root.level
    logging.config.dictConfig(configured)
    yield stream
    root.handlers, root.level = handlers, level


def told(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_with_when_what_and_how_it_ended(lines: io.StringIO) -> None:
    answer = visitor().get("/plain/x")
    (line,) = [line for line in told(lines) if line["logger"] == "suluh.access"]
    assert line["request_id"] == answer.headers[REQUEST_ID]
    assert (line["method"], line["route"], line["status"], line["bytes"]) == ("GET", "/plain/{name}", 200, 1)
    assert {"at", "level", "ms", "from"} <= line.keys()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/plain/{SECRET}"),
        ("GET", f"/plain/x?nik={SECRET}"),
        ("GET", f"/{SECRET}"),
        ("GET", f"/{SECRET}?{SECRET}"),
        ("POST", f"/nowhere/{SECRET}"),
        ("GET", "/fault"),
        ("POST", "/echo"),
        ("POST", "/bytes"),
    ],
)
def test_no_address_query_body_or_message_of_an_error_reaches_the_log(
    lines: io.StringIO, method: str, path: str
) -> None:
    headers = {"Cookie": f"a={SECRET}", "Authorization": SECRET, "User-Agent": SECRET, "Referer": SECRET}
    answer = visitor().request(
        method, path, content=f'["{SECRET}"]', headers=headers | {"X-Request-Id": SECRET}
    )
    assert lines.getvalue()
    assert SECRET not in lines.getvalue()
    assert SECRET not in answer.headers[REQUEST_ID]


def test_a_fault_is_told_by_its_kind_and_place_alone(lines: io.StringIO) -> None:
    try:
        raise ValueError(f"NIK {SECRET}")
    except ValueError:
        logging.getLogger("suluh.service").exception("a route failed")
    (line,) = told(lines)
    assert (line["error"], line["message"]) == ("ValueError", "a route failed")
    assert "test_access_log.py:" in str(line["place"])
    assert SECRET not in lines.getvalue()


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_nothing_that_is_logged_can_begin_a_line_or_reach_a_terminal(
    lines: io.StringIO, hostile: str
) -> None:
    logging.getLogger("suluh.x").info("%s", hostile)
    logging.getLogger("suluh.x").info("told", extra={"told": {"value": hostile}})
    written = lines.getvalue()
    assert written.count("\n") == 2
    assert written.isascii()
    assert all(sign.isprintable() for sign in written if sign != "\n")
    assert [line["message"] != "forged" for line in told(lines)] == [True, True]


@pytest.mark.parametrize("method", ["GET\n", "FORGED", "x" * 100])
def test_a_method_of_a_visitors_own_is_not_repeated(lines: io.StringIO, method: str) -> None:
    visitor().request(method, "/plain/x")
    assert {line["method"] for line in told(lines) if line["logger"] == "suluh.access"} == {"other"}


def test_every_request_has_an_id_of_its_own_with_128_random_bits(lines: io.StringIO) -> None:
    browser = visitor()
    ids = {browser.get("/loose", headers={REQUEST_ID: "same"}).headers[REQUEST_ID] for _ in range(50)}
    assert len(ids) == 50
    assert all(len(bytes.fromhex(each)) == 16 for each in ids)
    assert len(told(lines)) == 50


def test_uvicorns_own_access_line_stays_silent(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info('"GET /?nik=%s"', SECRET)
    assert lines.getvalue() == ""
