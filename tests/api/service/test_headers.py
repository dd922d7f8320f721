from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from outside import visitor
from starlette.responses import PlainTextResponse

from api.service.guard import SERVER, guard
from api.service.headers import CONTENT_SECURITY_POLICY, GIVEAWAYS, HEADERS

POLICY = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
ANSWERS = ("/plain/x", "/loose", "/lost", "/nowhere", "/fault", "/stream", "/plain/x?" + "y" * 5000)


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_every_header_errors_and_refusals_too(path: str) -> None:
    answer = visitor().get(path)
    for header in HEADERS:
        if header.fixed:
            assert answer.headers.get_list(header.name) == [header.value]
    assert CONTENT_SECURITY_POLICY in answer.headers.get_list("content-security-policy")[-1]
    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
    assert not set(GIVEAWAYS) & answer.headers.keys()


def test_the_policy_lets_nothing_run_that_stands_in_the_page_or_on_another_host() -> None:
    assert POLICY["default-src"] == POLICY["base-uri"] == POLICY["frame-ancestors"] == "'none'"
    assert POLICY["script-src"] == POLICY["style-src"] == POLICY["form-action"] == "'self'"
    for loose in ("unsafe", "*", "http", "data:", "blob:", "nonce", "strict-dynamic"):
        assert loose not in CONTENT_SECURITY_POLICY


def test_a_route_cannot_loosen_what_holds_for_all() -> None:
    """Two policies hold both, so the route's own wide one changes nothing."""
    answer = visitor().get("/loose")
    assert answer.headers.get_list("content-security-policy") == ["default-src *", CONTENT_SECURITY_POLICY]
    assert answer.headers["x-frame-options"] == "DENY"


def test_nothing_is_kept_unless_a_route_says_so_and_an_error_never() -> None:
    assert visitor().get("/plain/x").headers["cache-control"] == "no-store"
    assert visitor().get("/loose").headers["cache-control"] == "public, max-age=9"
    assert visitor().get("/lost").headers["cache-control"] == "no-store"
    assert visitor().get("/fault").headers["cache-control"] == "no-store"


def test_transport_security_is_promised_over_tls_alone() -> None:
    assert "strict-transport-security" not in visitor(scheme="http").get("/plain/x").headers


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG", "PROPFIND"])
def test_methods_that_no_route_has_are_turned_away(method: str) -> None:
    answer = visitor().request(method, "/plain/x", headers={"X-Probe": "echo-me"})
    assert answer.status_code == 405
    assert "echo-me" not in answer.text


def test_every_header_says_why_it_is_there() -> None:
    assert all(len(header.why) > 15 for header in HEADERS)
    assert len({header.name.lower() for header in HEADERS}) == len(HEADERS)


@pytest.fixture
def served() -> Iterator[str]:
    """A real server, run as the service is run."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(guard(PlainTextResponse("x")), **(SERVER | {"log_config": None})))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_a_visitor_does_not_choose_the_address_it_is_known_by(
    served: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "suluh.access")
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    httpx.get(served, headers=forged | {"X-Forwarded-Proto": "https"})
    while not (lines := [record.__dict__["told"] for record in caplog.records if "told" in record.__dict__]):
        time.sleep(0.01)  # the line follows the answer
    assert [line["from"] for line in lines] == ["127.0.0.1"]


def test_the_server_itself_does_not_say_what_it_is(served: str) -> None:
    names = httpx.get(served).headers.keys()
    assert "content-security-policy" in names
    assert not names & set(GIVEAWAYS)
