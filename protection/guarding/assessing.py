"""Who was forced to commit crimes is presumed a victim until somebody competent has assessed them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from protection.guarding import words
from protection.subject.own_rows import own_rows
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.rights.context import Context
from records.tables import assessments

HOLDER = assessments.name


class Result(StrEnum):
    """What an assessment came to."""

    VICTIM = "victim"
    NO_VICTIM = "no_victim"


def assess(
    connection: Connection,
    keys: Keyring,
    context: Context,
    person_id: str,
    refs: Sequence[str],
    result: Result,
    why: str,
    now: datetime,
) -> int:
    """Write down whether the person of these rows is a victim; runs of later days go by it. Gives its number.

    A finding of a competent body holds whatever is assessed here. Raises InputRefused, NotFound.
    """
    said = words.checked(why, "dasar asesmennya", "what the assessment rests on")
    own = own_rows(connection, refs)
    number = sealed_words.put(
        connection,
        keys,
        assessments,
        {"why": said},
        sealed_words.about(HOLDER, context.who, now),
        person_id=person_id,
        refs=list(own.refs),
        result=result.value,
        who=context.who,
        at=now,
    )
    audit.write(connection, Act(Deed.PROTECT, "assessment", (f"assessment/{number}",), None, ("result",)))
    return number
