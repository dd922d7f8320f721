from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from factories import Told, known, told

from detection.network_signs import SIGNS
from detection.networks import Network, rank_networks
from graphs.network.known import Known

DAY = date(2025, 6, 1)
START = date(2024, 10, 1)
RING = tuple(f"r{number}" for number in range(20))
HONEST = tuple(f"h{number}" for number in range(60))
VICTIM_PHONE, OFFICER = "081211110000", "081299990000"


def sponsor_phone(number: int) -> str:
    """The ring's phone at its n-th recruit: a new one after every four."""
    return f"08121111{number // 4:04d}"


def ring(account: str | None = "BRI 5500001") -> list[Told]:
    """Twenty people brought within six months by five phones in turn, which take money on one account."""
    rows = []
    for number, who in enumerate(RING):
        on = START + timedelta(days=9 * number)
        brought = {"referrer_phone": sponsor_phone(number), "referrer_relation": "sponsor"}
        rows.append(
            told("registrations", f"REG{number}", on, who=who, license_no=None, job_order_no=None, **brought)
        )
        rows.append(told("passports", f"A{number:07d}", on, who=who, stated_purpose="visit"))
        link = {"recruiter_phone": sponsor_phone(number), "subject_ref": f"REG{number}"}
        rows.append(told("recruiter_links", f"L{number}", on, recruiter_bank_account=account, **link))
    return rows


def honest() -> list[Told]:
    """Sixty unrelated applicants who give the village officer's phone."""
    return [
        told(
            "registrations",
            f"REG9{number}",
            START + timedelta(days=3 * number),
            who=who,
            referrer_phone=OFFICER,
        )
        for number, who in enumerate(HONEST)
    ]


def probabilities(ring_level: float = 0.2) -> pd.Series:
    others = (f"o{number}" for number in range(400))
    return pd.Series({**dict.fromkeys(RING, ring_level), **dict.fromkeys([*HONEST, *others], 0.002)})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known(tmp_path_factory.mktemp("world"), DAY, [*ring(), *honest()])


@pytest.fixture(scope="module")
def listed(world: Known) -> list[Network]:
    return rank_networks(world, probabilities())


def test_the_ring_is_the_worst_network_and_holds_its_people_alone(listed: list[Network]) -> None:
    assert set(listed[0].persons) == set(RING)
    assert listed[0].rank == 1
    assert listed[0].score > 0.5


def test_the_clients_of_an_honest_hub_are_no_network(listed: list[Network]) -> None:
    assert not [network for network in listed if set(network.persons) & set(HONEST)]


def test_a_ring_whose_people_look_orderly_is_still_found_by_its_phones_and_account(world: Known) -> None:
    assert set(rank_networks(world, probabilities(ring_level=0.002))[0].persons) == set(RING)


def test_a_ring_without_an_account_is_found_by_the_concern_about_its_people(tmp_path: Path) -> None:
    without = known(tmp_path, DAY, [*ring(account=None), *honest()])
    people = {person for network in rank_networks(without, probabilities()) for person in network.persons}
    assert people == set(RING)


def test_the_reasons_are_told_in_both_languages_with_their_counts(listed: list[Network]) -> None:
    signs = {reason.sign: reason for reason in listed[0].reasons}
    assert signs["dropped"].id == "4 nomor perekrut dipakai sebentar lalu diganti"
    assert signs["dropped"].en == "4 recruiter phones were used briefly and dropped for others"
    assert "times_usual" in signs


def test_the_refs_lead_to_the_registrations_passports_and_recruiter_links_of_the_network(
    listed: list[Network],
) -> None:
    refs = listed[0].refs
    assert {ref for ref in refs if ref.startswith("registrations:")} == {
        f"registrations:REG{n}" for n in range(20)
    }
    assert sum(ref.startswith("passports:pp_") for ref in refs) == 20
    assert {ref for ref in refs if ref.startswith("recruiter_links:")} == {
        f"recruiter_links:L{n}" for n in range(20)
    }


def test_roles_are_told_of_phones_and_accounts_and_never_of_a_victim(listed: list[Network]) -> None:
    assert {kind for kind, _, _ in listed[0].roles} == {"phone", "account"}
    assert not {key for _, key, _ in listed[0].roles} & set(RING)


def test_a_group_without_signs_of_work_is_not_listed(tmp_path: Path) -> None:
    pilgrims = [
        told(
            "passports",
            f"B{n:07d}",
            "2025-01-01",
            who=f"p{n}",
            stated_purpose="pilgrimage",
            applicant_phone=OFFICER,
        )
        for n in range(8)
    ]
    assert rank_networks(known(tmp_path, DAY, pilgrims), pd.Series(0.5, [f"p{n}" for n in range(8)])) == []


def test_the_same_day_and_seed_give_the_same_networks(world: Known, listed: list[Network]) -> None:
    assert rank_networks(world, probabilities()) == listed


def test_a_row_recorded_later_changes_no_network(tmp_path: Path, listed: list[Network]) -> None:
    later = [
        told("recruiter_links", f"L8{n}", DAY, subject_ref=f"REG9{n}", recruiter_phone=sponsor_phone(8))
        for n in range(10)
    ]
    assert rank_networks(known(tmp_path, DAY, [*ring(), *honest(), *later]), probabilities()) == listed


def test_without_any_row_there_is_no_network(tmp_path: Path) -> None:
    assert rank_networks(known(tmp_path, DAY, []), pd.Series(dtype="float64")) == []


def test_each_sign_has_words_in_both_languages_and_a_column_of_its_own() -> None:
    assert len({sign.column for sign in SIGNS}) == len(SIGNS)
    assert all("{n}" in sign.id and "{n}" in sign.en for sign in SIGNS)


def test_a_sign_that_grows_adds_its_weight_for_each_doubling() -> None:
    found = next(sign for sign in SIGNS if sign.grows)
    added = found.adds(pd.Series([0.0, 1.0, 2.0, 8.0]))
    assert added.tolist() == [0.0, found.weight, 2 * found.weight, 4 * found.weight]
