"""Opening a proceeding, from an alert or by itself."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, text

from protection.proceedings import laws
from protection.proceedings.reading import Proceeding, find
from protection.proceedings.stages import OPENS, Stage
from protection.proceedings.telling import Said, tell
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound
from records.rights.context import Context
from records.tables import alerts
from records.tables.proceedings import proceedings

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter or digit that is mistaken for another when a code is read aloud."""

_CODE_LENGTH = 6
_REACHES = text("SELECT suluh_reaches(:area)")


@dataclass(frozen=True)
class Opening:
    """How it begins; ``areas`` are needed where no alert tells them."""

    stage: Stage
    law: str
    articles: tuple[str, ...]
    happened_on: date
    document_no: str | None = None
    institution: str | None = None
    officer: str = ""
    words: str = ""
    alert_id: int | None = None
    areas: tuple[str, ...] = ()


def begin(
    connection: Connection, keys: Keyring, context: Context, opening: Opening, now: datetime
) -> Proceeding:
    """Open a proceeding. Raises NotFound, InputRefused. Writes one audit entry."""
    if opening.stage not in OPENS:
        raise InputRefused(
            "Perkara dimulai dari laporan informasi atau laporan polisi.",
            "A proceeding begins with information or a police report.",
        )
    today = day_of(now)
    if opening.happened_on > today:
        raise InputRefused("Tanggal dokumen belum tiba.", "The document's day is yet to come.")
    if opening.stage is Stage.REPORT and not opening.document_no:
        raise InputRefused("Isi nomor laporan polisi.", "Give the number of the police report.")
    laws.check(opening.law, opening.articles, opening.happened_on)
    areas = _areas(connection, opening)
    proceeding_id: int = connection.execute(
        insert(proceedings)
        .values(
            code=f"PK-{today.year}-{''.join(secrets.choice(LETTERS) for _ in range(_CODE_LENGTH))}",
            areas=list(areas),
            alert_id=opening.alert_id,
            stage=opening.stage.value,
            law=opening.law,
            articles=list(opening.articles),
            opened_by=context.who,
            opened_at=now,
        )
        .returning(proceedings.c.proceeding_id)
    ).scalar_one()
    found = find(connection, proceeding_id)
    said = Said(
        "open",
        opening.happened_on,
        opening.document_no,
        opening.institution,
        officer=opening.officer,
        words=opening.words,
    )
    tell(connection, keys, context, found, None, said, now)
    return found


def _areas(connection: Connection, opening: Opening) -> Sequence[str]:
    if opening.alert_id is None:
        if not opening.areas:
            raise InputRefused("Pilih kabupaten atau kota.", "Choose the regency or city.")
        if not all(connection.scalar(_REACHES, {"area": area}) for area in opening.areas):
            raise InputRefused("Wilayah itu di luar wilayah Anda.", "That area is not one of yours.")
        return opening.areas
    found = connection.execute(
        select(alerts.c.areas).where(alerts.c.alert_id == opening.alert_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("Peringatan itu tidak ditemukan.", "There is no such alert.")
    return tuple(found) or opening.areas
