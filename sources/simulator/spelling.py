"""How each silo writes down what it is told: names, NIK, birth dates and phones, each clerk in his own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from sources.simulator.chance import Bools, Floats, Rng, Texts, chance, pick_from


def _title(name: str, female: bool, father: str, turn: float) -> str:
    titles = ("Hj.", "Ibu") if female else ("H.", "Ust.", "Bpk")
    return f"{titles[int(turn * len(titles))]} {name}"


OLD = (("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"))


def _old_spelling(name: str, female: bool, father: str, turn: float) -> str:
    new, old = OLD[int(turn * 2.4)]
    return name.replace(new, old).replace(new.upper(), old.capitalize())


SHORT = {
    "Muhammad": ("Moh.", "M.", "Muh.", "Mohamad", "Mochamad"),
    "Abdul": ("Abd.", "Abdl"),
    "Ahmad": ("Achmad", "A."),
    "Siti": ("St.", "Sitti"),
    "Nur": ("Noor", "Nr."),
    "Fransiska": ("Fransisca", "Fr."),
    "Yohanes": ("Johanes", "Yoh."),
    "Maria": ("Mria", "M."),
}


def _abbreviated(name: str, female: bool, father: str, turn: float) -> str:
    parts = name.split()
    for i, part in enumerate(parts):
        if part in SHORT:
            parts[i] = SHORT[part][int(turn * len(SHORT[part]))]
            return " ".join(parts)
    if len(parts) > 2:
        parts[1] = parts[1][0] + "."
    return " ".join(parts)


def _patronymic(name: str, female: bool, father: str, turn: float) -> str:
    mark = ("binti", "bt.") if female else ("bin", "b.")
    return f"{name} {mark[int(turn * 1.2)]} {father}"


def _shortened(name: str, female: bool, father: str, turn: float) -> str:
    parts = name.split()
    return " ".join(parts[: 1 if turn < 0.3 else max(1, len(parts) - 1)])


def _father_added(name: str, female: bool, father: str, turn: float) -> str:
    return f"{name} {father}" if len(name.split()) < 3 else name


def _swapped(name: str, female: bool, father: str, turn: float) -> str:
    parts = name.split()
    return " ".join([parts[-1], *parts[:-1]])


def _mistyped(name: str, female: bool, father: str, turn: float) -> str:
    if len(name) < 4:
        return name
    at = 1 + int(turn * (len(name) - 3))
    slips = (
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
    )
    return slips[int(turn * 1000) % 3]


Variant = Callable[[str, bool, str, float], str]


@dataclass(frozen=True)
class Silo:
    """How one kind of office writes names: the chance of each variant, and of capitals throughout."""

    name: str
    variants: tuple[tuple[Variant, float], ...]
    capitals: float


REGISTRATION = Silo(
    "registration",
    (
        (_title, 0.025),
        (_old_spelling, 0.02),
        (_abbreviated, 0.1),
        (_patronymic, 0.06),
        (_shortened, 0.025),
        (_mistyped, 0.025),
    ),
    0.2,
)
PASSPORT = Silo(
    "passport",
    ((_old_spelling, 0.01), (_abbreviated, 0.03), (_father_added, 0.08), (_shortened, 0.015), (_mistyped, 0.006)),
    0.55,
)
BORDER = Silo("border", ((_shortened, 0.02), (_swapped, 0.02), (_mistyped, 0.01)), 0.7)
HEARSAY = Silo(
    "hearsay",
    (
        (_title, 0.05),
        (_old_spelling, 0.03),
        (_abbreviated, 0.1),
        (_patronymic, 0.04),
        (_shortened, 0.2),
        (_mistyped, 0.07),
    ),
    0.15,
)


def spell(rng: Rng, silo: Silo, names: Texts, women: Bools, fathers: Texts) -> Texts:
    """Each name as this silo wrote it down on one occasion."""
    n = len(names)
    edges = np.cumsum([share for _, share in silo.variants])
    which = np.searchsorted(edges, rng.random(n), side="right")
    turns = rng.random(n)
    capitals = chance(rng, silo.capitals, n)
    written = names.copy()
    for i in np.flatnonzero((which < len(edges)) & (names != "")).tolist():
        variant = silo.variants[which[i]][0]
        written[i] = variant(names[i], bool(women[i]), fathers[i], turns[i])
    for i in np.flatnonzero(capitals).tolist():
        written[i] = written[i].upper()
    return written


FORMATS: tuple[Callable[[str], str], ...] = (
    lambda p: p,
    lambda p: "+62" + p[1:],
    lambda p: "62" + p[1:],
    lambda p: f"{p[:4]}-{p[4:8]}-{p[8:]}",
    lambda p: f"{p[:4]} {p[4:8]} {p[8:]}",
)
"""The five ways in which a phone number is typed; the argument is ``0845…``."""


def typed_phones(rng: Rng, phones: Texts) -> Texts:
    """Each phone in one of the five formats; empty ones stay empty."""
    which = pick_from(rng, range(len(FORMATS)), len(phones), (5, 2, 1.5, 1, 1))
    return np.array([FORMATS[w](p) if p else "" for w, p in zip(which, phones, strict=True)], dtype=object)


def typed_niks(rng: Rng, niks: Texts, missing: float, mistyped: float) -> Texts:
    """Each NIK as a clerk typed it: a share left out, a share with a wrong or swapped or lost digit."""
    n = len(niks)
    typed = niks.copy()
    turns = rng.random(n)
    for i in np.flatnonzero(chance(rng, mistyped, n)).tolist():
        digits, turn = niks[i], turns[i]
        at = int(turn * (len(digits) - 1))
        slips = (
            digits[:at] + str((int(digits[at]) + 3) % 10) + digits[at + 1 :],
            digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :],
            digits[:at] + digits[at + 1 :],
        )
        typed[i] = slips[int(turn * 1000) % 5 // 2]
    typed[chance(rng, missing, n)] = ""
    return typed


def typed_births(rng: Rng, births: Floats, mistaken: float, start: date) -> Floats:
    """Birth days as written: a share some days, a month or a year off, or on 1 January where only the year is known.

    Days are counted from ``start``, as everywhere in the simulator.
    """
    n = len(births)
    years = (np.datetime64(start) + births.astype("timedelta64[D]")).astype("datetime64[Y]")
    new_year = (years.astype("datetime64[D]") - np.datetime64(start)).astype(float)
    shifted = births + pick_from(rng, (1, -1, 9, -9, 30, -31, 365), n).astype(float)
    slipped = np.where(chance(rng, 0.2, n), new_year, shifted)
    return np.where(chance(rng, mistaken, n), slipped, births)
