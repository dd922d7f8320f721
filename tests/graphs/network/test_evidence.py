from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import networkx as nx
import pytest
from factories import Told, held, known, told

from graphs.network.edges import edges
from graphs.network.evidence import evidence, path, to_json, write_graphml
from graphs.network.known import Known

DAY = date(2025, 3, 1)
SPONSOR, SECOND, HELPER = "081234000001", "081234000002", "081234000003"
ACCOUNT, SHELTER = "BRI 7700000001", "Jl. Penampungan No. 9"
CLEAR = ("081234", "7700000001", "Penampungan", "Markus", "5203015708950001", "REL0007", "Siti")


def ring() -> list[Told]:
    """Two sponsors, an account that both use, a shelter keeper, and a tip that names one of the phones."""
    rows = [
        told(
            "registrations",
            f"REG{n}",
            f"2025-01-0{n}",
            who=f"p{n}",
            referrer_phone=phone,
            referrer_relation="sponsor",
        )
        for n, phone in enumerate((SPONSOR, SPONSOR, SECOND, SECOND), start=1)
    ]
    paid = {"recruiter_name": "Markus", "recruiter_bank_account": ACCOUNT, "channel": "payment_slip"}
    rows += [
        told("recruiter_links", "L1", "2025-01-10", subject_ref="REG1", recruiter_phone=SPONSOR, **paid),
        told("recruiter_links", "L3", "2025-01-11", subject_ref="REG3", recruiter_phone=SECOND, **paid),
        told(
            "recruiter_links",
            "L9",
            "2025-01-12",
            recruiter_phone=HELPER,
            role="shelter_keeper",
            subject_type="recruiter_phone",
            subject_ref=SPONSOR,
        ),
        told(
            "tips",
            "T1",
            "2025-01-20",
            reporter_id="REL0007",
            mentioned_phone=SPONSOR,
            mentioned_place=SHELTER,
            narrative=f"Banyak orang ditampung, hubungi {SPONSOR}.",
        ),
    ]
    return rows


@pytest.fixture(scope="module")
def ring_known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known(tmp_path_factory.mktemp("ring"), DAY, ring())


def all_nodes(now: Known) -> set[tuple[str, str]]:
    every = edges(now)
    return {
        (kind, key)
        for side in ("left", "right")
        for kind, key in zip(every[f"{side}_kind"], every[side], strict=True)
    }


def test_an_edge_tells_the_rows_that_show_it_and_the_days_between(ring_known: Known) -> None:
    graph = evidence(ring_known, all_nodes(ring_known))
    shown = [
        data
        for one, other, data in graph.edges(data=True)
        if {"person p1", "phone"} == {one, other.split()[0]}
    ]
    assert shown == [
        {
            "roles": "recruiter",
            "since": "2025-01-01",
            "until": "2025-01-10",
            "seen": 2,
            "sources": "registrations:REG1;recruiter_links:L1",
        }
    ]


def test_roles_are_told_of_recruiters_and_never_of_people(ring_known: Known) -> None:
    graph = evidence(ring_known, all_nodes(ring_known))
    roles = {(data["kind"], data["role"]) for _, data in graph.nodes(data=True)}
    assert ("phone", "shelter_keeper") in roles
    assert {role for kind, role in roles if kind == "person"} == {""}


def test_the_path_between_two_people_leads_through_what_they_share(ring_known: Known) -> None:
    kinds = [kind for kind, _ in path(ring_known, ("person", "p2"), ("person", "p4"))]
    assert kinds[0] == kinds[-1] == "person"
    assert "account" in kinds


def test_no_path_leads_through_an_institution(tmp_path: Path) -> None:
    rows = [told("registrations", f"REG{n}", "2025-01-01", who=f"p{n}") for n in (1, 2)]
    assert path(known(tmp_path, DAY, rows), ("person", "p1"), ("person", "p2")) == []


def test_the_export_holds_tokens_and_no_clear_identifier(ring_known: Known, tmp_path: Path) -> None:
    graph = evidence(ring_known, all_nodes(ring_known))
    write_graphml(graph, tmp_path / "ring.graphml")
    for text in (to_json(graph), (tmp_path / "ring.graphml").read_text()):
        assert not [word for word in CLEAR if word in text]
        assert not re.search(r"\d{9,}(?![0-9a-f])", re.sub(r"_[0-9a-f]{24}", "", text))


def test_the_export_can_be_read_back(ring_known: Known, tmp_path: Path) -> None:
    graph = evidence(ring_known, all_nodes(ring_known))
    write_graphml(graph, tmp_path / "ring.graphml")
    again = nx.read_graphml(tmp_path / "ring.graphml")
    assert set(again.edges) == set(graph.edges)
    assert len(json.loads(to_json(graph))["edges"]) == graph.number_of_edges()


def test_an_informant_is_no_node_and_no_word_of_an_export(ring_known: Known) -> None:
    text = to_json(evidence(ring_known, all_nodes(ring_known)))
    reporter = held(ring())[0]["tips"][0]["reporter_id"]
    assert str(reporter).startswith("rp_")
    assert "rp_" not in text
    assert reporter not in {key for _, key in all_nodes(ring_known)}


def test_a_row_recorded_later_changes_nothing(tmp_path: Path) -> None:
    before = known(tmp_path / "before", DAY, ring())
    later = told("recruiter_links", "L99", "2025-03-01", subject_ref="REG4", recruiter_phone=HELPER)
    after = known(tmp_path / "after", DAY, [*ring(), later])
    assert edges(before).equals(edges(after))
    sooner = told("recruiter_links", "L99", "2025-02-27", subject_ref="REG4", recruiter_phone=HELPER)
    assert not edges(before).equals(edges(known(tmp_path / "sooner", DAY, [*ring(), sooner])))
