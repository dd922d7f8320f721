"""Programs are told of what they may read: signed, again until heard, and never by a way into our own network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peopled import Peopled, people
from receiver import HOST, Receiver, receiver
from sqlalchemy import insert, text, update

from api.signin.visitor import Visitor
from api.webhooks import addresses, signing
from api.webhooks.addresses import AddressRefused
from api.webhooks.delivery import LEASE, RETRIES, Sent, deliver, spread
from api.webhooks.sending import Sender
from api.webhooks.subscriptions import ProgramsOnly, subscribe
from records.events import EVENTS, tell
from records.rights.authorise import Forbidden
from records.rights.bodies import BODIES
from records.rights.context import Context
from records.rights.purpose import Purpose, holds
from records.rights.role import PROGRAM, Role
from records.store import Store
from records.tables import api_clients, outbox

NOW = datetime(2025, 1, 8, 9, tzinfo=UTC)
URL = f"https://{HOST}/suluh"
SCOPES = frozenset({"alert:work", "feed:read", "request:decide", "webhook:change"})
OFFICER = Context("c-satgas", Role.SATGAS, Purpose.PREVENTION, ("5203",), "satgas-lombok-timur")


@pytest.fixture
def peopled(store: Store) -> Peopled:
    """People and the work on their alerts; of its beginning everybody has been told."""
    found = people(store)
    with store.begin() as connection:
        connection.execute(update(outbox).values(spread_at=NOW))
    return found


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Receiver]:
    with receiver(tmp_path) as found:
        yield found


def client(store: Store, who: Context = OFFICER, scopes: frozenset[str] = SCOPES) -> Visitor:
    """A program with a key."""
    with store.begin() as connection:
        connection.execute(
            insert(api_clients).values(
                client_id=who.who,
                secret_hash=b"",
                label="x",
                role=who.role.value,
                purpose=who.purpose.value,
                areas=list(who.areas),
                body=who.body,
                office=who.office,
                scopes=sorted(scopes),
                created_at=NOW,
                created_by="x",
                expires_at=NOW + timedelta(days=300),
            )
        )
    return Visitor(who, NOW, client_id=who.who, scopes=scopes)


def subscribed(
    store: Store, visitor: Visitor, url: str = URL, events: tuple[str, ...] = ("alert.raised",)
) -> str:
    """A subscription; gives its secret."""
    with store.acting(visitor.context).begin() as connection:
        return subscribe(connection, store.keys, visitor, url, events, private=False)[1]


def happened(store: Store, name: str, ref: str) -> None:
    with store.begin() as connection:
        tell(connection, name, ref)


def waiting(store: Store) -> list[tuple[str, str, int]]:
    wanted = text("""
        SELECT w.client_id, o.ref, d.attempts FROM webhook_deliveries AS d JOIN webhooks AS w USING (webhook_id)
            JOIN outbox AS o ON o.number = d.event WHERE d.state = 'waiting' ORDER BY d.delivery_id
    """)
    with store.begin() as connection:
        return [tuple(row) for row in connection.execute(wanted)]  # type: ignore[misc]


def states(store: Store) -> list[str]:
    with store.begin() as connection:
        return list(connection.scalars(text("SELECT state FROM webhook_deliveries ORDER BY delivery_id")))


def answering(*results: str) -> tuple[Callable[[str, Mapping[str, str], bytes], str], list[tuple[str, str]]]:
    """Something that sends, and what it was given: message id and body."""
    seen: list[tuple[str, str]] = []

    def send(_url: str, headers: Mapping[str, str], body: bytes) -> str:
        seen.append((headers[signing.ID], body.decode()))
        return results[min(len(seen), len(results)) - 1]

    return send, seen


def sender(listening: Receiver) -> Sender:
    """One that goes out to the local server, as if its name had a public address."""
    return Sender(verify=listening.trust, lookup=lambda _host, _port: ["127.0.0.1"])


@pytest.fixture
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "allowed", lambda _address, **_: True)


@pytest.mark.usefixtures("_loopback")
def test_a_message_arrives_signed_and_holds_no_more_than_a_number(
    store: Store, peopled: Peopled, listening: Receiver
) -> None:
    secret = subscribed(store, client(store), listening.url)
    happened(store, "alert.raised", f"work/{peopled.own.work_id}")
    assert spread(store, NOW) == 1
    assert deliver(store, NOW, sender(listening)) == Sent(delivered=1)
    ((path, headers, body),) = listening.heard
    assert (path, headers["host"].split(":")[0]) == ("/suluh", HOST)
    assert signing.holds(secret, headers, body, NOW)
    assert not signing.holds(signing.new_secret(), headers, body, NOW)
    assert not signing.holds(secret, headers, body + b" ", NOW)
    assert not signing.holds(secret, headers, body, NOW + timedelta(minutes=6))
    content = json.loads(body)
    assert content["data"] == {"ref": f"work/{peopled.own.work_id}"}
    assert content.keys() == {"type", "timestamp", "data"}
    assert not any(hidden in body.decode() for hidden in peopled.secrets)
    assert deliver(store, NOW + timedelta(days=1), sender(listening)) == Sent()


@pytest.mark.usefixtures("_loopback")
def test_a_redirect_is_not_followed_and_another_name_is_not_believed(
    store: Store, peopled: Peopled, listening: Receiver
) -> None:
    listening.answers = [307]
    assert sender(listening)(listening.url, {}, b"{}") == "307"
    assert [path for path, *_ in listening.heard] == ["/suluh"]
    other = listening.url.replace(HOST, "lain.example")
    assert sender(listening)(other, {}, b"{}") == "tls"
    assert len(listening.heard) == 1
    assert peopled.own.work_id > 0
    assert store.keys is not None


def test_an_address_that_leads_inside_is_never_connected_to() -> None:
    def inside(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.8"]

    assert Sender(lookup=inside)(URL, {}, b"") == "address_refused"
    assert Sender(lookup=lambda _host, _port: [])(URL, {}, b"") == "address_refused"


@pytest.mark.parametrize(
    "inside",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "192.0.2.1", "198.18.0.1"),
    ],
)
def test_inner_addresses_are_refused_as_names_and_as_numbers(inside: str) -> None:
    with pytest.raises(AddressRefused):
        addresses.vetted("x.example", 443, lambda _host, _port: [inside], private=False)
    literal = f"[{inside}]" if ":" in inside else inside
    with pytest.raises(AddressRefused):
        addresses.check_url(f"https://{literal}/x", private=False)


def test_a_setting_lets_private_networks_in_but_never_this_machine() -> None:
    for address, may in (("10.1.2.3", True), ("127.0.0.1", False), ("169.254.169.254", False)):
        try:
            addresses.check_url(f"https://{address}/x", private=True)
        except AddressRefused:
            assert not may, address
        else:
            assert may, address


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://x.example/",
            "https://a:b@x.example/",
            "https://x.example/#f",
            "https://",
            "ftp://x.example",
        ),
        *("https://localhost/", "https://x.example:99999/", "https://x.example\\@y.example/", "x", ""),
        *("https://x.example/ y", "https://[::1/", "https://x.example/" + "a" * 500, "https://x.exämple/"),
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        addresses.check_url(url, private=False)


@given(st.text(max_size=60))
def test_no_address_makes_a_fault(url: str) -> None:
    with suppress(AddressRefused):
        addresses.check_url("https://" + url, private=False)


def test_a_program_is_told_only_of_what_it_could_read(store: Store, peopled: Peopled) -> None:
    with store.begin() as connection:
        network = connection.scalar(text("SELECT work_id FROM alert_work WHERE kind = 'network'"))
    own = client(store)
    elsewhere = client(store, replace(OFFICER, who="c-else", areas=("3315",)))
    narrow = client(store, replace(OFFICER, who="c-narrow"), frozenset({"feed:read"}))
    for visitor in (own, elsewhere):
        subscribed(store, visitor)
    with pytest.raises(Forbidden):
        subscribed(store, narrow)
    subscribed(store, own, events=("alert.raised_again",))
    happened(store, "alert.raised", f"work/{peopled.own.work_id}")
    happened(store, "alert.raised", f"work/{peopled.elsewhere.work_id}")
    happened(store, "alert.raised", f"work/{peopled.protected.work_id}")
    happened(store, "alert.raised", f"work/{network}")
    happened(store, "alert.raised_again", f"work/{network}")
    assert spread(store, NOW) == 4
    assert spread(store, NOW) == 0
    assert [(who, ref) for who, ref, _ in waiting(store)] == [
        ("c-satgas", f"work/{peopled.own.work_id}"),
        ("c-else", f"work/{peopled.elsewhere.work_id}"),
        *[("c-satgas", f"work/{network}")] * 2,
    ]


@pytest.mark.parametrize("change", [{"revoked_at": NOW}, {"scopes": ["feed:read"]}])
def test_a_key_that_lost_its_right_is_told_nothing(
    store: Store, peopled: Peopled, settings: object, change: dict[str, object]
) -> None:
    from sqlalchemy import NullPool, create_engine  # noqa: PLC0415

    subscribed(store, client(store))
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)  # type: ignore[attr-defined]
    with owner.begin() as connection:
        connection.execute(text("SELECT set_config('suluh.role', 'system', true)"))
        connection.execute(update(api_clients).values(**change))
    happened(store, "alert.raised", f"work/{peopled.own.work_id}")
    assert spread(store, NOW) == 0


def test_what_fails_is_tried_later_and_later_under_one_id_and_given_up(
    store: Store, peopled: Peopled
) -> None:
    subscribed(store, client(store))
    happened(store, "alert.raised", f"work/{peopled.own.work_id}")
    spread(store, NOW)
    send, seen = answering("503")
    at = NOW
    for wait in RETRIES:
        assert deliver(store, at, send) == Sent(failed=1)
        assert deliver(store, at + wait - timedelta(seconds=1), send) == Sent()
        at += wait
    assert deliver(store, at, send) == Sent(dead=1)
    assert deliver(store, at + timedelta(days=9), send) == Sent()
    assert len(seen) == len(RETRIES) + 1
    assert len(set(seen)) == 1
    assert states(store) == ["dead"]


def test_an_attempt_that_was_cut_off_is_made_again(store: Store, peopled: Peopled) -> None:
    subscribed(store, client(store))
    happened(store, "alert.raised", f"work/{peopled.own.work_id}")
    spread(store, NOW)

    def dies(*_: object) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(store, NOW, dies)
    send, _ = answering("200")
    assert deliver(store, NOW, send) == Sent()
    assert deliver(store, NOW + LEASE, send) == Sent(delivered=1)


def test_an_address_that_is_gone_ends_the_subscription(store: Store, peopled: Peopled) -> None:
    subscribed(store, client(store))
    happened(store, "alert.raised", f"work/{peopled.own.work_id}")
    spread(store, NOW)
    send, _ = answering("410")
    assert deliver(store, NOW, send) == Sent(dead=1)
    happened(store, "alert.raised", f"work/{peopled.own.work_id}")
    assert spread(store, NOW) == 0


@pytest.mark.parametrize("kind", [body.name for body in BODIES])
def test_no_counter_and_no_checkpoint_can_subscribe_to_anything(store: Store, kind: str) -> None:
    """Every kind of institution, every role and purpose, every event: counters and checkpoints never."""
    told = set()
    with store.begin() as connection:
        for role in (role for role in Role if role not in PROGRAM):
            for purpose in (purpose for purpose in Purpose if holds(role, purpose)):
                context = Context("c-x", role, purpose, ("",), f"{kind}-x")
                visitor = Visitor(context, NOW, client_id="c-x", scopes=None)
                for event in EVENTS:
                    try:
                        subscribe(
                            connection, store.keys, visitor, "http://refused", [event.name], private=False
                        )
                    except Forbidden:
                        continue
                    except AddressRefused:  # the next thing that is looked at
                        told.add(event.name)
    assert (told == set()) == (kind in ("checkpoint", "passport"))


def test_the_database_refuses_a_counter_too(store: Store) -> None:
    visitor = client(store)
    subscribed(store, visitor)
    for body in ("checkpoint-lombok", "passport-mataram"):
        with store.acting(replace(OFFICER, body=body)).begin() as connection:
            assert connection.scalar(text("SELECT count(*) FROM webhooks")) == 0


def test_people_do_not_subscribe_and_rights_bound_the_events(store: Store) -> None:
    visitor = client(store)
    with store.acting(OFFICER).begin() as connection:
        with pytest.raises(ProgramsOnly):
            subscribe(
                connection, store.keys, replace(visitor, client_id=None), URL, ["alert.raised"], private=False
            )
        with pytest.raises(Forbidden):
            subscribe(connection, store.keys, visitor, URL, ["request.overdue"], private=False)


@pytest.mark.parametrize(
    "ref", ["work/1 2", "work/Siti Wati", "person/1", "work/", "work", "work/" + "9" * 65]
)
def test_a_reference_holds_no_more_than_a_number_or_code(store: Store, ref: str) -> None:
    with pytest.raises(ValueError, match=r"work"):
        happened(store, "alert.raised", ref)
