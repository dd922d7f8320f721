"""To whom somebody can be referred: what is known decides what is offered first, and nothing is inferred beyond it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from referred import MRC, NOW, SENDER, begun, wish

from protection.directory import entries
from protection.directory.entries import Entry
from protection.referrals import reading
from protection.referrals.offers import Asked, Offer, helpers, offers
from protection.referrals.receivers import receivers
from records.errors import InputRefused
from records.store import Store

WEEK = "Senin–Jumat 08.00–16.00"
NIGHT = datetime(2026, 3, 2, 15, tzinfo=UTC)  # 23.00 WITA


def directory(store: Store) -> dict[str, int]:
    """A few offices; gives the number of each by its name."""
    told = (
        Entry("5203", "UPTD PPA Dekat", "upt_ppa", ("shelter", "psychosocial"), "24 jam", ("id", "sas"), women=True,
              children=True),
        Entry("52", "UPTD PPA Provinsi", "upt_ppa", ("shelter",), "24 jam", ("id",), women=True, children=True),
        Entry("5203", "MRC Dekat", "mrc", ("legal",), WEEK, ("id",)),
        Entry("5203", "Rumah Sakit", "health", ("medical",), "24 jam", ("id",)),
        Entry("5204", "Jauh", "mrc", ("legal", "shelter"), "24 jam", ("id",)),
    )  # fmt: skip
    with store.acting(MRC).begin() as connection:
        return {each.name: entries.put(connection, MRC, each, NOW) for each in told}


def asked(**more: object) -> Asked:
    return Asked(regency="5203", **more)  # type: ignore[arg-type]


def found(store: Store, what: Asked, now: datetime = NOW) -> list[Offer]:
    with store.acting(SENDER).reading() as connection:
        return offers(connection, what, now)


def fitting(found: list[Offer]) -> list[str]:
    return [each.receiver.code for each in found if each.fits]


def test_lpsk_stands_first_where_there_is_a_threat_or_a_sign_of_a_crime_and_nowhere_else(
    store: Store,
) -> None:
    directory(store)
    for known in (
        asked(threatened=True),
        asked(signs=True),
        asked(threatened=True, needs=frozenset({"shelter"})),
    ):
        first = found(store, known)[0]
        assert first.receiver.code == "lpsk"
        assert {each.code for each in first.speaks} <= {"threat", "crime_sign"}
    assert "lpsk" not in fitting(found(store, asked(needs=frozenset({"shelter", "legal"}), on_file=True)))


def test_every_receiver_stays_in_reach_of_an_officer(store: Store) -> None:
    codes = {each.receiver.code for each in found(store, asked())}
    assert codes == {each.code for each in receivers(NOW.date())}
    children = {each.receiver.code for each in found(store, asked(child=True, threatened=True))}
    assert children == {each.code for each in receivers(NOW.date()) if each.child}


def test_nobody_infers_violence_a_wish_to_report_or_being_abroad(store: Store) -> None:
    everything = asked(
        needs=frozenset({"shelter", "return", "psychological", "basic", "companion", "legal"}),
        threatened=True,
        signs=True,
        on_file=True,
    )
    told = found(store, everything)
    assert {"violence", "crime_report", "abroad"} & {m.code for each in told for m in each.speaks} == set()
    assert [each.speaks for each in told if each.receiver.code == "mission"] == [()]


def test_offices_that_meet_a_need_come_near_ones_first_and_say_what_they_lack(store: Store) -> None:
    directory(store)
    ppa, *_ = found(store, asked(needs=frozenset({"shelter", "psychological"}), language="sas"))
    assert ppa.receiver.code == "upt_ppa"
    assert [each.service.entry.name for each in ppa.offices] == ["UPTD PPA Dekat", "UPTD PPA Provinsi"]
    near, far = ppa.offices
    assert (near.meets, near.near, near.lacks) == (("psychosocial", "shelter"), True, ())
    assert (far.near, far.lacks) == (False, ("language",))


def test_an_office_is_told_closed_by_its_hours_and_on_its_own_clock(store: Store) -> None:
    directory(store)
    for now, is_open in ((NOW, False), (NIGHT, False), (datetime(2026, 3, 2, 2, tzinfo=UTC), True)):
        (mrc,) = (each for each in found(store, asked(), now) if each.receiver.code == "mrc")
        assert [each.open_now for each in mrc.offices] == [is_open]  # NOW is 17.00 WITA


def test_help_that_takes_no_referral_is_named_apart(store: Store) -> None:
    directory(store)
    with store.acting(SENDER).reading() as connection:
        there = helpers(connection, asked(needs=frozenset({"medical"})), NOW)
        assert [each.service.entry.name for each in there] == ["Rumah Sakit"]
        assert helpers(connection, asked(), NOW) == []


def test_a_referral_names_its_office_and_an_office_of_another_kind_is_refused(store: Store) -> None:
    numbers = directory(store)
    referral_id = begun(store, wish("mrc", service_id=numbers["MRC Dekat"]))
    with store.acting(SENDER).begin() as connection:
        office = reading.one(connection, store.keys, SENDER, referral_id).referral.office
    assert office is not None
    assert (office.name, office.hours) == ("MRC Dekat", WEEK)
    for wrong in (numbers["UPTD PPA Dekat"], 999_999):
        with pytest.raises(InputRefused):
            begun(store, wish("mrc", service_id=wrong))
    with store.acting(MRC).begin() as connection:
        entries.end(connection, MRC, numbers["MRC Dekat"], NOW)
    with pytest.raises(InputRefused):
        begun(store, wish("mrc", service_id=numbers["MRC Dekat"]))


def test_an_office_whose_accounts_cannot_reach_the_person_is_refused(store: Store) -> None:
    entry = Entry("5203", "MRC Tanpa Akun", "mrc", ("legal",), WEEK, ("id",), body="mrc-tanpa-akun")
    with store.acting(MRC).begin() as connection:
        number = entries.put(connection, MRC, entry, NOW)
    with pytest.raises(InputRefused):
        begun(store, wish("mrc", service_id=number))
    assert begun(store, replace(wish("dinsos"), service_id=None))
