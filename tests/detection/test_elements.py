"""Each element of trafficking is judged by itself."""

from __future__ import annotations

from detection.elements import WORDS, Standing, elements
from detection.indicators import INDICATORS
from detection.indicators.indicator import Element
from records.contract import FEED_BY_NAME


def one(element: Element) -> str:
    return next(each.id for each in INDICATORS if each.element is element)


def test_an_indicator_hints_at_its_own_element_and_at_no_other() -> None:
    for element in (Element.PROSES, Element.CARA):
        standing = elements([one(element)], ())
        assert standing[element] is Standing.HINTED
        assert Standing.HINTED not in {how for other, how in standing.items() if other is not element}


def test_without_a_hint_process_and_means_are_open() -> None:
    standing = elements((), ())
    assert standing[Element.PROSES] is Standing.NONE_YET
    assert standing[Element.CARA] is Standing.NONE_YET


def test_the_purpose_cannot_be_judged_before_departure() -> None:
    assert elements((), ())[Element.TUJUAN] is Standing.CANNOT_BE_JUDGED


def test_an_element_cannot_be_judged_without_the_feeds_that_show_it() -> None:
    assert set(elements((), list(FEED_BY_NAME)).values()) == {Standing.CANNOT_BE_JUDGED}


def test_every_standing_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(Standing)
    assert all(indonesian and english for indonesian, english in WORDS.values())
