"""Numbers that identify: NIK, phones, passports and accounts, each unique, none of them a real person's.

Serials of NIK begin at 9001 (the registry counts from 0001 for each day and district), phones at 084 (a range
that no operator has), passports at Z, accounts at 9990. The order of a series is scrambled by a step without
a common factor, so that neighbours in the series are no neighbours in the world.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from sources.simulator.chance import Bools, Floats, Rng, Texts, pick_from

PHONE_RANGE = 600_000_000
PASSPORT_RANGE = 10_000_000
STEP = 7_368_787  # a prime that divides none of the ranges
BANKS = ("BRI", "BNI", "Mandiri", "BCA", "BSI", "BTN")
WOMEN_ADD = 40  # the day of birth of a woman is written forty higher


class Numbering:
    """Gives each number once; the series depend on the seed of the world."""

    def __init__(self, rng: Rng) -> None:
        self._rng = rng
        self._phone = int(rng.integers(PHONE_RANGE))
        self._passport = int(rng.integers(PASSPORT_RANGE))
        self._account = int(rng.integers(PASSPORT_RANGE))
        self._serials: Counter[str] = Counter()

    def phones(self, n: int) -> Texts:
        """Mobile numbers in national form, such as ``084512345678``."""
        first, self._phone = self._phone, self._phone + n
        return np.array(
            [f"084{4 + v // 100_000_000}{v % 100_000_000:08d}" for v in _scrambled(first, n, PHONE_RANGE)],
            dtype=object,
        )

    def passports(self, n: int) -> Texts:
        """Passport numbers, such as ``Z1234567``."""
        first, self._passport = self._passport, self._passport + n
        return np.array([f"Z{v:07d}" for v in _scrambled(first, n, PASSPORT_RANGE)], dtype=object)

    def accounts(self, n: int) -> Texts:
        """Bank accounts as a slip shows them, such as ``BRI 9990123456``."""
        first, self._account = self._account, self._account + n
        banks = pick_from(self._rng, BANKS, n, (5, 2, 2, 2, 1, 0.5))
        serials = _scrambled(first, n, PASSPORT_RANGE)
        return np.array([f"{bank} 9990{v:07d}" for bank, v in zip(banks, serials, strict=True)], dtype=object)

    def niks(self, districts: Texts, births: Floats, women: Bools, start: date) -> Texts:
        """A NIK for each person: district, birth date (a woman's day + 40), serial; births from ``start``."""
        days = np.datetime64(start) + births.astype("timedelta64[D]")
        written = [
            f"{district}{int(text[8:]) + WOMEN_ADD * int(woman):02d}{text[5:7]}{text[2:4]}"
            for district, text, woman in zip(
                districts, np.datetime_as_string(days).tolist(), women, strict=True
            )
        ]
        niks = []
        for key in written:
            self._serials[key] += 1
            niks.append(f"{key}{9000 + self._serials[key]:04d}")
        return np.array(niks, dtype=object)


def _scrambled(first: int, n: int, size: int) -> list[int]:
    return [int(v) for v in (np.arange(first, first + n, dtype=np.int64) * STEP) % size]
