"""Counts that tell of nobody; graphs without anyone who must not be found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from factories import desk_row, write_csv
from hypothesis import given
from hypothesis import strategies as st
from opened import opened
from peopled import KEY, TOKENS
from sqlalchemy import insert, select

from protection.disclosure.network_graph import NetworkGraph, graph_of
from protection.exports.graphml import graphml
from protection.exports.watermark import Watermark
from protection.protected import Protection, protect
from protection.statistics import LEAST, suppress
from records.feed import Identifier
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import alerts, detection_runs, identities, person_areas
from sources import agreements
from sources.ingest import Ingest

INVESTIGATOR = Context("a-penyidik", Role.INVESTIGATOR, Purpose.INVESTIGATION, ("52",), "police-ntb")
DAY = date(2025, 1, 6)
SHARED = "081277770001"


@pytest.fixture
def network(store: Store, tmp_path: Path) -> int:
    """Four people who came by one recruiter's phone; the third is a witness, the fourth complained."""
    rows = [
        desk_row("registrations", n, village_code="5203012001", referrer_phone=SHARED) for n in range(1, 5)
    ]
    links = [
        desk_row(
            "recruiter_links",
            n,
            recruiter_phone=SHARED,
            subject_type="registration",
            subject_ref=rows[n - 1]["registration_id"],
            channel=channel,
            role="sponsor",
        )
        for n, channel in ((1, "desk_interview"), (2, "tip_followup"))
    ]
    complaint = desk_row("complaints", 9, worker_nik=rows[3]["nik"], recruiter_phone=SHARED)
    taking = Ingest(store, TOKENS, KEY, agreements.load(None))
    for feed, told in (("registrations", rows), ("recruiter_links", links), ("complaints", [complaint])):
        report = taking.take(write_csv(tmp_path / f"{feed}.csv", told), lambda *_: None)
        assert report.new == len(told), report
    token = str(TOKENS.token(Identifier.PHONE, SHARED))
    refs = [f"registrations:{row['registration_id']}" for row in rows]
    refs += [f"recruiter_links:{link['link_id']}" for link in links]
    with store.begin() as connection:
        run_id = connection.scalar(
            insert(detection_runs)
            .values(
                as_of=DAY,
                capacity=5,
                data_sequence=9,
                data_digest="d",
                model_version="m",
                learned=False,
                people=4,
                missing=[],
                seed=7,
            )
            .returning(detection_runs.c.run_id)
        )
        for number, row in enumerate(rows, start=1):
            connection.execute(
                insert(identities).values(
                    run_id=run_id,
                    feed="registrations",
                    entity_key=row["registration_id"],
                    person_id=f"P-{number}",
                )
            )
            connection.execute(
                insert(person_areas).values(person_id=f"P-{number}", area="5203", run_id=run_id)
            )
        protect(connection, "suluh", Protection.WITNESS, [refs[2]], datetime(2025, 1, 6, tzinfo=UTC))
        statement = {
            "reasons": [],
            "things": [["phone", token], ["recruiter", "recruiter_1"], ["case", "CASE-1"]],
            "roles": [["phone", token, "sponsor"], ["recruiter", "recruiter_1", "sponsor"]],
            "ties": [["phone", token, "recruiter", "recruiter_1"]],
        }
        alert_id: int = connection.execute(
            insert(alerts)
            .values(
                run_id=run_id,
                kind="network",
                subject="N-1",
                rank=1,
                probability=0.5,
                refs=refs,
                areas=["5203"],
                statement=statement,
            )
            .returning(alerts.c.alert_id)
        ).scalar_one()
    return alert_id


def graph(store: Store, number: int, who: Context = INVESTIGATOR) -> NetworkGraph:
    wanted = select(alerts, detection_runs.c.as_of).join_from(alerts, detection_runs)
    with store.acting(who).begin() as connection:
        return graph_of(connection, connection.execute(wanted.where(alerts.c.alert_id == number)).one())


def test_a_graph_holds_people_by_id_and_nobody_who_must_not_be_found(store: Store, network: int) -> None:
    found = graph(store, network)
    assert {node.key for node in found.nodes if node.kind == "person"} == {"P-1", "P-2"}
    assert {node.kind for node in found.nodes} == {"person", "phone", "recruiter"}
    assert all(node.roles == () for node in found.nodes if node.kind == "person")
    ends = {(edge.source, edge.target.partition(":")[0]) for edge in found.edges}
    assert ("person:P-1", "phone") in ends
    assert [edge for edge in found.edges if edge.target == "recruiter:recruiter_1"]


def test_what_rests_on_a_tip_is_not_told(store: Store, network: int) -> None:
    refs = [ref for edge in graph(store, network).edges for ref in edge.refs]
    assert [ref for ref in refs if ref.startswith("recruiter_links:")] == ["recruiter_links:REC-000001"]
    assert not [ref for ref in refs if ref.startswith(("complaints", "tips"))]


def test_the_graph_is_served_as_json_and_no_value_stands_in_it(
    store: Store, settings: Settings, network: int
) -> None:
    client = opened(store, settings, INVESTIGATOR)
    answer = client.get(f"/v1/networks/{network}/graph")
    assert answer.status_code == 200, answer.text
    assert SHARED not in answer.text
    assert "REG-000003" not in answer.text
    assert client.get("/v1/networks/999/graph").status_code == 404
    elsewhere = opened(store, settings, replace(INVESTIGATOR, areas=("33",)))
    assert elsewhere.get(f"/v1/networks/{network}/graph").status_code == 404


def test_graphml_holds_the_same_graph_and_the_watermark(store: Store, network: int) -> None:
    found = graph(store, network)
    mark = Watermark(7, "a-x", "investigator", "penyidikan", "police-ntb", datetime(2025, 1, 6, tzinfo=UTC))
    content = graphml([found], mark)
    assert content == graphml([found], mark)
    root = ElementTree.fromstring(content)  # noqa: S314  (our own)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(root.findall(f".//{space}node")) == len(found.nodes)
    assert len(root.findall(f".//{space}edge")) == len(found.edges)
    assert "Ekspor nomor: 7" in content.decode()


def test_recruiters_are_listed_by_opaque_id(store: Store, settings: Settings, network: int) -> None:
    client = opened(store, settings, INVESTIGATOR)
    (found,) = client.get("/v1/recruiters").json()
    assert (found["recruiter_id"], found["networks"], found["roles"]) == (
        "recruiter_1",
        [network],
        ["sponsor"],
    )
    assert client.get("/v1/recruiters/recruiter_1").json() == found
    assert client.get("/v1/recruiters/recruiter_2").status_code == 404
    assert found["alert"] is None  # looked at with the network


def test_a_recruiter_outside_the_networks_is_listed_with_an_alert_of_their_own(
    store: Store, settings: Settings, network: int
) -> None:
    said = {"people": 9, "reasons": [{"sign": "named", "id": "x", "en": "x", "adds": 1.1}], "against": []}
    with store.begin() as connection:
        run_id = connection.scalar(select(alerts.c.run_id).where(alerts.c.alert_id == network))
        row = {"run_id": run_id, "kind": "recruiter", "rank": 1, "probability": 0.2, "statement": said}
        for subject, area in (("recruiter_3", "5203"), ("recruiter_4", "3201")):
            connection.execute(insert(alerts).values(**row, subject=subject, refs=[], areas=[area]))
            row["rank"] = 2
    client = opened(store, settings, INVESTIGATOR)
    one, other = client.get("/v1/recruiters").json()  # that of another province is not there
    assert (one["recruiter_id"], other["recruiter_id"], other["networks"]) == (
        "recruiter_1",
        "recruiter_3",
        [],
    )
    assert (other["alert"]["probability"], other["alert"]["statement"]) == (0.2, said)
    assert client.get("/v1/recruiters/recruiter_3").json() == other
    assert client.get("/v1/recruiters/recruiter_4").status_code == 404


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=8))
def test_no_small_count_is_told_nor_follows_from_the_sum(counts: dict[str, int]) -> None:
    told = suppress(counts)
    assert told.keys() == counts.keys()
    assert all(count is None or count == 0 or count >= LEAST for count in told.values())
    assert all(count in (None, counts[name]) for name, count in told.items())
    hidden = [name for name, count in told.items() if count is None]
    positive = [name for name, count in counts.items() if count > 0]
    assert len(hidden) != 1 or positive == hidden


def test_statistics_tell_of_nobody(store: Store, settings: Settings, network: int) -> None:
    analyst = Context("a-analis", Role.ANALYST, Purpose.STATISTICS, ("52",), "satgas-ntb")
    answer = opened(store, settings, analyst).get("/v1/statistics")
    tables = {each["name"]: each for each in answer.json()}
    assert tables["alerts_by_kind"]["cells"] == [{"name": "network", "count": None}]
    assert tables["alerts_by_kind"]["suppressed"] == 1
    assert network > 0
    assert "REG-" not in answer.text
    other = opened(store, settings, replace(analyst, areas=("33",))).get("/v1/statistics").json()
    assert all(each["cells"] == [] for each in other)
