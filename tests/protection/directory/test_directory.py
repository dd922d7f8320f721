"""The directory: what fits whom, files that tell what is wrong by line, and calls after a return."""

from __future__ import annotations

from datetime import timedelta

import pytest
from factories import desk_row
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from unsaid_scene import NOW, acting, set_up, take

from protection.counsel import texts
from protection.directory import entries, fitting, follow_ups, sheet
from protection.directory.entries import Entry, checked
from protection.directory.fitting import Fitting
from protection.directory.kinds import KIND, LANGUAGE, NEED
from protection.directory.seed import seed
from records.errors import InputRefused, NotFound
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.store import Store
from records.tables import follow_ups as kept
from records.tables import identities

PLAIN = Entry("5203", "Rumah Contoh", "organisation", ("shelter",), "24 jam", ("id",))


def keeper(store: Store) -> tuple[Store, Context]:
    mrc = acting(store, "mrc", Purpose.SERVICE)
    assert mrc.context is not None
    return mrc, mrc.context


def written(store: Store, *more: Entry) -> None:
    whose, context = keeper(store)
    with whose.begin() as connection:
        for each in more:
            entries.put(connection, context, each, NOW)


def names(found: list[Fitting]) -> list[str]:
    return [each.service.entry.name for each in found]


def test_the_languages_of_the_counsellors_sheets_are_known() -> None:
    assert set(texts.languages(NOW.date())) <= set(LANGUAGE)


def entry(name: str, **changes: object) -> Entry:
    return Entry(**{**PLAIN.__dict__, "name": name, **changes})  # type: ignore[arg-type]


def test_what_meets_most_needs_and_wishes_comes_first_and_the_near_before_the_far(store: Store) -> None:
    written(
        store,
        entry("Of the province", regency="52", women=True, languages=("id", "sas")),
        entry("Near", women=True, languages=("id", "sas")),
        entry("No woman"),
        entry("More", needs=("shelter", "medical")),
        entry("Elsewhere", regency="5204"),
        entry("Other help", needs=("legal",)),
    )
    with acting(store, "satgas").reading() as connection:
        found = fitting(connection, "5203", {"shelter", "medical"}, woman_officer=True, language="sas")
    assert names(found) == ["More", "Near", "Of the province", "No woman"]
    assert found[0].lacks == ("woman", "language")
    assert found[1].lacks == ()


def test_a_child_goes_to_what_is_made_for_children_or_to_the_unit_for_women_and_children(
    store: Store,
) -> None:
    written(store, entry("Adults"), entry("Unit", regency="52", kind="upt_ppa", needs=("psychosocial",)))
    with acting(store, "satgas").reading() as connection:
        assert names(fitting(connection, "5203", {"shelter"}, child=True)) == ["Unit"]
    written(store, entry("Children", children=True))
    with acting(store, "satgas").reading() as connection:
        assert names(fitting(connection, "5203", {"shelter"}, child=True)) == ["Children"]


def test_the_same_name_in_the_same_regency_is_changed_and_an_ended_one_comes_back(store: Store) -> None:
    whose, context = keeper(store)
    with whose.begin() as connection:
        number = entries.put(connection, context, PLAIN, NOW)
        assert entries.put(connection, context, entry("Rumah Contoh", hours="08-16"), NOW) == number
        (one,) = entries.listing(connection, "5203")
        assert one.entry.hours == "08-16"
        entries.end(connection, context, number, NOW)
        assert entries.listing(connection, "5203") == []
        with pytest.raises(NotFound), connection.begin_nested():
            entries.end(connection, context, number, NOW)
        assert entries.put(connection, context, PLAIN, NOW) == number


@pytest.mark.parametrize(
    "wrong",
    [
        {"regency": "9999"}, {"regency": "520301"}, {"name": "x"}, {"kind": "none"}, {"needs": ()},
        {"needs": ("none",)}, {"languages": ("xxx",)}, {"hours": " "}, {"phone": "telepon"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputRefused):
        checked(entry("Rumah Contoh", **wrong) if "name" not in wrong else entry(**wrong))  # type: ignore[arg-type]


def test_a_wrong_line_is_told_by_its_number_and_nothing_is_taken_in(store: Store) -> None:
    whose, context = keeper(store)
    lines = (
        "regency,name,kind,needs,hours,women\n"
        "5203,Satu,organisation,shelter medical,24 jam,ya\n"
        "9999,Dua,organisation,shelter,24 jam,\n"
        "5203,Tiga,organisation,shelter,24 jam,mungkin\n"
    )
    with whose.begin() as connection:
        taken = sheet.take_in(connection, context, lines, NOW)
        assert (taken.written, [each.line for each in taken.errors]) == (0, [3, 4])
        assert entries.standing(connection) == []
        with pytest.raises(InputRefused), connection.begin_nested():
            sheet.take_in(connection, context, "name,kind\nx,y\n", NOW)


_WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=3, max_size=40)


@given(
    st.lists(
        st.builds(
            Entry,
            regency=st.sampled_from(["52", "5203", "5204"]),
            name=_WORDS.map(lambda said: f"L {said}".strip()),
            kind=st.sampled_from(list(KIND)),
            needs=st.sets(st.sampled_from(list(NEED)), min_size=1).map(lambda found: tuple(sorted(found))),
            hours=_WORDS.map(lambda said: f"jam {said}".strip()),
            languages=st.sets(st.sampled_from(list(LANGUAGE))).map(lambda found: tuple(sorted(found))),
            women=st.booleans(),
            children=st.booleans(),
            round_the_clock=st.booleans(),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_cell_survives_the_file(told: list[Entry]) -> None:
    """What is written is what is read; a spreadsheet computes nothing."""
    for each in told:
        cells = {name: sheet._cell(getattr(each, name)) for name in sheet.COLUMNS}
        assert not [cell for cell in cells.values() if cell.startswith(("=", "+", "-", "@"))]
        assert sheet._entry(cells) == each


def test_the_whole_directory_goes_out_and_comes_in_again(store: Store) -> None:
    whose, context = keeper(store)
    with whose.begin() as connection:
        count = seed(connection, context, "52", NOW)
        assert seed(connection, context, "52", NOW) == count
        before = [each.entry for each in entries.listing(connection)]
        taken = sheet.take_in(connection, context, sheet.export(connection), NOW)
        assert (taken.written, taken.errors) == (count, ())
        assert [each.entry for each in entries.listing(connection)] == before
        assert fitting(connection, "5203", {"shelter"}, child=True)


def returned(store: Store, kind: str = "repatriated") -> str:
    set_up(store)
    take(store, "returns", desk_row("returns", 1, kind=kind, recorded_at="2025-02-17T08:00:00+07:00"))
    with store.begin() as connection:
        key: str = connection.execute(
            text("SELECT entity_key FROM source_rows WHERE feed = 'returns'")
        ).scalar_one()
        connection.execute(
            insert(identities).values(run_id=1, feed="returns", entity_key=key, person_id="P-worker")
        )
    return f"returns:{key}"


def test_who_came_back_is_due_a_call_after_two_weeks_and_after_three_months(store: Store) -> None:
    ref = returned(store)
    whose, context = keeper(store)

    def due(days: int) -> list[str]:
        with whose.begin() as connection:
            return [each.step for each in follow_ups.due(connection, NOW + timedelta(days=days))]

    assert (due(-2), due(0), due(5), due(40), due(80), due(140)) == ([], ["d14"], ["d14"], [], ["d90"], [])
    with whose.begin() as connection:
        said = {"agreed_to_note": False, "now": NOW}
        with pytest.raises(InputRefused), connection.begin_nested():
            follow_ups.called(connection, store.keys, context, ref, "d14", "well", "Ia di rumah.", **said)
        with pytest.raises(NotFound), connection.begin_nested():
            follow_ups.called(connection, store.keys, context, ref, "d90", "well", "", **said)
        follow_ups.called(connection, store.keys, context, ref, "d14", "not_reached", "", **said)
    assert due(1) == ["d14"], "who was not reached is called again"
    with whose.begin() as connection:
        said = {"agreed_to_note": True, "now": NOW}
        follow_ups.called(connection, store.keys, context, ref, "d14", "not_wished", "Jangan lagi.", **said)
        boxes = connection.scalars(select(kept.c.sealed)).all()
        assert not [box for box in boxes if box is not None and b"Jangan" in bytes(box)]
    assert (due(1), due(80)) == ([], []), "who does not wish to be called is left alone"


def test_a_call_is_seen_in_its_area_alone_and_nobody_calls_the_dead(store: Store) -> None:
    returned(store)
    with acting(store, "mrc", Purpose.SERVICE, ("33",)).begin() as connection:
        assert follow_ups.due(connection, NOW) == []
    take(store, "returns", desk_row("returns", 1, kind="deceased", recorded_at="2025-02-18T08:00:00+07:00"))
    with keeper(store)[0].begin() as connection:
        assert follow_ups.due(connection, NOW) == []
