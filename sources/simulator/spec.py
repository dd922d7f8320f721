"""What a world should be like, and the random numbers that it is made from."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from records import areas
from records.areas import Level
from records.errors import InputRefused


@dataclass(frozen=True)
class Spec:
    """A world to simulate: how many people over how many weeks from which day, where, and from which seed.

    The same spec gives the same world, byte for byte. ``provinces`` are two-digit area codes.
    Raises InputRefused where no world can be made.
    """

    people: int = 4000
    weeks: int = 104
    start: date = date(2024, 1, 1)
    seed: int = 7
    provinces: tuple[str, ...] = ("52",)

    def __post_init__(self) -> None:
        if self.people < 50:
            raise InputRefused("Dunia perlu sekurangnya 50 orang.", "A world needs at least 50 people.")
        if self.weeks < 4:
            raise InputRefused("Dunia perlu sekurangnya 4 minggu.", "A world needs at least 4 weeks.")
        if self.seed < 0:
            raise InputRefused("Benih tidak boleh negatif.", "A seed is 0 or more.")
        strange = [code for code in self.provinces if areas.level(code) is not Level.PROVINCE]
        if strange or not self.provinces:
            codes = ", ".join(strange) or "-"
            raise InputRefused(f"Bukan kode provinsi: {codes}.", f"Not the code of a province: {codes}.")

    @cached_property
    def days(self) -> int:
        """How many days the world lasts."""
        return 7 * self.weeks

    def rng(self, stage: str) -> np.random.Generator:
        """The random numbers of one stage: a change in one stage leaves the draws of the others alone."""
        return np.random.default_rng([self.seed, zlib.crc32(stage.encode())])
