"""Every file of the corpus is refused, for a reason that fits it and in both languages."""

from __future__ import annotations

import json

import pytest
from hostile_files import CORPUS, Hostile

from protection.attachments.confinement import answer


def refusal(case: Hostile) -> str | None:
    head: dict[str, str] = json.loads(answer(case.data, case.declared)[0])
    return head.get("refused")


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_a_hostile_file_is_refused_for_a_reason_that_fits(case: Hostile) -> None:
    assert refusal(case) in case.codes


def test_the_corpus_is_large_and_its_cases_differ() -> None:
    assert len(CORPUS) >= 60
    assert len({case.name for case in CORPUS}) == len(CORPUS)
    assert len({(case.data, case.declared) for case in CORPUS}) == len(CORPUS)
