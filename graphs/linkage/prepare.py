"""From rows as the desks typed them to records that can be compared: normal forms, name tokens, soundness."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pandas as pd

from records import normal

ROW_COLUMNS = (
    "feed",
    "key",
    "recorded_at",
    "name",
    "nik",
    "birth_date",
    "birth_place",
    "phone",
    "passport_no",
    "regency_code",
)

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WRITTEN_SHORT = {"st": "siti", "nr": "nur"}


@lru_cache(maxsize=500_000)
def tokens(name: str) -> tuple[str, ...]:
    """The different words of a name, sorted: ``M. Hadi bin Soeto`` gives ``('hadi', 'm', 'suto')``.

    A lone letter stays a letter, since ``M.`` may stand for Maria as well as for Muhammad; ``H.`` before a
    name is a title.
    """
    words = (normal.words(name) or "").split()
    letters = {word for word in words if len(word) == 1}
    spelled = " ".join(_WRITTEN_SHORT.get(word, word) for word in words if len(word) > 1)
    names = set((normal.name(spelled) or "").split())
    if names:
        letters.discard("h")
    return tuple(sorted(names | letters))


@lru_cache(maxsize=500_000)
def joined(name: str) -> str | None:
    """The name in one word, in the order of writing: blanks too many or too few do not change it."""
    return (normal.name(name) or "").replace(" ", "") or None


def iso_date(value: object) -> str | None:
    """A date as ``YYYY-MM-DD``, or None where it is not a date of the calendar."""
    text = str(value)[:10]
    if not _ISO_DATE.fullmatch(text):
        return None
    return text if 1 <= int(text[5:7]) <= 12 and 1 <= int(text[8:10]) <= 31 else None


def nik_agrees(nik: str, birth_date: str | None) -> bool:
    """Whether a NIK has 16 digits and, where the birth date is known, carries that date.

    The NIK adds 40 to the day for women; both readings are accepted, so that nothing here depends on sex.
    """
    if len(nik) != 16:
        return False
    if birth_date is None:
        return True
    day = int(nik[6:8])
    written = f"{day - 40 if day > 40 else day:02d}{nik[8:12]}"
    return written == f"{birth_date[8:10]}{birth_date[5:7]}{birth_date[2:4]}"


def prepare(rows: pd.DataFrame) -> pd.DataFrame:
    """One comparable record per row, in the order of ``record_id`` whatever the order of the rows.

    - ``record_id``: ``feed/key``
    - ``tokens``: the words of the name, sorted; ``name_key`` and ``name_words``: these joined (twice, since
      they are counted in two ways, see ``frequencies``); ``name_joined``: the name without blanks
    - ``birth_date``: ISO text; ``birth_month``: its year and month; ``birth_day``: its month and day
    - ``nik``; ``nik_sound``: well formed and on the birth date; ``phone``; ``birth_place``; ``regency_code``
    - ``passport_no``; ``issued``: whether the record is the passport itself
    - ``…_letters``: the characters sorted, which a transposition keeps
    """
    names = [tokens(name) if isinstance(name, str) else () for name in rows["name"]]
    births = [iso_date(value) for value in rows["birth_date"]]
    niks = _each(normal.nik, rows["nik"])
    passports = _each(normal.passport, rows["passport_no"])
    columns: dict[str, list[Any]] = {
        "record_id": [f"{feed}/{key}" for feed, key in zip(rows["feed"], rows["key"], strict=True)],
        "tokens": [list(words) for words in names],
        "name_key": [" ".join(words) or None for words in names],
        "name_words": [" ".join(words) or None for words in names],
        "name_joined": _each(joined, rows["name"]),
        "birth_date": births,
        "birth_date_letters": _letters(births),
        "birth_month": [birth[:7] if birth else None for birth in births],
        "birth_day": [birth[5:] if birth else None for birth in births],
        "nik": niks,
        "nik_letters": _letters(niks),
        "nik_sound": [
            nik is not None and nik_agrees(nik, birth) for nik, birth in zip(niks, births, strict=True)
        ],
        "phone": _each(normal.phone, rows["phone"]),
        "passport_no": passports,
        "passport_no_letters": _letters(passports),
        "issued": [feed == "passports" for feed in rows["feed"]],
        "birth_place": _each(normal.words, rows["birth_place"]),
        "regency_code": _each(normal.code, rows["regency_code"]),
    }
    # object columns: None stays None
    return pd.DataFrame(columns, dtype=object).sort_values("record_id", ignore_index=True)


def _letters(values: list[str | None]) -> list[str | None]:
    return ["".join(sorted(value)) if value else None for value in values]


def _each(form: Callable[[str], str | None], values: pd.Series) -> list[str | None]:
    forms = {value: form(value) for value in set(values) if isinstance(value, str)}
    return [forms.get(value) for value in values]
