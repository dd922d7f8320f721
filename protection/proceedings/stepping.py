"""The steps of a proceeding after it was opened: one version, one event, one audit entry each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from protection.proceedings import laws
from protection.proceedings.founding import settle
from protection.proceedings.reading import Proceeding, find
from protection.proceedings.stages import ENDS, Edge, Ruling, Stage, edge
from protection.proceedings.telling import Said, tell
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, Stale, WrongState
from records.rights.context import Context
from records.tables.proceedings import proceeding_events, proceedings


@dataclass(frozen=True)
class Next:
    """The next stage, with its document; articles where they change, ``ruling`` where it is one."""

    stage: Stage
    happened_on: date
    document_no: str | None = None
    institution: str | None = None
    law: str | None = None
    articles: tuple[str, ...] = ()
    ruling: Ruling | None = None
    officer: str = ""
    words: str = ""


def go_on(
    connection: Connection,
    keys: Keyring,
    context: Context,
    proceeding_id: int,
    version: int,
    wish: Next,
    now: datetime,
) -> Proceeding:
    """Bring a proceeding to its next stage; labels come and go with it.

    Raises NotFound, Stale, WrongState, InputRefused. Writes one audit entry.
    """
    before = held(connection, proceeding_id, version)
    taken = edge(before.stage, wish.stage)
    if taken is None:
        raise WrongState(
            "Langkah itu tidak dapat diambil dari tahap ini.", "That step does not lead on from this stage."
        )
    _check(connection, before, taken, wish, now)
    values: dict[str, Any] = {"stage": wish.stage.value}
    if wish.law or wish.articles:
        law = wish.law or before.law
        laws.check(law, wish.articles, wish.happened_on)
        values |= {"law": law, "articles": list(wish.articles)}
    if wish.ruling:
        values["ruling"] = wish.ruling.value
    if wish.stage is Stage.FINAL:
        values["final_on"] = wish.happened_on
    values["ended_at"] = now if wish.stage in ENDS else None
    after = change(connection, before, values)
    said = Said(
        "stage",
        wish.happened_on,
        wish.document_no,
        wish.institution,
        wish.ruling,
        wish.officer,
        wish.words,
    )
    tell(connection, keys, context, after, before.stage, said, now)
    settle(connection, context, after, now)
    return after


def held(connection: Connection, proceeding_id: int, version: int) -> Proceeding:
    """A proceeding that is about to change. Raises NotFound, Stale."""
    found = find(connection, proceeding_id, held=True)
    if found.version != version:
        raise Stale(
            "Perkara ini sudah diubah sejak Anda membukanya. Muat ulang, lalu simpan lagi.",
            "This proceeding was changed since you opened it. Load it again, then save.",
        )
    return found


def change(connection: Connection, before: Proceeding, values: Mapping[str, Any]) -> Proceeding:
    """Give it these values and the next version."""
    number = proceedings.c.proceeding_id == before.proceeding_id
    connection.execute(update(proceedings).where(number).values(version=before.version + 1, **values))
    return find(connection, before.proceeding_id)


def _check(connection: Connection, before: Proceeding, taken: Edge, wish: Next, now: datetime) -> None:
    if wish.happened_on > day_of(now):
        raise InputRefused("Tanggal dokumen belum tiba.", "The document's day is yet to come.")
    events = proceeding_events.c
    last = connection.scalar(
        select(func.max(events.happened_on)).where(
            events.proceeding_id == before.proceeding_id,
            events.step != "person",  # when somebody was added is no document's day
        )
    )
    if last is not None and wish.happened_on < last:
        raise InputRefused(
            f"Langkah terakhir bertanggal {last}; tanggal ini lebih awal.",
            f"The last step is dated {last}; this day is earlier.",
        )
    if taken.document and not wish.document_no:
        raise InputRefused("Isi nomor dokumennya.", "Give the number of the document.")
    if taken.rules != (wish.ruling is not None):
        raise InputRefused(
            "Pilih bunyi putusan pada tahap putusan, dan hanya di situ.",
            "Choose what was ruled at a ruling, and nowhere else.",
        )
    if len(wish.words.strip()) < taken.words:
        raise InputRefused(
            f"Tuliskan alasannya, sedikitnya {taken.words} huruf.",
            f"Write the reason, in at least {taken.words} characters.",
        )
