"""Every word that a page can show stands in the catalogues, once, and nothing else does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import pytest
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po

import api.pages
from detection.alerts import states
from detection.screening.answer import Outcome
from records.four_eyes import machine
from records.rights.permissions import Reach
from records.rights.purpose import Purpose
from records.rights.role import PROGRAM, Role

PAGES = Path(api.pages.__file__).parent
MAP = [("templates/**.jinja", "jinja2.ext.babel_extract"), ("**.py", "python")]
OPTIONS = {
    "templates/**.jinja": {
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "extensions": "jinja2.ext.do",
        "silent": "false",
    }
}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
CODES: tuple[type[StrEnum], ...] = (
    Role,
    Purpose,
    Reach,
    machine.State,
    states.Kind,
    states.State,
    states.Outcome,
    Outcome,
)
"""Whatever templates show by its code; add the enumeration here when a template shows it."""
ENGLISH_LEFT_OVER = re.compile(
    r"\b(the|and|of|your|with|please|click|today|update|tanggal default)\b", re.IGNORECASE
)


def wanted() -> set[str]:
    """Every source string in templates and code."""
    found = extract_from_dir(str(PAGES), MAP, OPTIONS, cast(Any, KEYWORDS))
    return {
        one for _, _, message, *_ in found for one in ([message] if isinstance(message, str) else message)
    }


def entries(language: str) -> Iterator[tuple[str, str, str]]:
    """File, source and translation of everything in the catalogues."""
    for file in sorted((PAGES / "catalogues" / language).glob("*.po")):
        with file.open("rb") as stream:
            for each in read_po(stream):
                if each.id:
                    yield file.name, str(each.id), str(each.string)


def codes() -> set[str]:
    return {each.value for kind in CODES for each in kind} - {role.value for role in PROGRAM}


def test_every_word_of_a_page_is_translated() -> None:
    have = {source for _, source, translation in entries("id") if translation}
    assert sorted((wanted() | codes()) - have) == []


def test_nothing_is_translated_that_no_page_shows() -> None:
    assert sorted({source for file, source, _ in entries("id") if file != "codes.po"} - wanted()) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_code_has_words(language: str) -> None:
    have = {source for file, source, translation in entries(language) if file == "codes.po" and translation}
    assert codes() - have == set()


def test_one_source_has_one_translation() -> None:
    """One concept, one term, and no two files that say it twice."""
    assert [
        source for source, times in Counter(source for _, source, _ in entries("id")).items() if times > 1
    ] == []


def test_placeholders_survive_translation() -> None:
    for _, source, translation in entries("id"):
        assert sorted(re.findall(r"%\(\w+\)[sd]", source)) == sorted(
            re.findall(r"%\(\w+\)[sd]", translation)
        ), source


def test_the_indonesian_is_formal_and_has_no_english_left() -> None:
    for _, source, translation in entries("id"):
        assert "anda" not in re.findall(r"\b\w+\b", translation), source
        assert not ENGLISH_LEFT_OVER.search(translation), translation


def test_a_missing_word_would_be_seen(tmp_path: Path) -> None:
    """The planted fault: a template with a word that no catalogue has."""
    template = tmp_path / "x.jinja"
    template.write_text('{{ _("Nobody translated this.") }}')
    with template.open("rb") as stream:
        found = {
            message for _, message, *_ in extract("jinja2.ext.babel_extract", stream, cast(Any, KEYWORDS))
        }
    assert found - {source for _, source, _ in entries("id")} == {"Nobody translated this."}
