"""Information sheets in regional languages: written by counsellors, every version with its author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from protection.counsel import texts
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.errors import InputRefused
from records.rights.context import Context
from records.store import take_turn
from records.tables import sheet_texts

LONGEST = 8000


@dataclass(frozen=True)
class Written:
    """The newest text of a sheet in a language."""

    language: str
    version: int
    body: str
    author: str
    written_at: datetime


def written(connection: Connection, sheet: str) -> dict[str, Written]:
    """The newest text of a sheet in each language that somebody wrote it in."""
    columns = sheet_texts.c
    rows = connection.execute(
        select(columns.language, columns.version, columns.body, columns.author, columns.written_at)
        .where(columns.sheet == sheet)
        .distinct(columns.language)
        .order_by(columns.language, columns.version.desc())
    ).all()
    audit.write(connection, Act(Deed.READ, "sheet", (f"sheet/{sheet}",)))
    return {row.language: Written(*row) for row in rows}


def write(
    connection: Connection,
    context: Context,
    sheet: str,
    language: str,
    body: str,
    based_on: int,
    now: datetime,
) -> int:
    """Write a new version, which was begun from version ``based_on`` (0: none); gives its number.

    Raises NotFound, InputRefused for another language, no text, or where somebody else wrote meanwhile.
    """
    day = day_of(now)
    texts.sheet(sheet, day)
    if language not in texts.languages(day):
        raise InputRefused("Pilih bahasa dari daftar.", "Choose a language from the list.")
    if not body.strip() or len(body) > LONGEST:
        raise InputRefused(
            f"Tulis isi lembar, paling banyak {LONGEST} huruf.",
            f"Write the text, at most {LONGEST} characters.",
        )
    take_turn(connection, f"sheet/{sheet}/{language}")
    columns = sheet_texts.c
    last = connection.scalar(
        select(func.max(columns.version)).where(columns.sheet == sheet, columns.language == language)
    )
    if (last or 0) != based_on:
        raise InputRefused(
            "Sementara itu orang lain menyimpan versi baru. Tulisan Anda masih ada; baca versi barunya dahulu.",
            "Meanwhile somebody else saved a new version. Your text is still here; read the new one first.",
        )
    version = based_on + 1
    connection.execute(
        insert(sheet_texts).values(
            sheet=sheet,
            language=language,
            version=version,
            body=body.strip(),
            author=context.who,
            written_at=now,
        )
    )
    audit.write(connection, Act(Deed.WRITE_SHEET, "sheet", (f"sheet/{sheet}/{language}/{version}",)))
    return version
