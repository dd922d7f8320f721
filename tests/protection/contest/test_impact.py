"""What mistakes cost: person-days by month and regency, and nothing where the numbers are small."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert
from unsaid_scene import NOW, acting, find_the_victim, set_up

from protection.contest.impact import Impact, impact
from protection.statistics import LEAST
from records.rights.purpose import Purpose
from records.store import Store
from records.tables import counsel_referrals, counsel_talks
from records.tables.actions import actions

YEAR = timedelta(days=365)


def delayed(store: Store, count: int, outcome: str = "bukan_indikasi", area: str = "5203") -> None:
    """Actions of 36 hours on so many people."""
    scene_alert = 1
    with store.begin() as connection:
        for number in range(count):
            connection.execute(
                insert(actions).values(
                    alert_id=scene_alert,
                    kind="safe_call",
                    about="person",
                    subject=f"P-{area}-{outcome}-{number}",
                    refs=["registrations:X"],
                    areas=[area],
                    owner="a",
                    due_on=NOW.date(),
                    ground="x",
                    letter_no="ST-1",
                    state="done",
                    outcome=outcome,
                    hours_cost=36,
                    planned_by="a",
                    planned_at=NOW,
                    ended_at=NOW,
                )
            )


def sent(store: Store, registration: str, person: str | None, days: int) -> None:
    with store.begin() as connection:
        number = connection.execute(
            insert(counsel_referrals)
            .values(
                registration=registration,
                person_id=person,
                area="5203",
                sent_on=NOW.date(),
                sent_at=NOW,
                sent_by="a",
            )
            .returning(counsel_referrals.c.referral_id)
        ).scalar_one()
        at = NOW + timedelta(days=days)
        connection.execute(
            insert(counsel_talks).values(
                referral_id=number,
                happened_at=at,
                recorded_at=at,
                who="a",
                outcome="goes_on",
                agreed_to_note=False,
                agreed_to_pass_on=False,
            )
        )


def told(store: Store, areas: tuple[str, ...] = ("52",)) -> Impact:
    with acting(store, "satgas_lead", Purpose.STATISTICS, areas).begin() as connection:
        return impact(connection, NOW - YEAR, NOW + YEAR)


def test_few_are_not_told_and_many_are(store: Store) -> None:
    set_up(store)
    delayed(store, LEAST - 1)
    few = told(store)
    assert (few.people, few.days, few.by_month[0].people, few.by_month[0].days) == (None, None, None, None)
    delayed(store, LEAST, outcome="indikasi_menguat")
    assert told(store).people is None, "what came to something is no mistake"
    sent(store, "REG-A", None, 3)
    many = told(store)
    assert (many.people, many.days) == (LEAST, 36 / 24 * (LEAST - 1) + 3)
    assert [(each.name, each.people) for each in many.by_month] == [("2025-03", LEAST)]
    assert told(store, ("33",)).people == 0


def test_one_small_regency_does_not_follow_from_the_sum(store: Store) -> None:
    set_up(store)
    delayed(store, LEAST + 5)
    delayed(store, 3, area="5204")
    found = told(store)
    assert found.people == LEAST + 8
    assert {each.name: each.people for each in found.by_regency} == {"5203": None, "5204": None}


def test_who_was_found_was_not_held_up_for_nothing(store: Store) -> None:
    set_up(store)
    find_the_victim(store)
    delayed(store, LEAST)
    before = told(store)
    sent(store, "REG-V", "P-victim", 5)
    assert told(store).days == before.days
