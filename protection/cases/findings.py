"""What LPSK finds: telaah, threat assessment, recommendation, review; a newer one stands beside the older."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from protection.cases import clock, sealing, tasks
from protection.cases.events import LONGEST, note, reason, row_of
from protection.cases.states import OVER, CaseStepRefused, State, Step
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused
from records.rights.context import Context
from records.tables import case_findings

_TASK_OF = {"threat": "threat", "review": "review"}
"""What was to be done, and is done by a finding."""
LEVELS = ("low", "medium", "high", "critical")


@dataclass(frozen=True)
class Aspect:
    """One question of a threat assessment."""

    code: str
    text_id: str
    text_en: str


ASPECTS: tuple[Aspect, ...] = (
    Aspect("who", "Siapa yang mengancam, dan apa kemampuannya", "Who threatens, and what they can do"),
    Aspect("what", "Bentuk dan isi ancaman", "What is threatened"),
    Aspect(
        "near", "Seberapa dekat: tempat, waktu, yang pernah terjadi", "How near: place, time, what happened"
    ),
    Aspect("place", "Keamanan tempat tinggal dan perjalanan", "Safety of home and ways"),
    Aspect("support", "Siapa yang mendampingi, kondisi jasmani dan batin", "Support, and state of health"),
    Aspect("role", "Pentingnya keterangan dan tahap perkara", "Importance of the testimony and stage"),
)
"""UU 31/2014 art. 28 weighs importance of testimony, level of threat, medical or psychological findings."""


@dataclass(frozen=True)
class Finding:
    """One finding: ``content`` holds words by aspect, or under ``words``."""

    finding_id: int
    kind: str
    level: str | None
    proposes: str | None
    who: str
    at: datetime
    content: dict[str, str]


def assess_threat(
    connection: Connection,
    keys: Keyring,
    context: Context,
    case_code: str,
    level: str,
    aspects: dict[str, str],
    now: datetime,
    *,
    review: bool = False,
) -> None:
    """Write a threat assessment, or a later review of it. Raises NotFound, InputRefused, CaseStepRefused."""
    if level not in LEVELS:
        raise InputRefused("Pilih tingkat ancaman.", "Choose the level of the threat.")
    known = {each.code for each in ASPECTS}
    said = {
        code: words.strip()[:LONGEST] for code, words in aspects.items() if code in known and words.strip()
    }
    if not said:
        raise InputRefused(
            "Tuliskan sedikitnya satu hal tentang ancaman.", "Write at least one thing about it."
        )
    row = _going(connection, case_code)
    values: dict[str, Any] = {"threat": level}
    if review:
        values["review_on"] = clock.limit("lpsk_review", day_of(now))
    _write(connection, keys, context, row, "review" if review else "threat", said, now, level=level, **values)


def write_telaah(
    connection: Connection, keys: Keyring, context: Context, case_code: str, words: str, now: datetime
) -> None:
    """Write the assessment of an application, begun from what was sent. Raises NotFound, InputRefused."""
    row = _going(connection, case_code)
    _write(connection, keys, context, row, "telaah", {"words": reason(words)}, now)


def recommend(
    connection: Connection,
    keys: Keyring,
    context: Context,
    case_code: str,
    proposes: str,
    words: str,
    now: datetime,
) -> None:
    """Propose to grant or to refuse. Raises NotFound, InputRefused, CaseStepRefused."""
    if proposes not in {"grant", "refuse"}:
        raise InputRefused("Pilih usulan keputusan.", "Choose what is proposed.")
    row = _going(connection, case_code)
    _write(connection, keys, context, row, "recommendation", {"words": reason(words)}, now, proposes=proposes)


def findings(connection: Connection, keys: Keyring, case_id: int) -> tuple[Finding, ...]:
    """Everything that was found, the newest first."""
    mine = case_findings.c
    wanted = select(case_findings).where(mine.case_id == case_id).order_by(mine.finding_id.desc())
    rows = connection.execute(wanted).all()
    opened = sealing.take(
        connection, keys, case_findings, case_id, {row.finding_id: row.sealed for row in rows}
    )
    return tuple(
        Finding(
            row.finding_id,
            row.kind,
            row.level,
            row.proposes,
            row.who,
            row.at,
            opened.get(row.finding_id, {}),
        )
        for row in rows
    )


def newest(connection: Connection, case_id: int) -> dict[str, Any]:
    """The newest row of each kind, sealed as it is."""
    mine = case_findings.c
    rows = connection.execute(select(case_findings).where(mine.case_id == case_id).order_by(mine.finding_id))
    return {row.kind: row for row in rows}


def _going(connection: Connection, case_code: str) -> Any:
    row = row_of(connection, case_code, lock=True)
    if State(row.state) in OVER:
        raise CaseStepRefused("Perkara ini sudah berakhir.", "This case has ended.")
    return row


def _write(
    connection: Connection,
    keys: Keyring,
    context: Context,
    row: Any,
    kind: str,
    content: dict[str, str],
    now: datetime,
    *,
    level: str | None = None,
    proposes: str | None = None,
    **values: Any,
) -> None:
    own = {"kind": kind, "level": level, "proposes": proposes, "who": context.who, "at": now}
    number = sealing.put(connection, keys, case_findings, row.case_id, content, **own)
    note(connection, keys, row, Step.FIND, context.who, now, **values)
    if kind in _TASK_OF:
        tasks.done(connection, row.case_id, _TASK_OF[kind], context.who, now)
    objects = (f"case:{row.case_code}", f"case_finding:{number}")
    audit.write(connection, Act(Deed.CASE, "case_finding", objects, None, (kind,)))
