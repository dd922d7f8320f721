from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from asking import wait
from hypothesis import given, settings
from hypothesis import strategies as st
from outside import visitor
from starlette.types import Message

from api.service.json_guard import DEEPEST, refuse_json
from api.service.limits import Limit, Limits

SMALL = Limit(body_bytes=1000, roomy={"/files/": 5000})


def refused(answer: object, status: int) -> None:
    assert getattr(answer, "status_code", None) == status
    told = answer.json()  # type: ignore[attr-defined]
    assert told["status"] == status
    assert told["title"] != told["title_en"]


def test_a_request_within_the_limits_passes_unchanged() -> None:
    browser = visitor(SMALL)
    assert (
        browser.post("/echo", json={"a": [1, 2.5, "Siti \U0001f600", None]}).json()["a"][2]
        == "Siti \U0001f600"
    )
    assert browser.post("/bytes", content=b"x" * 1000).json() == 1000
    assert browser.post("/files/a", files={"file": b"x" * 4000}).json() == ["a", 4000]
    assert browser.get("/plain/x", headers={"Range": "bytes=0-99"}).status_code == 200


def test_a_body_that_declares_too_much_or_brings_more_than_it_declares_is_refused() -> None:
    def without_length() -> Iterator[bytes]:
        yield from [b"x" * 400] * 3

    browser = visitor(SMALL)
    refused(browser.post("/bytes", content=b"x" * 1001), 413)
    refused(browser.post("/bytes", content=without_length()), 413)
    refused(browser.post("/files/a", files={"file": b"x" * 6000}), 413)
    # FastAPI tells a broken upload as a fault of its own; the visitor is told what it was.
    big = browser.build_request("POST", "/files/a", files={"file": b"x" * 6000})
    del big.headers["content-length"]
    refused(browser.post("/files/a", content=iter([big.read()]), headers=big.headers), 413)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Long": "x" * 20_000}, 431),
        ({f"X-{n}": "x" for n in range(100)}, 431),
        ({"Range": "bytes=" + ",".join(f"{n}-{n}" for n in range(500))}, 416),
        ({"Range": "bytes=0-1,2-3"}, 416),
        ({"Range": "bytes=5"}, 416),
        ({"Range": "lines=0-1"}, 416),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Content-Length": "-1"}, 400),
        ({"Content-Length": "1_0"}, 400),
        ({"Content-Length": "9" * 5000}, 400),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_head_that_asks_too_much_is_refused(headers: dict[str, str], status: int) -> None:
    refused(visitor().get("/plain/x", headers=headers), status)


@pytest.mark.parametrize(
    "name", ["Host", "Content-Length", "Authorization", "Cookie", "Range", "Content-Type"]
)
def test_a_header_that_two_readers_could_read_differently_is_refused(name: str) -> None:
    refused(visitor().get("/plain/x", headers=[(name, "1"), (name, "2")]), 400)
    refused(visitor().get("/plain/x", headers=[(name, "1"), (name, "1")]), 400)


@pytest.mark.parametrize(
    "path", ["/plain/a%00b", "/plain/a%0d%0aSet-Cookie:x", "/plain/x?q=%00", "/plain/x?q=%1b%5b"]
)
def test_an_address_with_control_characters_is_refused(path: str) -> None:
    refused(visitor().get(path), 400)


def test_an_address_that_is_too_long_is_refused() -> None:
    refused(visitor().get("/plain/" + "x" * 5000), 414)


BAD_JSON: dict[str, bytes] = {
    "depth": b"[" * 100_000 + b"]" * 100_000,
    "depth of objects": b'{"a":' * 1000 + b"1" + b"}" * 1000,
    "depth that is never closed": b"[" * 1_000_000,
    "open strings": b'"\\"' * 300_000,
    "a name twice": b'{"role": "volunteer", "role": "admin"}',
    "a name twice by an escape": b'{"role": 1, "r\\u006fle": 2}',
    "NaN": b'{"a": NaN}',
    "Infinity": b"[-Infinity]",
    "a number of a million digits": b"9" * 1_000_000,
    "an exponent of many digits": b"1e" + b"9" * 100,
    "NUL by an escape": b'{"a": "x\\u0000y"}',
    "NUL in a name": b'{"\\u0000": 1}',
    "half a pair": b'["\\ud800"]',
    "raw NUL": b'{"a": "x\0y"}',
    "cp1252": b'{"a": "Ren\xe9"}',
    "overlong UTF-8": b'["\xc0\xaf"]',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a mark before it": b'\xef\xbb\xbf{"a": 1}',
    "two values": b"{} {}",
    "cut off": b'{"a": ',
    "a comment": b"{} // x",
    "single quotes": b"{'a': 1}",
}


@pytest.mark.parametrize("content", BAD_JSON.values(), ids=BAD_JSON)
def test_json_that_harms_or_misleads_is_refused_before_a_route_sees_it(content: bytes) -> None:
    answer = visitor().post(
        "/echo", content=content, headers={"Content-Type": "application/json; charset=utf-8"}
    )
    refused(answer, 400)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON, st.booleans())
@settings(max_examples=200)
def test_whatever_a_program_of_ours_writes_as_json_is_accepted(value: object, ascii_only: bool) -> None:
    assert refuse_json(json.dumps(value, ensure_ascii=ascii_only).encode()) is None


@given(st.binary(max_size=60) | st.text('{}[]":,\\u0e19-NaN ', max_size=60).map(str.encode))
@settings(max_examples=300)
def test_whatever_is_accepted_is_read_as_json_by_every_reader(content: bytes) -> None:
    if content.strip() and refuse_json(content) is None:
        json.dumps(json.loads(content)).encode()


def test_the_deepest_json_that_is_allowed_passes_and_brackets_in_text_do_not_count() -> None:
    assert refuse_json(b"[" * DEEPEST + b"]" * DEEPEST) is None
    assert refuse_json(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))
    assert refuse_json(json.dumps({"a": '[{"\\' * 100}).encode()) is None


def test_a_visitor_who_never_finishes_is_not_waited_for() -> None:
    sent: list[Message] = []

    async def never() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    async def application(_scope: object, receive: object, _send: object) -> None:
        await receive()  # type: ignore[operator]

    scope = {"type": "http", "path": "/", "query_string": b"", "headers": [], "method": "POST"}
    wait(Limits(application, Limit(patience_seconds=0.05))(scope, never, send))
    assert sent[0]["status"] == 408


def test_websockets_are_closed() -> None:
    with pytest.raises(Exception) as closed, visitor().websocket_connect("/plain/x"):  # noqa: PT011
        pass
    assert getattr(closed.value, "code", None) == 1008
