"""Every sequence of steps in a small office: nobody brings an act about alone, and each planted fault is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import Rules, walk, without

from records.four_eyes.acts import ACT, ACTS
from records.four_eyes.machine import EDGES, Edge, Mover, State, Why

REVEAL = Rules(ACT["reveal_protected"])
QUIET = Rules(ACT["promote_model"])
SAME_ROLE = Rules(ACT["change_rights"])
"""Here those who ask may also be among those who agree."""


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_no_path_leads_one_person_alone_to_an_act(act: object, capsys: pytest.CaptureFixture[str]) -> None:
    rules = Rules(ACT[act.name], changes=2 if act.name == "reveal_protected" else 1)  # type: ignore[attr-defined]
    walked = walk(rules)
    with capsys.disabled():
        print(
            f"\n{rules.act.name}: {walked.nodes:,} nodes, {walked.edges:,} edges, {len(walked.faults)} faults"
        )
    assert walked.faults == {}
    assert walked.nodes > 1_000


def test_within_the_time_apart_a_second_account_of_ones_own_is_no_second_person() -> None:
    assert walk(replace(QUIET, rights_gated=False, days=(8,))).faults == {}


FAULTS = (
    ("asker may approve", without(SAME_ROLE, Why.OWN_REQUEST), "one person alone"),
    (
        "asker gave the approver the role",
        without(replace(QUIET, days=(8,)), Why.TIED),
        "approved by someone who could not",
    ),
    (
        "asker made the approver's account",
        without(replace(QUIET, rights_gated=False, days=(8,)), Why.TIED),
        "one person alone",
    ),
    ("accounts are made by one person", replace(QUIET, rights_gated=False), "one person alone"),
    ("other references", without(QUIET, Why.OTHER_REFS), "something else than was approved"),
    ("expired approval", without(QUIET, Why.EXPIRED), "done after the approval had expired"),
    ("used by another", without(SAME_ROLE, Why.NOT_THE_ASKER), "done by another than who asked"),
    ("any role may agree", without(QUIET, Why.ROLE), "approved by someone who could not"),
    (
        "used again",
        replace(QUIET, edges=(*EDGES, Edge(State.USED, State.USED, Mover.ASKER, lambda act: act.asks))),
        "done twice on one approval",
    ),
    (
        "used without a decision",
        replace(QUIET, edges=(*EDGES, Edge(State.ASKED, State.USED, Mover.ASKER, lambda act: act.asks))),
        "one person alone",
    ),
    (
        "a decision that changes",
        replace(QUIET, edges=(*EDGES, Edge(State.REJECTED, State.USED, Mover.ASKER, lambda act: act.asks))),
        "one person alone",
    ),
    (
        "broken glass for more than one act",
        replace(
            REVEAL, edges=(*EDGES, Edge(State.FORCED, State.FORCED, Mover.ASKER, lambda act: act.breaks))
        ),
        "broken glass for something else",
    ),
    (
        "broken glass judged by who broke it",
        without(replace(REVEAL, act=replace(REVEAL.act, reviews=REVEAL.act.breaks)), Why.OWN_REQUEST),
        "judged by the one who broke the glass",
    ),
)


@pytest.mark.parametrize(("planted", "rules", "found"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_found(planted: str, rules: Rules, found: str) -> None:
    assert found in walk(replace(rules, changes=1), until=found).faults, planted
