"""Values in words: one short phrase for what a column says about a person, one sentence for the whole alert."""

from __future__ import annotations

import math
from collections.abc import Sequence

from features.catalogue import Column

TOLD_REASONS = 2
"""Reasons for that the one sentence names; the others stand below it."""


def told(column: Column, value: float, language: str, *, in_group: bool = False) -> str:
    """The phrase for a value: ``tanpa job order``, ``dokumen ditolak: 12 %``, ``nomor perekrut: 3``.

    ``in_group`` leaves out whom an average is over, where the sentence has said it already.
    """
    words = column.words(language)
    if in_group:
        words = column.feature.id if language == "id" else column.feature.en
    if math.isnan(value):
        return f"{words}: tidak diketahui" if language == "id" else f"{words}: not known"
    if column.feature.unit == "0/1" and column.around is None:
        if value >= 0.5:
            return words
        return f"{words}: tidak" if language == "id" else f"{words}: not so"
    return f"{words}: {_amount(column, value, language)}"


def _amount(column: Column, value: float, language: str) -> str:
    unit = column.feature.unit
    if unit in {"0/1", "share"}:
        return f"{value * 100:.0f} %"
    if unit == "days":
        return f"{value:.0f} hari" if language == "id" else f"{value:.0f} days"
    text = f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"
    text = text.replace(".", ",") if language == "id" else text
    return f"{text}×" if unit == "ratio" else text


def summary(speaking_for: Sequence[str], against: str | None, missing: str | None, language: str) -> str:
    """The alert in one sentence: its one or two strongest reasons, then what speaks against it or is not known.

    Each is a phrase as the reasons tell it, strongest first.
    """
    strongest = [_phrase(each) for each in speaking_for[:TOLD_REASONS]]
    if language == "id":
        begin = "Mungkin memerlukan perlindungan"
        why = f" karena {' serta '.join(strongest)}" if strongest else ", tanpa alasan yang menonjol"
        but = f"; yang memperlemah: {_phrase(against)}" if against else f"; yang belum diketahui: {missing}"
    else:
        begin = "May need protection"
        why = f" because of {' and '.join(strongest)}" if strongest else ", for no reason that stands out"
        but = f"; against it: {_phrase(against)}" if against else f"; not known: {missing}"
    return f"{begin}{why}{but}."


def _phrase(text: str) -> str:
    """``Cara perekrutan: dibawa sponsor; tanpa job order`` as ``cara perekrutan (dibawa sponsor, tanpa job order)``."""
    group, _, details = text.partition(": ")
    return f"{group[:1].lower()}{group[1:]} ({details.replace('; ', ', ')})"
