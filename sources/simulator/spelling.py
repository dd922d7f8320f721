"""How each silo writes down what it is told: names, NIK, birth dates and phones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from sources.simulator.chance import Bools, Floats, Rng, Texts, chance, pick_from


@dataclass(frozen=True)
class Told:
    """A name as a clerk was told it, whose it is, and a turn from 0 to 1 for what the clerk makes of it."""

    name: str
    female: bool
    father: str
    turn: float


def _title(told: Told) -> str:
    titles = ("Hj.", "Ibu") if told.female else ("H.", "Ust.", "Bpk")
    return f"{titles[int(told.turn * len(titles))]} {told.name}"


OLD = (("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"))


def _old_spelling(told: Told) -> str:
    new, old = OLD[int(told.turn * 2.4)]
    return told.name.replace(new, old).replace(new.upper(), old.capitalize())


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


def _abbreviated(told: Told) -> str:
    parts = told.name.split()
    for i, part in enumerate(parts):
        if part in SHORT:
            parts[i] = SHORT[part][int(told.turn * len(SHORT[part]))]
            return " ".join(parts)
    if len(parts) > 2:
        parts[1] = parts[1][0] + "."
    return " ".join(parts)


def _patronymic(told: Told) -> str:
    mark = ("binti", "bt.") if told.female else ("bin", "b.")
    return f"{told.name} {mark[int(told.turn * 1.2)]} {told.father}"


def _shortened(told: Told) -> str:
    parts = told.name.split()
    return " ".join(parts[: 1 if told.turn < 0.3 else max(1, len(parts) - 1)])


def _father_added(told: Told) -> str:
    return f"{told.name} {told.father}" if len(told.name.split()) < 3 else told.name


def _swapped(told: Told) -> str:
    parts = told.name.split()
    return " ".join([parts[-1], *parts[:-1]])


def _mistyped(told: Told) -> str:
    if len(told.name) < 4:
        return told.name
    at = 1 + int(told.turn * (len(told.name) - 3))
    slips = (
        told.name[:at] + told.name[at + 1] + told.name[at] + told.name[at + 2 :],
        told.name[:at] + told.name[at + 1 :],
        told.name[:at] + told.name[at] + told.name[at:],
    )
    return slips[int(told.turn * 1000) % 3]


Variant = Callable[[Told], str]


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
    (
        (_old_spelling, 0.01),
        (_abbreviated, 0.03),
        (_father_added, 0.08),
        (_shortened, 0.015),
        (_mistyped, 0.006),
    ),
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
        written[i] = variant(Told(names[i], bool(women[i]), fathers[i], turns[i]))
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
    """Birth days as written: a share is off by days, a month or a year, or is put on 1 January.

    Days are counted from ``start``, as everywhere in the simulator.
    """
    n = len(births)
    years = (np.datetime64(start) + births.astype("timedelta64[D]")).astype("datetime64[Y]")
    new_year = (years.astype("datetime64[D]") - np.datetime64(start)).astype(float)
    shifted = births + pick_from(rng, (1, -1, 9, -9, 30, -31, 365), n).astype(float)
    slipped = np.where(chance(rng, 0.2, n), new_year, shifted)
    return np.where(chance(rng, mistaken, n), slipped, births)
