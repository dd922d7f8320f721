"""The heads of loss that restitution covers (Perma 1/2022 article 4), as declared.

Restitution is paid by the offender. The state's compensation is for other crimes and has no place here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Head:
    """One head of loss, and the letter of article 4 that it falls under."""

    name: str
    letter: str
    text_id: str
    text_en: str


HEADS: tuple[Head, ...] = (
    Head("wealth_income", "a", "Kehilangan kekayaan atau penghasilan", "Loss of wealth or income"),
    Head("harm", "b", "Kerugian materiel dan imateriel", "Material and immaterial harm"),
    Head("care", "c", "Biaya perawatan medis atau psikologis", "Medical or psychological care"),
    Head("transport", "d", "Biaya transportasi", "Transport"),
    Head("lawyer", "d", "Biaya pengacara", "Lawyer"),
    Head("other", "d", "Kerugian lain yang terkait proses hukum", "Other losses of the legal process"),
)

HEAD = {head.name: head for head in HEADS}
