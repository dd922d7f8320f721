"""The history of a proceeding: each step is one event that stays, with its words sealed, and one audit entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from protection.proceedings.reading import Proceeding, about_event
from protection.proceedings.stages import Ruling, Stage
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.rights.context import Context
from records.tables.proceedings import proceeding_events


@dataclass(frozen=True)
class Said:
    """What is told of a step; officer and words are sealed, for they may name people."""

    step: str
    happened_on: date
    document_no: str | None = None
    institution: str | None = None
    ruling: Ruling | None = None
    officer: str = ""
    words: str = ""


def tell(
    connection: Connection,
    keys: Keyring,
    context: Context,
    stands: Proceeding,
    came_from: Stage | None,
    said: Said,
    now: datetime,
) -> None:
    """Write the event of a step, as the proceeding stands from then on, and the audit entry of the act."""
    hidden = {name: words for name in ("officer", "words") if (words := getattr(said, name).strip())}
    sealed_words.put(
        connection,
        keys,
        proceeding_events,
        hidden or None,
        about_event(stands.proceeding_id, stands.version),
        proceeding_id=stands.proceeding_id,
        version=stands.version,
        step=said.step,
        came_from=came_from.value if came_from else None,
        stage=stands.stage.value,
        happened_on=said.happened_on,
        document_no=said.document_no or None,
        institution=said.institution or None,
        law=stands.law,
        articles=list(stands.articles),
        ruling=said.ruling.value if said.ruling else None,
        who=context.who,
        at=now,
    )
    objects = (f"proceeding/{stands.proceeding_id}",)
    audit.write(connection, Act(Deed.PROCEED, "proceeding", objects, None, (said.step,)))
