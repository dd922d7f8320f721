"""The analyst's journey with script off: from a feed to a run, what became of it, another capacity, where it errs."""

from __future__ import annotations

import pytest
from windows import PHONE, Visit

PLACES = ("/data", "/jalan", "/jalan/tugas", "/model", "/tinjau-ulang", "/andai", "/galat")


def test_an_analyst_learns_from_the_past_without_script(visit: Visit) -> None:
    window = visit("analis", script=False)
    page = window.open("/")
    assert page.inner_text("h1") == "Mutu data"
    page.click("main table a")
    assert page.locator("svg.plot").count() == 1
    page.click("nav.places >> text=Perhitungan")
    page.click("main tbody th a")
    assert page.inner_text("h1").startswith("Menurut pengetahuan per")
    page.click("nav.places >> text=Andai")
    page.click("ul.chips >> text='20'")
    assert page.input_value("#f-k") == "20"
    page.click("nav.places >> text=Galat")
    assert page.locator("main table").count() >= 1


def test_a_training_waits_once_it_was_asked_for(visit: Visit) -> None:
    page = visit("analis", script=False).open("/model")
    page.click("text=Ajukan pelatihan")
    assert "menunggu" in page.inner_text(".split table")


@pytest.mark.parametrize("path", PLACES)
def test_nothing_is_wider_than_a_phone(visit: Visit, path: str) -> None:
    page = visit("analis", viewport=PHONE).open(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
