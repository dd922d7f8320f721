"""A world is the same for the same spec, and its records disagree with each other as records do."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from records import normal
from records.contract import FEED_BY_NAME, FEEDS
from records.errors import InputRefused
from sources.simulator.spec import Spec
from sources.simulator.world import World, simulate, write

TINY = Spec(people=150, weeks=40, seed=3)


def written(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}


def test_the_same_spec_gives_the_same_files_byte_for_byte(tmp_path: Path) -> None:
    write(simulate(TINY), tmp_path / "one")
    write(simulate(TINY), tmp_path / "two")
    one = written(tmp_path / "one")
    assert one == written(tmp_path / "two")
    assert len(one) == len(FEEDS) + 5


def test_another_seed_gives_another_world() -> None:
    other = simulate(Spec(people=150, weeks=40, seed=4))
    assert not simulate(TINY).feeds["registrations"].equals(other.feeds["registrations"])


def test_what_is_written_is_what_was_made(tmp_path: Path) -> None:
    world = simulate(TINY)
    write(world, tmp_path)
    for name, frame in world.feeds.items():
        read = pd.read_csv(tmp_path / "feeds" / f"{name}.csv", dtype=str, keep_default_na=False)
        pd.testing.assert_frame_equal(read, frame.reset_index(drop=True), check_dtype=False)


@settings(
    max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate)
)  # a world shrinks too slowly
@given(
    people=st.integers(50, 260),
    weeks=st.integers(4, 110),
    seed=st.integers(0, 10**6),
    province=st.sampled_from(("11", "21", "31", "35", "51", "53", "61", "73", "81", "94")),
)
def test_a_world_of_any_size_and_place_can_be_made(people: int, weeks: int, seed: int, province: str) -> None:
    world = simulate(Spec(people=people, weeks=weeks, seed=seed, provinces=(province,)))
    assert 0 < len(world.truth["people"]) <= people
    assert set(world.feeds) == set(FEED_BY_NAME)


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": 3},
        {"weeks": 1},
        {"seed": -1},
        {"provinces": ("99",)},
        {"provinces": ("5203",)},
        {"provinces": ()},
    ],
)
def test_a_spec_of_which_no_world_can_be_made_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputRefused):
        Spec(**wrong)  # type: ignore[arg-type]


def test_later_rows_correct_earlier_ones_without_changing_whom_they_are_about(world: World) -> None:
    for name in ("registrations", "documents", "passports", "agencies", "case_outcomes"):
        feed, frame = FEED_BY_NAME[name], world.feeds[name]
        corrections = frame[frame.duplicated(list(feed.key))]
        assert len(corrections) > 0, name
        if feed.person and feed.person.birth_date and feed.person.nik:
            firsts = frame.drop_duplicates(list(feed.key)).set_index(list(feed.key))
            before = firsts.loc[corrections[feed.key[0]]]
            fields = [feed.person.name, feed.person.birth_date, feed.person.nik]
            changed = before[fields].to_numpy() != corrections[fields].to_numpy()
            assert not changed.all(axis=1).any()


def test_some_rows_come_late(world: World) -> None:
    left = world.feeds["departures"]
    first = left.drop_duplicates("departure_id")
    known, happened = (
        pd.to_datetime(first[c], format="ISO8601", utc=True) for c in ("recorded_at", "departed_at")
    )
    days = (known - happened).dt.total_seconds() / 86400
    assert days.min() > 0
    assert 0.01 < (days > 14).mean() < 0.06


def test_phones_are_typed_in_five_formats(world: World) -> None:
    phones = world.feeds["registrations"]["phone"]
    shapes = {"".join("9" if c.isdigit() else c for c in phone[:6]) for phone in phones if phone}
    assert {"999999", "+99999", "9999-9", "9999 9"} <= shapes
    assert phones.str.startswith("62").any()
    assert phones.str.startswith("08").any()


def test_silos_spell_one_person_differently_and_mostly_the_same(world: World) -> None:
    owner = world.truth["records"].set_index(["feed", "key"])["person_id"]
    registered = world.feeds["registrations"].drop_duplicates("registration_id")
    issued = world.feeds["passports"].drop_duplicates("passport_no")
    both = registered.assign(
        person=owner["registrations"].loc[registered["registration_id"]].to_numpy()
    ).merge(issued.assign(person=owner["passports"].loc[issued["passport_no"]].to_numpy()), on="person")
    as_typed = (both["full_name_x"] == both["full_name_y"]).mean()
    normalised = np.mean(
        [
            normal.name(x) == normal.name(y)
            for x, y in zip(both["full_name_x"], both["full_name_y"], strict=True)
        ]
    )
    assert as_typed < 0.6
    assert as_typed + 0.15 < normalised < 0.97
    assert 0.85 < (both["nik_x"] == both["nik_y"]).mean() < 0.97
    assert both.duplicated("person").any()


def test_numbers_cannot_be_a_real_persons(world: World) -> None:
    people, recruiters = world.truth["people"], world.truth["recruiters"]
    niks = pd.concat([people["nik"], recruiters["nik"]])
    assert niks.is_unique
    assert niks.str.fullmatch(r"\d{12}9\d{3}").all()
    assert people["phone"].str.fullmatch(r"084[4-9]\d{8}").all()
    assert world.feeds["passports"]["passport_no"].str.fullmatch(r"Z\d{7}").all()
    accounts = world.feeds["recruiter_links"]["recruiter_bank_account"]
    assert accounts[accounts != ""].str.fullmatch(r"\w+ 9990\d{7}").all()


def test_a_nik_tells_district_birth_date_and_sex(world: World) -> None:
    for person in world.truth["people"].head(300).itertuples():
        year, month, day = str(person.birth_date).split("-")
        day = f"{int(day) + 40 * (person.sex == 'P'):02d}"
        assert str(person.nik)[6:12] == f"{day}{month}{year[2:]}"
