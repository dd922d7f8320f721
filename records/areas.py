"""The areas of Indonesia as Kemendagri numbers them: names, levels and parents of codes without dots.

A code says where it belongs: two digits are a province, four a regency or city, six a district, ten a
village, and the code of the parent is its beginning. The table (ODbL, see ``records/data/README.md``) is read
once.
"""

from __future__ import annotations

import csv
import lzma
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files

DATA = files("records") / "data"


class Level(IntEnum):
    """The level of an area; the value is how many digits its code has."""

    PROVINCE = 2
    REGENCY = 4
    DISTRICT = 6
    VILLAGE = 10


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    text = lzma.decompress((DATA / "areas.csv.xz").read_bytes()).decode("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


@lru_cache(maxsize=1)
def _children() -> dict[str, tuple[str, ...]]:
    children: dict[str, list[str]] = {}
    for code in _names():
        children.setdefault(_parent_code(code), []).append(code)
    return {parent: tuple(codes) for parent, codes in children.items()}


def _parent_code(code: str) -> str:
    levels = [0, *Level]
    return code[: levels[levels.index(len(code)) - 1]]


def known(code: str) -> bool:
    """Whether Kemendagri has given this code."""
    return code in _names()


def name(code: str) -> str | None:
    """The official name, such as ``KABUPATEN LOMBOK TIMUR``; None for a code that is not known."""
    return _names().get(code)


def short_name(code: str) -> str | None:
    """The name as people write it: ``Lombok Timur``, ``Kota Mataram``, ``Nusa Tenggara Barat``."""
    official = _names().get(code)
    if official is None:
        return None
    words = official.removeprefix("KABUPATEN ")
    return words.title().replace("Dki ", "DKI ") if words.isupper() else words


def level(code: str) -> Level | None:
    """The level of a known code."""
    return Level(len(code)) if known(code) else None


def parent(code: str) -> str | None:
    """The code one level up; None above a province or for a code that is not known."""
    return (_parent_code(code) or None) if known(code) else None


def children(code: str = "") -> tuple[str, ...]:
    """The codes one level below in ascending order; all provinces where no code is given."""
    return _children().get(code, ())


@cache
def villages(code: str) -> tuple[str, ...]:
    """Every village below an area, in ascending order."""
    if len(code) == Level.VILLAGE:
        return (code,) if known(code) else ()
    return tuple(village for child in children(code) for village in villages(child))
