"""A made-up directory for a demonstration: one set of services in every regency of a province, none of them real."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from protection.directory.entries import Entry, checked, standing, write
from records import areas, audit
from records.audit import Act, Deed
from records.rights.context import Context

_WEEK = "Senin–Jumat 08.00–16.00"
_OF_PROVINCE: tuple[tuple[str, str, tuple[str, ...], str, bool, bool, bool], ...] = (
    (
        "UPTD PPA Provinsi",
        "upt_ppa",
        ("shelter", "psychosocial", "legal", "child"),
        "24 jam",
        True,
        True,
        True,
    ),
    ("BP3MI", "bp3mi", ("return", "documents", "placement"), _WEEK, False, True, False),
    ("LPSK Perwakilan", "lpsk", ("protection", "legal"), _WEEK, False, True, False),
)
_OF_REGENCY: tuple[tuple[str, str, tuple[str, ...], str, bool, bool, bool], ...] = (
    ("MRC", "mrc", ("placement", "legal", "documents"), _WEEK, False, True, False),
    ("UPTD PPA", "upt_ppa", ("shelter", "psychosocial", "child"), "24 jam", True, True, True),
    ("RSUD", "health", ("medical",), "24 jam", True, True, True),
    ("Dinas Sosial", "dinsos", ("reintegration", "return", "documents"), _WEEK, False, False, False),
    ("Unit PPA Polres", "police", ("report",), "24 jam", True, True, True),
)


def seed(
    connection: Connection,
    context: Context,
    province: str,
    now: datetime,
    bodies: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Write it where the directory is empty; gives how many services there are now. One audit entry if it wrote.

    ``bodies`` are institutions of accounts by kind, for the offices of the whole province.
    """
    there = standing(connection)
    if there:
        return len(there)
    places = [(province, each) for each in _OF_PROVINCE]
    places += [(regency, each) for regency in areas.children(province) for each in _OF_REGENCY]
    local = ("id", "sas") if province == "52" else ("id",)
    numbers = []
    for code, (name, kind, needs, hours, always, women, children) in places:
        entry = Entry(
            regency=code,
            name=f"{name} {areas.short_name(code)} (contoh)",
            kind=kind,
            needs=needs,
            hours=hours,
            languages=local,
            phone="0800 000 000",
            round_the_clock=always,
            women=women,
            children=children,
            body=bodies.get(kind, "") if code == province else "",
        )
        numbers.append(write(connection, context, checked(entry), now))
    objects = tuple(f"service/{number}" for number in numbers)
    audit.write(connection, Act(Deed.WORK, "service", objects))
    return len(numbers)
