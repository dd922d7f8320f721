"""Rows and files that come through the API: taken in exactly as a file is, and told row by row.

What comes over the wire is put into a file in memory, never on the disk, and goes the one way that files go: the
same checks, the same quarantine, the same sealing, one file one transaction. Rows are written as NDJSON, so the
first row of a list is row 1.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import OperationalError

from records import audit
from records.audit import Act, Deed
from records.errors import SuluhError
from records.rights.context import as_program
from records.store import Store, take_turn
from records.tables import received_files
from records.tokens import Tokeniser
from sources.agreements import Agreement
from sources.ingest import TURN, Ingest
from sources.reasons import REASON_BY_CODE
from sources.recognise import required
from sources.registry import SOURCE_BY_FEED
from sources.report import FaultLine, FileReport, Status

MOST_ROWS = 5_000
"""Rows that one request may bring; more are handed in as a file."""

MOST_ERRORS = 1_000
"""Errors that one answer tells; the rest is counted."""

PATIENCE_MS = 10_000
"""How long a request waits while another file is being taken in."""

_MEMORY = Path("/dev/shm")  # noqa: S108  (mkdtemp makes a folder of our own in it)
_PATIENCE = text(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
_NO_LIMIT = text("SET LOCAL lock_timeout = 0")


class Busy(SuluhError):
    """Another file is being taken in; come again."""

    code = "busy"
    status = 503
    wait = 10
    """Seconds to wait."""

    def __init__(self) -> None:
        super().__init__(
            "Berkas lain sedang diterima; kirim lagi sebentar lagi.",
            "Another file is being taken in; send it again in a moment.",
        )


@dataclass(frozen=True)
class RowError:
    """One thing wrong with one row: never the value, only what kind of value it was."""

    row: int
    field: str | None
    reason: str
    found: str
    text_id: str
    text_en: str


@dataclass(frozen=True)
class HandedIn:
    """What became of a delivery. ``read`` = ``new`` + ``repeated`` + ``quarantined``; nothing is lost.

    ``status`` is ``recorded``, or ``known`` where the very same content has been taken in before; then all of its
    rows count as repeated. ``errors`` are the first of ``error_count``.
    """

    feed: str
    status: str
    file: str
    read: int
    new: int
    repeated: int
    quarantined: int
    errors: tuple[RowError, ...]
    error_count: int
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Desk:
    """What taking in works with; ``store`` acts in the name of whoever hands in, within their transaction."""

    store: Store
    tokens: Tokeniser
    digest_key: bytes
    agreements: tuple[Agreement, ...]
    now: datetime


def take_rows(desk: Desk, connection: Connection, feed: str, rows: Sequence[Mapping[str, Any]]) -> HandedIn:
    """Take in rows as JSON gives them, cells by field. Raises InputRefused, AgreementEnded, Busy."""
    written = {name.strip().lower() for row in rows for name in row}
    absent = dict.fromkeys(sorted(required(SOURCE_BY_FEED[feed]) - written))
    # What no row has is empty in every row, and told row by row as any other fault.
    whole = ({**row, **absent} for row in rows)
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in whole)
    return take_file(
        desk, connection, feed, ".ndjson", ("\n".join(lines) + "\n").encode(errors="surrogatepass")
    )


def take_file(desk: Desk, connection: Connection, feed: str, suffix: str, content: bytes) -> HandedIn:
    """Take in a file of the format that its suffix tells. Writes one audit entry.

    The file is named after its feed, because the name that somebody gave it may name a person.
    Raises InputRefused, AgreementEnded, Busy.
    """
    _wait(connection)
    faults: list[FaultLine] = []
    counted = 0

    def hear(_: Path, fault: FaultLine) -> None:
        nonlocal counted
        counted += 1
        if len(faults) < MOST_ERRORS:
            faults.append(fault)

    ingest = Ingest(desk.store, desk.tokens, desk.digest_key, desk.agreements, desk.now, hear)
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        path = Path(folder) / f"{feed}{suffix}"
        path.write_bytes(content)
        report = FileReport(path)
        ingest.record(report, lambda _done, _rows: None)
    if report.status is Status.KNOWN:
        return _known(connection, report)
    return HandedIn(
        report.feed,
        report.status.value,
        f"file/{report.file_id}",
        report.read,
        report.new,
        report.repeated,
        report.quarantined,
        tuple(map(_error, faults)),
        counted,
        tuple(report.notes),
    )


def _wait(connection: Connection) -> None:
    """Take the turn of those who record rows, or give up: whoever waits holds a connection."""
    connection.execute(_PATIENCE)
    try:
        take_turn(connection, TURN)
    except OperationalError as error:
        raise Busy from error
    connection.execute(_NO_LIMIT)


def _known(connection: Connection, report: FileReport) -> HandedIn:
    with as_program(connection):
        read = connection.scalar(
            select(received_files.c.rows_read).where(received_files.c.file_id == report.file_id)
        )
    file = f"file/{report.file_id}"
    audit.write(connection, Act(Deed.RECEIVE, "repeated_file", (file,)))
    return HandedIn(report.feed, report.status.value, file, read or 0, 0, read or 0, 0, (), 0, ())


def _error(fault: FaultLine) -> RowError:
    words = REASON_BY_CODE[fault.problem.reason]
    return RowError(
        fault.row_number,
        fault.problem.field,
        words.code,
        fault.problem.value_class,
        words.text_id,
        words.text_en,
    )
