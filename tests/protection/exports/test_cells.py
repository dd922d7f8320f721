"""No text begins a formula anywhere, and every text comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payloads import CORPUS, FORMULAS
from read_back import unescape_xml

from protection.exports.cells import escape, escape_xml, formulas, unescape

TEXT = st.text(st.characters(blacklist_categories=["Cs"]))
NASTY = st.text(st.sampled_from("=+-@\t\r\n,;|\"' \u00a0\u200b\ufeff\uff1d\u2212ax_0"), max_size=12)


def test_the_corpus_is_large_enough() -> None:
    assert len(set(CORPUS)) >= 70
    assert all(map(formulas, FORMULAS))


@pytest.mark.parametrize("text", CORPUS)
def test_a_payload_is_no_formula_and_comes_back(text: str) -> None:
    assert not formulas(escape(text))
    assert unescape(escape(text)) == text
    assert unescape_xml(escape_xml(text)) == text


@given(TEXT | NASTY)
def test_every_text_is_no_formula_and_comes_back(text: str) -> None:
    assert not formulas(escape(text))
    assert unescape(escape(text)) == text


@given(TEXT | st.text(st.sampled_from("_x0041DF\r\n\x00"), max_size=14))
def test_every_text_goes_through_xml(text: str) -> None:
    assert unescape_xml(escape_xml(text)) == text


@given(NASTY, NASTY)
def test_two_texts_never_look_alike(one: str, other: str) -> None:
    assert (escape(one) == escape(other)) == (one == other)


def test_a_phone_and_a_negative_number_stay_readable() -> None:
    assert escape("+6281234567890") == "'+6281234567890"
    assert escape("a - b") == "a - b"
