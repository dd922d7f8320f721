"""Values in words: one short phrase for what a column says about a person."""

from __future__ import annotations

import math

from features.catalogue import Column


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
        return f"tidak ada: {words}" if language == "id" else f"not so: {words}"
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
