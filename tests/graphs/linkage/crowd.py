"""Rows for linkage tests; all of them invented. The crowd makes common names common, rare ones rare."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from graphs.linkage.prepare import ROW_COLUMNS

_FIRST = (
    *(
        "Siti",
        "Nurul",
        "Dewi",
        "Ratna",
        "Sri",
        "Maria",
        "Yohanes",
        "Petrus",
        "Agus",
        "Budi",
        "Slamet",
        "Joko",
    ),
    *("Wahyu", "Rohani", "Sumarni", "Ketut", "Made", "Lalu", "Baiq", "Hasanah", "Ujang", "Asep", "Cecep"),
    *("Euis", "Neneng", "Katarina", "Gabriel", "Dorkas", "Markus", "Fransiskus"),
)
_LAST = (
    *("Aisyah", "Santoso", "Lestari", "Tefa", "Rahmat", "Hidayat", "Banu", "Sukardi", "Halimah", "Suryana"),
    *("Kosasih", "Wibowo", "Nugroho", "Setiawan", "Mariani", "Gunawan", "Hamdi", "Kolo", "Klau", "Nahak"),
    *("Manek", "Seran", "Liunokas", "Prasetyo", "Kurniawan", "Solihat", "Komariah", "Mulyana"),
)
PLACES = {
    "5203": "Lombok Timur",
    "5301": "Kupang",
    "3209": "Cirebon",
    "3510": "Banyuwangi",
    "1804": "Lampung",
}
FIRST_DAY = datetime(2024, 1, 1, 12, tzinfo=UTC)


def row(feed: str, key: str, name: str | None, **fields: str | datetime | None) -> dict[str, object]:
    """One row with these fields and nothing else."""
    empty: dict[str, object] = dict.fromkeys(ROW_COLUMNS)
    return empty | {"feed": feed, "key": key, "recorded_at": FIRST_DAY, "name": name} | fields


def nik(regency: str, birth_date: str, serial: int) -> str:
    """A well-formed NIK."""
    day = date.fromisoformat(birth_date)
    return f"{regency}01{day:%d%m%y}{serial:04d}"


def crowd(people: int, seed: int = 1) -> list[dict[str, object]]:
    """A registration and a passport of each of so many different people, as clean desks write them."""
    chance = random.Random(seed)  # noqa: S311  (test data, no secret)
    rows = []
    for number in range(people):
        regency, place = chance.choice(list(PLACES.items()))
        born = str(date(1970, 1, 1) + timedelta(days=chance.randrange(365 * 35)))
        fields: dict[str, str | datetime | None] = {
            "nik": nik(regency, born, number % 9000 + 1),
            "birth_date": born,
            "birth_place": place,
            "phone": f"0813{number:07d}",
            "regency_code": regency,
            "recorded_at": FIRST_DAY + timedelta(hours=number),
        }
        name = " ".join([*chance.sample(_FIRST, chance.choice((1, 1, 2))), chance.choice(_LAST)])
        passport = f"A{number:07d}"
        rows.append(row("registrations", f"R{number}", name, **fields))
        rows.append(row("passports", passport, name.upper(), **fields, passport_no=passport))
    return rows


def table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """The rows as linkage takes them."""
    return pd.DataFrame(rows, columns=list(ROW_COLUMNS))
