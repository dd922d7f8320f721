"""One bundle at a time: what arrives, what is turned away, and that nothing changes but the audit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from two_nodes import NOW, Side, introduce, settle, side

from protection.exchange import carrying, outbox, peers
from protection.exchange.bundle import BundleRefused, Header, new_id, open_bundle, salted, seal
from protection.exchange.canonical import canonical
from protection.exchange.keys import Card, NodeKeys
from records.errors import InputRefused, WrongState
from records.node import Node
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, exchange_in, exchange_out
from records.tables.custody import row_keys

WORDS = "Kanari Purnama Sari"


@pytest.fixture
def province(store: Store, settings: Settings) -> Side:
    return side(store, settings)


@pytest.fixture
def lpsk(lpsk_store: Store, lpsk_settings: Settings, province: Side) -> Side:
    made = side(lpsk_store, lpsk_settings)
    introduce(province, made)
    return made


def stands(there: Side) -> list[tuple[object, ...]]:
    """Everything of the exchange at a node, and how often its handlers worked."""
    with there.store.reading() as connection:
        out = connection.execute(select(exchange_out).order_by(exchange_out.c.number)).all()
        came = connection.execute(select(exchange_in).order_by(exchange_in.c.bundle_id)).all()
    return [*map(tuple, out), *map(tuple, came), (there.matter.done,), tuple(there.matter.held.items())]


def last_entry(there: Side) -> tuple[str, list[str]]:
    with there.store.reading() as connection:
        newest = select(audit_entries).order_by(audit_entries.c.entry_id.desc()).limit(1)
        entry = connection.execute(newest).one()
    return entry.act, entry.object_refs


def test_a_bundle_arrives_is_done_and_acknowledged(province: Side, lpsk: Side) -> None:
    province.tell(lpsk, "referral", "RJ-1", 1, WORDS)
    (letter,) = province.wait(lpsk)
    assert WORDS.encode() not in letter.raw
    assert lpsk.hear(letter.raw).state == "applied"
    assert lpsk.matter.held == {"RJ-1": (1, WORDS)}
    (answer,) = lpsk.wait(province)
    assert province.hear(answer.raw).state == "applied"
    lpsk.sent(answer)
    assert (province.wait(lpsk), lpsk.wait(province)) == ([], [])
    with province.store.reading() as connection:
        assert connection.scalar(select(exchange_out.c.state)) == "applied"
        kept = connection.scalar(
            select(func.count()).select_from(row_keys).where(row_keys.c.holder == "exchange_out")
        )
    assert kept == 0, "the content goes when it is acknowledged"


def test_the_second_of_a_bundle_changes_nothing_and_is_acknowledged_again(province: Side, lpsk: Side) -> None:
    province.tell(lpsk, "referral", "RJ-1", 1, WORDS)
    (letter,) = province.wait(lpsk)
    (other,) = province.wait(lpsk)
    assert letter.raw != other.raw, "each sending is sealed anew"
    assert [lpsk.hear(each.raw).state for each in (letter, other, letter)] == ["applied", "again", "again"]
    assert lpsk.matter.done == 1
    settle(province, lpsk)


def test_what_the_other_refuses_is_told_and_nothing_of_it_stays(province: Side, lpsk: Side) -> None:
    province.tell(lpsk, "referral", "RJ-1", 1, WORDS, bad=True)
    settle(province, lpsk)
    assert lpsk.matter.held == {}
    with province.store.reading() as connection:
        told = connection.execute(select(exchange_out.c.state, exchange_out.c.reason)).one()
    assert tuple(told) == ("refused", "input_refused")


def test_an_error_of_the_program_leaves_a_bundle_as_not_received(province: Side, lpsk: Side) -> None:
    province.tell(lpsk, "referral", "RJ-1", 1, WORDS)
    (letter,) = province.wait(lpsk)
    before = stands(lpsk)
    broken = replace_handlers(lpsk, lambda _arrival: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        broken(letter.raw)
    assert stands(lpsk) == before
    assert lpsk.hear(letter.raw).state == "applied"


def replace_handlers(there: Side, handler: Callable[..., object]) -> Callable[[bytes], object]:
    from protection.exchange.inbox import receive  # noqa: PLC0415

    broken = dict.fromkeys(there.handlers, handler)
    return lambda raw: receive(there.store, there.keys, broken, raw, NOW)  # type: ignore[arg-type]


def _flip(raw: bytes, member: str, way: Callable[[str], str]) -> bytes:
    document = json.loads(raw)
    if member in document["header"]:
        document["header"][member] = way(document["header"][member])
    else:
        document[member] = way(document[member])
    return canonical(document)


def _other(text: str) -> str:
    return ("1" if text[0] != "1" else "2") + text[1:]


TAMPERED: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    *(
        (member, lambda raw, member=member: _flip(raw, member, _other))  # type: ignore[misc]
        for member in ("id", "kind", "from", "to", "digest", "ephemeral", "box", "signature")
    ),
    ("made_at", lambda raw: _flip(raw, "made_at", lambda at: at.replace("20", "21", 1))),
    ("cut", lambda raw: raw[:-40]),
    ("longer", lambda raw: raw + b" "),
    ("a member twice", lambda raw: raw.replace(b'"format":', b'"format":"x","format":', 1)),
    ("nothing", lambda _raw: b""),
    ("no JSON", lambda _raw: b"\xff\x00"),
    ("deep", lambda _raw: b"[" * 100_000),
    ("too large", lambda raw: raw + b" " * 9_000_000),
)


@pytest.mark.parametrize(("name", "tamper"), TAMPERED, ids=[name for name, _ in TAMPERED])
def test_a_tampered_bundle_changes_nothing_and_is_told(
    province: Side, lpsk: Side, name: str, tamper: Callable[[bytes], bytes]
) -> None:
    province.tell(lpsk, "referral", "RJ-1", 1, WORDS)
    (letter,) = province.wait(lpsk)
    before = stands(lpsk)
    assert lpsk.hear(tamper(letter.raw)).state == "turned_away", name
    assert stands(lpsk) == before
    act, refs = last_entry(lpsk)
    assert act == "refuse"
    assert refs[0].startswith("sha256/")
    assert lpsk.hear(letter.raw).state == "applied", "the true one still counts"


def test_a_bundle_signed_by_another_or_for_another_node_is_turned_away(
    province: Side, lpsk: Side, tmp_path: Path
) -> None:
    stranger = NodeKeys.from_file(tmp_path / "stranger.key", "satgas", Node.PROVINCE)
    content = salted({"code": "RJ-1", "version": 9, "words": "x"})

    def made(by: NodeKeys, to: str, kind: str = "referral") -> bytes:
        from hashlib import sha256  # noqa: PLC0415

        header = Header(new_id(), kind, by.name, to, NOW, sha256(content).digest())
        return seal(header, content, by, lpsk.keys.public)

    assert lpsk.hear(made(stranger, "lpsk")).why == "signature"
    assert lpsk.hear(made(province.keys, "lpsk-lain")).why == "not_for_us"
    assert lpsk.hear(made(replace(stranger, name="siapa"), "lpsk")).why == "unknown_node"
    assert lpsk.hear(made(province.keys, "lpsk", "outcomes")).why == "kind", "only LPSK sends outcomes"
    assert lpsk.hear(made(province.keys, "lpsk", "gossip")).why == "kind"
    assert lpsk.matter.done == 0


def test_a_bundle_for_one_node_does_not_open_at_another(province: Side, lpsk: Side, tmp_path: Path) -> None:
    province.tell(lpsk, "referral", "RJ-1", 1, WORDS)
    (letter,) = province.wait(lpsk)
    thief = NodeKeys.from_file(tmp_path / "thief.key", "lpsk", Node.LPSK)
    with pytest.raises(BundleRefused, match="seal"):
        open_bundle(letter.raw, thief, province.keys.public)


def test_its_length_tells_little(province: Side, lpsk: Side) -> None:
    for number, words in enumerate(("", "x" * 1500)):
        province.tell(lpsk, "referral", f"RJ-{number}", 1, words)
    short, long = province.wait(lpsk)
    assert abs(len(short.raw) - len(long.raw)) < 5


def test_nothing_goes_to_a_node_that_nobody_confirmed(province: Side, lpsk: Side) -> None:
    with province.store.begin() as connection:
        peers.end(connection, "lpsk", NOW)
        with pytest.raises(WrongState):
            outbox.put(connection, province.store.keys, "lpsk", "referral", {})
    lpsk.tell(province, "referral_state", "RJ-1", 1, "x")
    (letter,) = lpsk.wait(province)
    assert province.hear(letter.raw).why == "unknown_node"


def test_a_fingerprint_that_differs_is_refused(store: Store, settings: Settings, tmp_path: Path) -> None:
    card = NodeKeys.from_file(tmp_path / "other.key", "lpsk", Node.LPSK).card
    assert Card.read(card.line) == card
    wrong = NodeKeys.from_file(tmp_path / "more.key", "lpsk", Node.LPSK).card.fingerprint
    with store.begin() as connection:
        with pytest.raises(InputRefused):
            peers.introduce(connection, card, wrong, "", settings.node_name, NOW)
        spoken = card.fingerprint.lower().replace("-", " ")
        assert not peers.introduce(connection, card, spoken, "", settings.node_name, NOW).trusted


@pytest.mark.parametrize(
    "way",
    ["http://lpsk.example", "ftp://x", "https://u:p@x.id", "https://", "lpsk.example", "https://x.id/?a=b"],
)
def test_an_address_that_is_none_is_refused(
    store: Store, settings: Settings, tmp_path: Path, way: str
) -> None:
    card = NodeKeys.from_file(tmp_path / "other.key", "lpsk", Node.LPSK).card
    with store.begin() as connection, pytest.raises(InputRefused):
        peers.introduce(connection, card, card.fingerprint, way, settings.node_name, NOW)


def test_what_has_no_byte_form_is_refused_when_it_is_queued(province: Side, lpsk: Side) -> None:
    for document in ({"x": 0.5}, {"x": NOW}, {"x": "\ud800"}, {"x": 2**60}):
        with province.store.begin() as connection, pytest.raises(InputRefused):
            outbox.put(connection, province.store.keys, lpsk.keys.name, "referral", document)


def test_by_stick_there_and_back(province: Side, lpsk: Side, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    province.tell(lpsk, "referral", "RJ-1", 1, WORDS)
    with province.store.reading() as connection:
        to_lpsk = peers.known(connection, "lpsk")
    with lpsk.store.reading() as connection:
        to_province = peers.known(connection, "satgas")
    assert carrying.lay_out(province.store, province.keys, to_lpsk, stick, NOW) == 1
    assert [WORDS.encode() in file.read_bytes() for file in stick.rglob("*.suluh-bundle")] == [False]
    assert carrying.take_up(lpsk.store, lpsk.keys, lpsk.handlers, stick, NOW).taken == 1
    assert lpsk.matter.held == {"RJ-1": (1, WORDS)}
    carrying.lay_out(lpsk.store, lpsk.keys, to_province, stick, NOW)
    assert carrying.take_up(province.store, province.keys, province.handlers, stick, NOW).taken == 1
    assert province.wait(lpsk) == []
    assert list(stick.rglob("*.suluh-bundle")) == []


def test_what_was_erased_before_it_went_does_not_go(province: Side, lpsk: Side) -> None:
    province.tell(lpsk, "referral", "RJ-1", 1, WORDS)
    with province.store.begin() as connection:
        connection.execute(text("DELETE FROM row_keys WHERE holder = 'exchange_out'"))
    assert province.wait(lpsk) == []
    with province.store.reading() as connection:
        assert connection.scalar(select(exchange_out.c.state)) == "withdrawn"
