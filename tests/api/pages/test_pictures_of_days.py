"""The journey on a line of time and the tiles of a map: what they show, and that words in them stay words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree as Tree

from api.pages.journey_chart import journey_chart
from api.pages.language import Language
from api.pages.map_tiles import MOST_PROVINCES, laid_out
from api.pages.record_words import Recorder
from protection.disclosure.journey import Moment
from protection.journeys import Counts

TODAY = date(2025, 1, 6)
LANGUAGE = Language("id")


def moment(what: str, day: date, *, ahead: bool = False) -> Moment:
    return Moment(
        what, "registrations", "registrations:R1", 1, datetime(2025, 1, 1, tzinfo=UTC), None, day, (), ahead
    )


def drawn(*moments: Moment) -> str:
    words = ("<script>alert(1)</script>", "hari <ini>")
    return str(journey_chart(moments, TODAY, Recorder(LANGUAGE), LANGUAGE.short_day, words))


def test_every_moment_stands_on_its_line_and_what_is_ahead_looks_otherwise() -> None:
    picture = drawn(
        moment("passport issued", date(2024, 11, 1)),
        moment("registered", date(2024, 12, 1)),
        moment("departure planned", date(2025, 2, 1), ahead=True),
    )
    svg = Tree.fromstring(picture)  # noqa: S314  (our own)
    dots = list(svg.iter("circle"))
    assert len(dots) == 3
    places = {float(each.get("cx", 0)) for each in dots}
    assert len(places) == 3
    assert sum("other" in (each.get("class") or "") for each in dots) == 1


def test_words_stay_words() -> None:
    picture = drawn(moment("registered", date(2024, 12, 1)), moment("registered", date(2025, 1, 1)))
    assert "<script" not in picture
    assert "<ini>" not in picture


def test_what_comes_close_together_is_one_dot_that_says_how_many() -> None:
    picture = drawn(
        moment("came to a desk", date(2024, 12, 1)),
        moment("came to a desk", date(2024, 12, 2)),
        moment("registered", date(2023, 1, 1)),
    )
    assert "2×" in picture
    assert picture.count("<circle") == 2


def test_one_moment_is_no_journey() -> None:
    assert drawn(moment("registered", date(2024, 12, 1))) == ""


def counts(**provinces: int | None) -> Counts:
    codes = {code.removeprefix("p"): count for code, count in provinces.items()}
    regencies = {"5201": 7, "5203": None} if "52" in codes else {}
    return Counts(codes, regencies, {}, {}, (), None)


def test_every_regency_of_a_province_has_its_tile() -> None:
    (province,) = laid_out(counts(p52=19))
    assert len(province.tiles) == 10
    assert province.largest == 7
    known = {tile.code: tile for tile in province.tiles}
    assert known["5201"].people == 7
    assert known["5203"].untold
    assert not known["5204"].untold
    assert known["5204"].people is None


def test_a_filter_brings_one_province_and_otherwise_the_fullest_are_laid_out() -> None:
    many = counts(p52=19, p35=12, p33=11, p32=3, pXX=1)
    assert [each.code for each in laid_out(many)] == ["52", "35", "33"][:MOST_PROVINCES]
    assert [each.code for each in laid_out(many, "32")] == ["32"]
