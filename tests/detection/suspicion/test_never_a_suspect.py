"""Nothing that a run finds tells of a victim as a recruiter: planted in every role and feed, and looked for in all."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from factories import Told, known, told

from detection.evidence import rows_behind
from detection.indicators import fired
from detection.networks import rank_networks
from detection.recruiters import rank_recruiters
from graphs.network.evidence import evidence
from graphs.network.guarded import silence
from graphs.network.known import Known
from records.contract import FEED_BY_NAME
from records.facts import known_row
from records.tokens import Tokeniser

DAY, START = date(2025, 6, 1), date(2025, 1, 1)
NAME, NIK, PHONE, ACCOUNT = "Nurul Aini", "5203014107900002", "081255550001", "BRI 1"
ROLES = next(field for field in FEED_BY_NAME["recruiter_links"].fields if field.name == "role").one_of
PEOPLE = 12


def ring(phone: str = PHONE, recruiter: str = "v") -> list[Told]:
    """Twelve people whom somebody brought in every role, who is spoken of in every feed."""
    people = [
        told(
            "registrations",
            f"REG{recruiter}{n}",
            START + timedelta(days=n),
            who=f"{recruiter}p{n}",
            recruiter=recruiter,
            referrer_phone=phone,
            referrer_name=NAME if recruiter == "v" else "Pak Lain",
            referrer_relation="sponsor",
            guardian_name=NAME,
            license_no=None,
        )
        for n in range(PEOPLE)
    ]
    links = [
        told(
            "recruiter_links",
            f"L{recruiter}{n}",
            START,
            recruiter=recruiter,
            role=ROLES[n % len(ROLES)],
            subject_ref=f"REG{recruiter}{n}",
            recruiter_phone=phone,
            recruiter_bank_account=f"{ACCOUNT} {recruiter}",
            channel="document_check" if ROLES[n % len(ROLES)] == "transporter" else "desk_interview",
        )
        for n in range(PEOPLE)
    ]
    spoken = [
        *(
            told("tips", f"T{recruiter}{n}", START, recruiter=recruiter, mentioned_phone=phone)
            for n in range(3)
        ),
        *(
            told(
                "complaints",
                f"C{recruiter}{n}",
                START,
                who=f"{recruiter}c{n}",
                recruiter=recruiter,
                recruiter_phone=phone,
            )
            for n in range(3)
        ),
        told("interceptions", f"I{recruiter}", START, recruiter=recruiter, suspected_recruiter_phone=phone),
        told(
            "case_outcomes",
            f"F{recruiter}/2",
            START,
            recruiter=recruiter,
            finding="tppo_suspect",
            full_name="Alias",
            phone=phone,
        ),
    ]
    return [*people, *links, *spoken]


def victim(*more: Told) -> list[Told]:
    own = told("registrations", "REGV", START, who="victim", phone=PHONE, full_name=NAME, nik=NIK)
    return [own, *more]


FOUND = {
    "found": told("case_outcomes", "X1/1", "2025-05-01", who="victim", finding="tppo_victim", full_name=NAME),
    "rescued": told("interceptions", "X2", "2025-05-01", who="victim", outcome="rescued", full_name=NAME),
    "forced": told(
        "complaints",
        "X3",
        "2025-05-01",
        who="victim",
        worker_name=NAME,
        narrative="Ia dipaksa menipu orang lewat telepon.",
    ),
}


def world(folder: Path, how: str) -> Known:
    """A ring whose recruiter is, as it turns out, somebody who is never a suspect; and another ring beside it."""
    rows = [*ring(), *ring("081299990009", "s"), *victim(FOUND[how])]
    found = known(folder, DAY, rows)
    found.leave_unsaid(silence(found).things)
    return found


def chances() -> pd.Series:
    risky = {f"{each}p{n}": 0.3 for each in "vs" for n in range(PEOPLE)}
    return pd.Series({**risky, **{f"o{n}": 0.002 for n in range(400)}})


def tokens_of_the_victim() -> set[str]:
    tokens = Tokeniser(b"k" * 32)
    row = known_row(FEED_BY_NAME["registrations"], victim()[0].fields, tokens)
    link = known_row(FEED_BY_NAME["recruiter_links"], ring()[PEOPLE].fields, tokens)
    return {str(row[name]) for name in ("phone", "nik", "full_name")} | {
        str(link[name]) for name in ("recruiter_phone", "recruiter_bank_account")
    }


@pytest.mark.parametrize("how", list(FOUND))
def test_neither_lists_nor_networks_nor_hints_tell_of_them(tmp_path: Path, how: str) -> None:
    there, said = world(tmp_path, how), chances()
    forbidden = tokens_of_the_victim() | {"v"}
    recruiters = rank_recruiters(there, said)
    assert {each.recruiter_id for each in recruiters} <= {"s"}
    networks = rank_networks(there, said)
    assert networks, "the other ring is still told of"
    for network in networks:
        keys = {key for _, key in network.things} | set(network.recruiters)
        keys |= {key for _, key, _ in network.roles} | {end for tie in network.ties for end in tie}
        assert not keys & forbidden
        assert not {ref for ref in network.refs if ref.startswith("recruiter_links:Lv")}
        drawn = evidence(there, [*network.things, *(("person", each) for each in network.persons)])
        assert not {facts["key"] for _, facts in drawn.nodes(data=True)} & forbidden
        sources = {ref for *_, facts in drawn.edges(data=True) for ref in facts["sources"].split(";")}
        assert not {ref for ref in sources if ref.startswith("recruiter_links:Lv")}
    hints = fired(there)
    assert not [ref for ref in hints["feed"] + ":" + hints["entity_key"] if ref.startswith(SPOKEN)]
    named = hints[hints["indicator"].isin(["R09", "N08"]) & hints["person_id"].str.startswith("vp")]
    assert named.empty
    behind = rows_behind(there, [f"vp{n}" for n in range(PEOPLE)])
    assert not [ref for ref in behind["feed"] + ":" + behind["entity_key"] if ref.startswith(SPOKEN)]


SPOKEN = ("recruiter_links:Lv", "tips:Tv", "interceptions:Iv", "case_outcomes:Fv")


def test_the_same_ring_is_told_of_where_nobody_was_found(tmp_path: Path) -> None:
    """The check above would pass over an empty world."""
    there = known(tmp_path, DAY, [*ring(), *victim()])
    assert silence(there).persons == frozenset()
    (network,) = rank_networks(there, chances())
    assert network.recruiters == ("v",)
    assert {role for *_, role in network.roles} == set(ROLES)
    hints = fired(there)
    assert not hints[hints["indicator"] == "R09"].empty


def test_who_was_assessed_is_presumed_a_victim_no_longer_unless_a_finding_says_so(tmp_path: Path) -> None:
    forced = known(tmp_path / "a", DAY, [*ring(), *victim(FOUND["forced"])])
    assert silence(forced).recruiters == {"v"}
    assert silence(forced, assessed=("registrations:REGV",)).recruiters == frozenset()
    found = known(tmp_path / "b", DAY, [*ring(), *victim(FOUND["forced"], FOUND["found"])])
    assert silence(found, assessed=("registrations:REGV",)).recruiters == {"v"}


def test_rows_that_speak_of_them_are_paired_with_them(tmp_path: Path) -> None:
    paired = silence(world(tmp_path, "found")).mentioned
    assert {person for person, _ in paired} == {"victim"}
    assert {ref.partition(":")[0] for _, ref in paired} == {
        *("registrations", "recruiter_links", "tips", "complaints", "interceptions", "case_outcomes")
    }
