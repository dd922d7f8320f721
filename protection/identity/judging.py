"""Judging who is the same: same, different or not sure, with a sealed reason; taken back by another row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import Connection, select

from graphs.linkage.judgements import Verdict, load, settle
from protection.identity.questions import OPEN, find, standings
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound, SuluhError
from records.tables import identity_judgements

HOLDER = identity_judgements.name
SHORTEST_REASON = 15
"""Characters; a word of habit is no reason."""

_MOMENT = timedelta(microseconds=1)


class Withdrawn(SuluhError):
    """The judgement has been taken back already."""

    code: ClassVar[str] = "withdrawn"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class Judged:
    """What was written, how the question stands now, and the judgements that contradict each other.

    A contradiction binds nobody until one of them is withdrawn; ``conflicts`` lists it by judgement numbers.
    """

    judgement_id: int
    state: str
    conflicts: tuple[tuple[int, ...], ...]


def judge(
    connection: Connection,
    keys: Keyring,
    who: str,
    question_id: int,
    verdict: Verdict,
    reason: str,
    now: datetime,
) -> Judged:
    """Say of a question what one holds of it; it binds the runs of later days. Raises NotFound, InputRefused."""
    if verdict is Verdict.WITHDRAWN:
        raise InputRefused("Penilaian itu tidak dikenal.", "There is no such verdict.")
    return _write(connection, keys, who, question_id, verdict, None, reason, now)


def withdraw(
    connection: Connection,
    keys: Keyring,
    who: str,
    question_id: int,
    judgement_id: int,
    reason: str,
    now: datetime,
) -> Judged:
    """Take a judgement back; runs of later days are as if it had never been. Raises NotFound, Withdrawn."""
    said = identity_judgements.c
    there = connection.scalar(
        select(said.judgement_id).where(
            said.judgement_id == judgement_id,
            said.question_id == question_id,
            said.verdict != Verdict.WITHDRAWN.value,
        )
    )
    if there is None:
        raise NotFound("Penilaian itu tidak ditemukan.", "There is no such judgement.")
    if connection.scalar(select(said.judgement_id).where(said.withdraws == judgement_id)) is not None:
        raise Withdrawn("Penilaian itu sudah ditarik.", "The judgement has been withdrawn already.")
    return _write(connection, keys, who, question_id, Verdict.WITHDRAWN, judgement_id, reason, now)


def _write(
    connection: Connection,
    keys: Keyring,
    who: str,
    question_id: int,
    verdict: Verdict,
    withdraws: int | None,
    reason: str,
    now: datetime,
) -> Judged:
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputRefused(
            f"Tuliskan alasannya, sedikitnya {SHORTEST_REASON} huruf.",
            f"Write the reason, in at least {SHORTEST_REASON} characters.",
        )
    row = find(connection, question_id)
    number = sealed_words.put(
        connection,
        keys,
        identity_judgements,
        reason.strip(),
        sealed_words.about(HOLDER, question_id, who),
        into="reason",
        question_id=question_id,
        verdict=verdict.value,
        withdraws=withdraws,
        judged_by=who,
        judged_at=now,
    )
    audit.write(
        connection, Act(Deed.JUDGE_IDENTITY, "identity_question", (f"question/{question_id}",), None, ())
    )
    book = load(connection)
    until = now + _MOMENT
    own = {
        each.judgement_id
        for each in book.book
        if {each.record_a, each.record_b} == _records(row.ref_a, row.ref_b)
    }
    conflicts = settle(book.in_force(until)).conflicts
    pair = tuple(sorted(_records(row.ref_a, row.ref_b)))
    return Judged(
        number,
        standings(book, until).get((pair[0], pair[1]), OPEN),
        tuple(each.judgements for each in conflicts if own.intersection(each.judgements)),
    )


def _records(*refs: str) -> set[str]:
    return {ref.replace(":", "/", 1) for ref in refs}
