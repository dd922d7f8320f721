"""A note is read by those it was written for, on the page, in the API and in the database itself; who is there too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from test_case_pages import Pages, drawn, pages

from detection.alerts.presence import STILL_THERE
from detection.alerts.states import CIRCLES, SeenBy
from records.rights.role import Role

__all__ = ["drawn", "pages"]
NOTE = "Keluarga akan datang Senin."
READERS = (Role.SATGAS, Role.SATGAS_LEAD, Role.INVESTIGATOR, Role.PLACEMENT_OFFICER)

# Written by the investigator, by hand: who reads it besides.
READ_BY = {
    SeenBy.OWN: (),
    SeenBy.LEAD: (Role.SATGAS_LEAD,),
    SeenBy.FORCE: (Role.SATGAS, Role.SATGAS_LEAD),
    SeenBy.ALL: (Role.SATGAS, Role.SATGAS_LEAD, Role.PLACEMENT_OFFICER),
}


def reading(pages: Pages) -> set[Role]:
    return {role for role in READERS if NOTE in pages.get(pages.case, role).text}


def test_every_circle_is_declared_once() -> None:
    assert {each.seen_by for each in CIRCLES} == set(SeenBy) == set(READ_BY)


@pytest.mark.parametrize("circle", list(SeenBy))
def test_a_note_is_read_by_its_circle_and_its_writer(pages: Pages, circle: SeenBy) -> None:
    written = pages.post(
        f"{pages.case}/catatan", Role.INVESTIGATOR, version=1, note=NOTE, seen_by=circle.value
    )
    assert written.status_code == 303, written.text
    assert reading(pages) == {Role.INVESTIGATOR, *READ_BY[circle]}


def test_a_note_for_the_lead_is_read_by_whoever_works_on_it_then(pages: Pages) -> None:
    pages.post(f"{pages.case}/catatan", Role.INVESTIGATOR, version=1, note=NOTE, seen_by="lead")
    assert Role.SATGAS not in reading(pages)
    assert pages.post(f"{pages.case}/ambil", version=2).status_code == 303
    assert Role.SATGAS in reading(pages)


def test_an_unknown_circle_is_refused_and_the_note_kept(pages: Pages) -> None:
    refused = pages.post(f"{pages.case}/catatan", version=1, note=NOTE, seen_by="press")
    assert refused.status_code == 422
    assert NOTE in refused.text


def test_a_database_without_the_policy_would_be_noticed(pages: Pages) -> None:
    """The planted fault: it is the policy that hides the note, not the page."""
    pages.post(f"{pages.case}/catatan", Role.INVESTIGATOR, version=1, note=NOTE, seen_by="own")
    found = pages.one("SELECT polpermissive FROM pg_policy WHERE polname = 'for_some'")
    assert found.polpermissive is False
    with pages.store.begin() as connection:  # the program's own reads it, so it is there
        assert (
            connection.execute(text("SELECT count(*) FROM alert_events WHERE seen_by = 'own'")).scalar() == 1
        )


def test_who_has_a_case_open_is_told_to_others_for_two_minutes(pages: Pages) -> None:
    assert "tidak ada orang lain" in pages.get(pages.case).text
    lead = pages.get(f"{pages.case}/pembuka", Role.SATGAS_LEAD)
    assert lead.status_code == 200
    assert "tidak ada orang lain" not in lead.text, "the task force's officer is there"
    assert "tidak ada orang lain" not in pages.get(pages.case).text
    with pages.store.begin() as connection:
        connection.execute(
            text("UPDATE work_looks SET at = at - :age"), {"age": STILL_THERE + timedelta(seconds=1)}
        )
    assert "tidak ada orang lain" in pages.get(f"{pages.case}/pembuka", Role.SATGAS_LEAD).text


def test_whoever_may_not_see_the_case_learns_of_nobody(pages: Pages) -> None:
    pages.get(pages.case)
    assert pages.get(f"{pages.case}/pembuka", Role.AUDITOR).status_code in (403, 404)
    stranger = pages.get(f"/tugas/{pages.peopled.own.work_id + 9999}/pembuka")
    assert stranger.status_code == 404
