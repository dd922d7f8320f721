"""The worst network, drawn and as a table."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from api.report import network
from api.report.network import APART, KINDS, ROLES
from detection.case_codes import case_code
from graphs.network.edges import HANDS, SUBJECTS
from graphs.network.ties import TIES
from records.contract import FEED_BY_NAME


def graph(people: int = 6) -> nx.Graph:
    """A ring around one phone and its recruiter, and a pair apart from it."""
    made = nx.Graph()
    things = [
        ("phone", "ph_secret", "sponsor"),
        ("recruiter", "recruiter_1", "sponsor"),
        ("account", "ac_1", ""),
    ]
    for kind, key, role in [*things, *(("person", f"person_{n}", "") for n in range(people))]:
        made.add_node(f"{kind} {key}", kind=kind, key=key, role=role)
    facts = {"since": "2025-01-02", "until": "2025-03-04", "seen": 1}
    for n in range(people - 1):
        made.add_edge(
            f"person person_{n}", "phone ph_secret", roles="recruiter", sources="tips:T1;tips:T2", **facts
        )
    made.add_edge("phone ph_secret", "recruiter recruiter_1", roles="sponsor", sources="tips:T3", **facts)
    made.add_edge(f"person person_{people - 1}", "account ac_1", roles="", sources="tips:T4", **facts)
    return made


def test_every_kind_of_node_has_a_shape_of_its_own_and_words() -> None:
    shown = {"person", "case", *(tie.kind for tie in TIES), *HANDS, *SUBJECTS.values()}
    assert shown <= set(KINDS)
    assert len({kind.marker for kind in KINDS.values()}) == len(KINDS)
    assert all(kind.id and kind.en for kind in KINDS.values())


def test_every_role_that_a_row_or_a_tie_can_have_has_words() -> None:
    declared = set(FEED_BY_NAME["recruiter_links"].by_name["role"].one_of) | {tie.role for tie in TIES}
    assert declared <= set(ROLES)


def test_the_picture_shows_codes_and_roles_and_no_key() -> None:
    drawn = graph()
    names = network._names(drawn)
    text = str(network._picture(drawn, names, {"person_0"}))
    assert case_code("person_0") in text
    assert "sponsor" in text
    assert "orang · person" in text
    for key in ("person_0", "ph_secret", "ac_1"):
        assert key not in text


def test_the_table_has_every_tie_with_its_records() -> None:
    drawn = graph()
    ties = network._ties(drawn, network._names(drawn))
    assert len(ties) == drawn.number_of_edges()
    assert [record.key for record in ties[0].records] == ["T1", "T2"]
    assert "ph_secret" not in repr(ties)


@settings(max_examples=10)
@given(st.integers(2, 25))
def test_no_two_nodes_lie_on_top_of_each_other(people: int) -> None:
    points = np.array(list(network._places(graph(people)).values()))
    distance = np.hypot(*(points[:, None] - points[None, :]).T)
    assert distance[~np.eye(len(points), dtype=bool)].min() > APART / 2
