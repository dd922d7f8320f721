"""Every step of a referral from every state and side, the children's path, what two people decide, and erasure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from peopled import people
from referred import (
    COLLEAGUE,
    INBOXES,
    LEAD,
    MANDATES,
    MRC,
    NOW,
    SENDER,
    begun,
    mark,
    officers,
    sent,
    wish,
)
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from protection.actions import planning
from protection.actions import reading as actions
from protection.actions.planning import Plan
from protection.referrals import agreeing, answering, making, paper, reading, sending
from protection.referrals.receivers import Way, receivers
from protection.referrals.sections import NEEDED, SECTION, SECTIONS, checked
from protection.referrals.sending import ConsentNeeded
from protection.referrals.states import EDGES, REASONS, Side, State, Step, possible, reasons, taken
from records import four_eyes
from records.custody import row_keys
from records.errors import InputRefused, NotFound, Stale, WrongState
from records.four_eyes.refusals import SecondPersonNeeded
from records.law import in_force
from records.rights.context import Context
from records.store import Store
from records.tables.referrals import referral_sections, referrals

TODAY = NOW.date()
GROUND = "UU 27/2022 Pasal 20"
WHY = "Nyawanya terancam dan ia tidak dapat ditanya"


def act(store: Store, by: Context, what: Callable[..., Any], *given: Any, **named: Any) -> Any:
    with store.acting(by).begin() as connection:
        return what(connection, store.keys, by, *given, **named)


def whole(store: Store, by: Context, referral_id: int) -> reading.Whole:
    with store.acting(by).begin() as connection:
        return reading.one(connection, store.keys, by, referral_id)


@pytest.mark.parametrize(("step", "state"), list(product(Step, State)))
def test_a_step_leads_where_it_is_declared_and_nowhere_else(step: Step, state: State) -> None:
    edges = [edge for edge in EDGES if edge.step is step and state in edge.before]
    assert len(edges) <= 1
    if edges:
        assert taken(step, state) is (edges[0].after or state)
        assert step in possible(state, edges[0].side)
    else:
        with pytest.raises(WrongState):
            taken(step, state)
        assert step not in possible(state, Side.SENDER) | possible(state, Side.RECEIVER)


def test_the_receiver_has_it_accepts_it_and_is_done(store: Store) -> None:
    referral_id = sent(store, wish("mrc"))
    said = (("receive", ""), ("accept", ""), ("finish", "helped"))
    for version, (step, reason) in enumerate(said, start=2):
        act(store, MRC, answering.answer, referral_id, version, Step(step), reason, "Kata kita", NOW)
    told = whole(store, SENDER, referral_id)
    assert told.referral.state is State.DONE
    assert [step.words for step in told.steps][-1] == "Kata kita"
    with pytest.raises(WrongState):
        act(store, SENDER, sending.revoke, referral_id, 5, "wished", NOW)


def test_a_rejection_has_a_reason_and_is_read_no_more(store: Store) -> None:
    referral_id = sent(store, wish("mrc"))
    with pytest.raises(InputRefused):
        act(store, MRC, answering.answer, referral_id, 2, Step.REJECT, "", "", NOW)
    act(store, MRC, answering.answer, referral_id, 2, Step.REJECT, "no_room", "", NOW)
    assert whole(store, MRC, referral_id).held == ()
    assert whole(store, SENDER, referral_id).steps[-1].reason == "no_room"


def test_nobody_answers_for_another_receiver_nor_takes_back_anothers(store: Store) -> None:
    referral_id = sent(store, wish("mrc"))
    for receiver, by in INBOXES.items():
        if receiver != "mrc":
            with pytest.raises(NotFound):
                act(store, by, answering.answer, referral_id, 2, Step.ACCEPT, "", "", NOW)
    for by in (COLLEAGUE, LEAD, MRC):
        with pytest.raises(NotFound):
            act(store, by, sending.revoke, referral_id, 2, "wished", NOW)
    with pytest.raises(InputRefused):  # MRC answers in Suluh by itself
        act(store, SENDER, answering.note, referral_id, 2, Step.ACCEPT, "", "", NOW)


def test_a_change_since_it_was_read_is_not_overwritten(store: Store) -> None:
    referral_id = begun(store, wish("mrc"))
    act(store, SENDER, making.write, referral_id, 1, {"needs": {"needs": ["shelter"]}}, NOW)
    with pytest.raises(Stale):
        act(store, SENDER, sending.send, referral_id, 1, "satgas", NOW)


def test_a_draft_without_consent_is_not_sent(store: Store) -> None:
    referral_id = begun(store, wish("mrc", frozenset(), consent_by=""))
    with pytest.raises(ConsentNeeded):
        act(store, SENDER, sending.send, referral_id, 1, "satgas", NOW)


def test_to_lpsk_nothing_goes_before_its_node_is_introduced(store: Store) -> None:
    referral_id = begun(store, wish("lpsk"))
    with pytest.raises(WrongState, match="introduced"):
        act(store, SENDER, sending.send, referral_id, 1, "satgas", NOW)
    assert whole(store, SENDER, referral_id).referral.state is State.DRAFT


# children


@pytest.mark.parametrize("receiver", sorted(MANDATES))
@pytest.mark.parametrize("age", ["under_12", "12_15", "16_17"])
def test_a_child_goes_the_childrens_path(store: Store, receiver: str, age: str) -> None:
    wanted = wish(receiver, NEEDED, age=age, consent_by="guardian")
    if receiver in ("lpsk", "upt_ppa"):
        assert whole(store, SENDER, begun(store, wanted)).referral.child
    else:
        with pytest.raises(InputRefused, match="children's path"):
            begun(store, wanted)


@pytest.mark.parametrize(
    ("age", "by", "may"),
    [
        ("16_17", "self", False),
        ("16_17", "parent", True),
        ("16_17", "guardian", True),
        ("16_17", "court", True),
        ("adult", "self", True),
        ("adult", "parent", False),
        ("adult", "guardian", True),
        ("adult", "court", True),
        ("adult", "override", False),
        ("adult", "neighbour", False),
    ],
)
def test_who_can_agree(store: Store, age: str, by: str, may: bool) -> None:
    wanted = wish("upt_ppa", NEEDED, age=age, consent_by=by)
    if may:
        assert begun(store, wanted)
    else:
        with pytest.raises(InputRefused):
            begun(store, wanted)


@pytest.mark.parametrize("days", [1, -400])
def test_a_consent_of_tomorrow_or_of_long_ago_is_none(store: Store, days: int) -> None:
    with pytest.raises(InputRefused):
        begun(store, wish("mrc", NEEDED, consent_at=NOW + timedelta(days=days)))


# without consent


def test_two_people_decide_what_goes_without_consent_and_it_stays_visible(store: Store) -> None:
    officers(store)
    referral_id = sent(store, wish("mrc", NEEDED))
    with pytest.raises(SecondPersonNeeded):
        act(store, SENDER, agreeing.override, referral_id, 2, {"health"}, NOW)
    number = act(store, SENDER, agreeing.ask, referral_id, {"health"}, GROUND, WHY, emergency=False)
    with pytest.raises(SecondPersonNeeded):
        act(store, SENDER, agreeing.override, referral_id, 2, {"health"}, NOW)
    with store.acting(LEAD).begin() as connection:
        four_eyes.decide(connection, number, approve=True)
    with pytest.raises(SecondPersonNeeded):  # exactly what was agreed to, not more
        act(store, SENDER, agreeing.override, referral_id, 2, {"health", "family"}, NOW)
    act(store, SENDER, agreeing.override, referral_id, 2, {"health"}, NOW)
    with pytest.raises(SecondPersonNeeded):  # once
        act(store, SENDER, agreeing.override, referral_id, 3, {"health"}, NOW)
    act(store, SENDER, sending.send, referral_id, 3, "satgas", NOW)
    for by in (SENDER, MRC, LEAD):
        assert whole(store, by, referral_id).referral.overridden
    with store.acting(SENDER).begin() as connection:
        made = sending.packet_for(connection, store.keys, referral_id, "satgas")
    assert made["consent"]["override"] is True
    assert made["consent"]["without"] == ["health"]
    assert mark("health") in str(made)
    # What two people decided is no consent: it is not withdrawn by the person's, and the flag stays for ever.
    act(store, SENDER, agreeing.withdraw, referral_id, 4, {"role"}, "satgas", NOW)
    assert whole(store, MRC, referral_id).referral.overridden
    with pytest.raises(DBAPIError, match="stays"), store.begin() as connection:
        connection.execute(update(referrals).values(overridden=False))


def test_in_an_emergency_a_helper_goes_ahead_and_it_is_reviewed(store: Store) -> None:
    officers(store)
    with store.acting(MRC).begin() as connection:
        referral_id = making.begin(
            connection, store.keys, MRC, wish("upt_ppa", frozenset(), consent_by=""), NOW
        )
    number = act(store, MRC, agreeing.ask, referral_id, {"threat"}, GROUND, WHY, emergency=True)
    act(store, MRC, agreeing.override, referral_id, 1, {"threat"}, NOW)
    act(store, MRC, sending.send, referral_id, 2, "satgas", NOW)
    told = whole(store, INBOXES["upt_ppa"], referral_id)
    assert told.referral.overridden
    assert [each.by_whom for each in told.consents] == ["override"]
    assert set(told.held) == NEEDED | {"threat"}
    with store.begin() as connection:
        state = connection.scalar(
            text("SELECT state FROM approval_steps WHERE approval_id = :n ORDER BY step_id DESC LIMIT 1"),
            {"n": number},
        )
    assert state == "forced"  # waits for its review


# from an alert and its action


def test_an_action_is_done_with_its_referral(store: Store) -> None:
    officers(store)
    own = people(store).own
    with store.acting(SENDER).begin() as connection:
        planned = planning.plan(
            connection,
            store.keys,
            SENDER,
            own.alert_id,
            Plan("referral", SENDER.who, "protection"),
            NOW,
        )
    wanted = wish("mrc", action_id=planned.action_id, age="")
    referral_id = begun(store, replace(wanted, sections={"needs": {"needs": ["legal"]}}))
    act(store, SENDER, sending.send, referral_id, 1, "satgas", NOW)
    with store.acting(SENDER).begin() as connection:
        assert actions.find(connection, planned.action_id).state == "done"
    told = whole(store, SENDER, referral_id).referral
    assert (told.person_id, told.alert_id, told.action_id) == (own.person_id, own.alert_id, planned.action_id)
    seen = whole(store, MRC, referral_id).referral
    assert (seen.person_id, seen.alert_id, seen.action_id) == (None, None, None)
    with store.acting(SENDER).begin() as connection:
        packet = sending.packet_for(connection, store.keys, referral_id, "satgas")
    assert packet["sections"]["identity"]["nik"] == own.nik
    assert own.person_id not in str(packet)


def test_what_is_known_is_not_overwritten_and_signs_are_not_invented(store: Store) -> None:
    own = people(store).own
    made = begun(store, wish("mrc", alert_id=own.alert_id, sections={"identity": {"name": "Orang Lain"}}))
    act(store, SENDER, sending.send, made, 1, "satgas", NOW)
    with store.acting(MRC).begin() as connection:
        opened = reading.open_section(connection, store.keys, MRC, made, "identity")
    assert opened["name"] == own.name
    with store.acting(SENDER).begin() as connection:
        masked = reading.open_section(connection, store.keys, SENDER, made, "identity")
    assert own.nik not in str(masked)
    invented = {"elements": {"signs": [{"code": "E01"}]}}
    with pytest.raises(InputRefused):
        begun(store, wish("mrc", sections=invented))
    draft = begun(store, wish("mrc"))
    with pytest.raises(InputRefused):
        act(store, SENDER, making.write, draft, 1, invented, NOW)


# configuration


def test_every_receiver_has_mandates_in_force_and_an_answer(store: Store) -> None:
    found = receivers(TODAY)
    assert {each.code for each in found} == set(MANDATES)
    assert all(each.mandates for each in found)
    assert {each.code for each in found if each.child} == {"lpsk", "upt_ppa"}
    assert {each.code for each in found if each.way is Way.INBOX} == set(INBOXES)
    named = {code for each in in_force("referral_receiver", TODAY) for code in each["mandates"]}
    assert named == {each["code"] for each in in_force("referral_mandate", TODAY)}
    assert {each.code for each in REASONS} == {one.code for step in Step for one in reasons(step)}
    with pytest.raises(InputRefused):
        begun(store, wish("lpsk", mandate="counsel"))


@pytest.mark.parametrize("section", [each.name for each in SECTIONS])
def test_a_section_holds_its_own_fields_alone(section: str) -> None:
    for field in SECTION[section].fields:
        with pytest.raises(InputRefused):
            checked(section, {field.name: object()})
        with pytest.raises(InputRefused):
            checked(section, {field.name: "x" * 5000})
    with pytest.raises(InputRefused):
        checked(section, {"no_such_field": "x"})
    with pytest.raises(InputRefused):
        checked("unshared", {"words": "x"})


def test_a_code_says_nothing_and_a_token_is_no_name(store: Store) -> None:
    numbers = [begun(store, wish("mrc", NEEDED)) for _ in range(3)]
    with store.begin() as connection:
        rows = connection.execute(
            select(referrals.c.code, referrals.c.token).where(referrals.c.referral_id.in_(numbers))
        ).all()
    assert len({row.code for row in rows} | {row.token for row in rows}) == 6
    assert all(row.code.startswith("RJ-") and len(row.code) == 9 for row in rows)


def test_paper_is_for_those_without_an_account(store: Store) -> None:
    referral_id = sent(store, wish("mrc"))
    with pytest.raises(InputRefused), store.acting(SENDER).begin() as connection:
        paper.make(connection, store.keys, SENDER, referral_id, "satgas", "", NOW)
    draft = begun(store, wish("dinsos"))
    with pytest.raises(WrongState), store.acting(SENDER).begin() as connection:
        paper.make(connection, store.keys, SENDER, draft, "satgas", "", NOW)


def test_what_was_erased_opens_no_more(store: Store) -> None:
    referral_id = sent(store, wish("mrc"))
    with store.begin() as connection:
        held = connection.scalars(select(referral_sections.c.content_id)).all()
        assert row_keys.destroy(connection, "referral_sections", held) == len(held)
    assert whole(store, SENDER, referral_id).held == ()
