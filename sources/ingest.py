"""Taking files in: one file is one transaction, so that all of it is recorded or nothing.

Running it again changes nothing: a file whose content is known is skipped, a row that is known is left out.
Files are taken in one at a time, in turns that the database gives, so the sequence of rows is the order of
commits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, text

from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.errors import AgreementEnded, InputRefused
from records.rights.context import as_program
from records.store import Store, reachable, take_turn
from records.tables import received_files
from records.tokens import Tokeniser
from sources.agreements import Agreement, in_force
from sources.formats import format_of, open_table
from sources.incoming import fingerprint, sha256
from sources.placing import place
from sources.reading import Reading
from sources.reasons import Problem
from sources.recognise import recognise
from sources.report import FaultLine, FileReport, Status, notes
from sources.set_aside import set_aside
from sources.staging import Staging

TURN = "record rows"
"""The turn that everyone takes who records rows (``records.store.take_turn``)."""

SHOWN_FAULTS = 20

Progress = Callable[[float, int], None]
"""Is told the fraction of the file that has been read, and its rows so far."""

_REPEATED = text("SELECT count(*) FROM placed WHERE outcome = 'repeated'")
_REASONS = text("SELECT problems #>> '{0,1}', count(*) FROM set_aside GROUP BY 1")
_FAULTS = text("SELECT row_number, problems FROM set_aside ORDER BY row_number")
_RECORD = text("""
    WITH recorded AS (
        INSERT INTO source_rows (feed, entity_key, recorded_at, file_id, row_number, digest, known, sealed)
        SELECT :feed, entity_key, recorded_at, :file_id, row_number, digest, known, sealed
        FROM staged AS s
        WHERE problems IS NULL AND NOT EXISTS (SELECT FROM placed AS p WHERE p.row_number = s.row_number)
        ORDER BY row_number
        RETURNING sequence, row_number
    )
    INSERT INTO row_keys (holder, id, key_id, wrapped)
    SELECT 'source_rows', sequence, key_id, wrapped
    FROM recorded JOIN staged USING (row_number)
    WHERE wrapped IS NOT NULL
    ORDER BY sequence
""")
_QUARANTINE = text("""
    WITH kept_apart AS (
        INSERT INTO quarantined_rows (file_id, feed, row_number, field, reason, value_class, sealed)
        SELECT :file_id, :feed, row_number,
            problems #>> '{0,0}', problems #>> '{0,1}', problems #>> '{0,2}', sealed
        FROM set_aside
        ORDER BY row_number
        RETURNING id, row_number
    )
    INSERT INTO row_keys (holder, id, key_id, wrapped)
    SELECT 'quarantined_rows', id, key_id, wrapped
    FROM kept_apart JOIN set_aside USING (row_number)
    ORDER BY id
""")


@dataclass(frozen=True)
class Ingest:
    """What the files of one run share; ``tell_fault`` hears of every problem of every row set aside."""

    store: Store
    tokens: Tokeniser
    digest_key: bytes
    agreements: tuple[Agreement, ...]
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    tell_fault: Callable[[Path, FaultLine], None] | None = None

    def take(self, path: Path, progress: Progress) -> FileReport:
        """Take one file in. A file that is refused leaves no trace, and its report says why.

        Raises DatabaseUnavailable.
        """
        report = FileReport(path)
        try:
            with reachable():
                self.record(report, progress)
        except (InputRefused, AgreementEnded) as refusal:
            return FileReport(path, feed=report.feed, notes=[(refusal.text_id, refusal.text_en)])
        return report

    def record(self, report: FileReport, progress: Progress) -> None:
        """Take in the file of a report and fill the report; the entry is in the name of whoever hands it in.

        Rows are recorded as the program does it, because nobody else may read what they are compared with. Of a
        file that is known nothing is done, and no entry written. Raises InputRefused, AgreementEnded.
        """
        path, before = report.path, fingerprint(report.path)
        content = sha256(path)
        with open_table(path) as table, self.store.begin() as connection:
            source = recognise(path, table.columns)
            report.feed = source.feed.name
            agreement = in_force(source, self.agreements, day_of(self.now))
            reading = Reading(table, source, agreement.fields[report.feed], self.now)
            take_turn(connection, TURN)
            with as_program(connection):
                report.file_id = _known(connection, content, report.feed)
                if report.file_id is None:
                    staging = Staging(source.feed, self.tokens, self.digest_key, self.store.keys, content)
                    staging.copy(connection, reading, lambda rows: progress(reading.fraction(), rows))
                    if fingerprint(path) != before:
                        raise InputRefused(
                            "Berkas berubah selagi dibaca.", "The file changed while it was read."
                        )
                    place(connection, source.feed)
                    report.read, report.notes = staging.read, notes(reading)
                    set_aside(connection, staging)
                    self._tell(connection, report)
                    report.file_id = _record(connection, report, content, staging)
                    report.status = Status.RECORDED
                else:
                    report.status = Status.KNOWN
            if report.status is Status.RECORDED:
                audit.write(connection, self._act(report.file_id, reading.stored))

    def _tell(self, connection: Connection, report: FileReport) -> None:
        report.repeated = connection.scalar(_REPEATED) or 0
        for reason, count in connection.execute(_REASONS):
            report.reasons[reason] = count
        faults = connection.execute(_FAULTS, execution_options={"stream_results": True})
        for row_number, problems in faults:
            for problem in problems:
                fault = FaultLine(row_number, Problem(*problem))
                if len(report.first_faults) < SHOWN_FAULTS:
                    report.first_faults.append(fault)
                if self.tell_fault:
                    self.tell_fault(report.path, fault)

    def _act(self, file_id: int, fields: tuple[str, ...]) -> Act:
        return Act(Deed.RECEIVE, "file", (f"file/{file_id}",), None, fields)


def _known(connection: Connection, content: str, feed: str) -> int | None:
    files = received_files.c
    known = select(files.file_id).where(files.sha256 == content, files.feed == feed)
    file_id: int | None = connection.scalar(known)
    return file_id


def _record(connection: Connection, report: FileReport, content: str, staging: Staging) -> int:
    file_id: int = connection.execute(
        insert(received_files)
        .values(
            sha256=content,
            feed=report.feed,
            name=report.name,
            format=format_of(report.path).name,
            rows_read=report.read,
            rows_new=report.new,
            rows_repeated=report.repeated,
            rows_quarantined=report.quarantined,
            filled=dict(staging.filled),
            last_recorded_at=staging.last_recorded_at,
        )
        .returning(received_files.c.file_id)
    ).scalar_one()
    these = {"file_id": file_id, "feed": report.feed}
    connection.execute(_RECORD, these)
    connection.execute(_QUARANTINE, these)
    return file_id
