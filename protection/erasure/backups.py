"""Backups and erasure: what was erased is listed beside the database, and erased again after each restore.

A backup from before an erasure still holds the row and its key until the backup itself is gone
(``retention.backup_window``). The list holds no personal data: numbers, and keyed digests that tell a row
from another of the same number. It is sealed line by line with a key outside the database, because a forged
line would erase.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Connection, LargeBinary, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from records.errors import SuluhError

_TOMBSTONES = text("""
    SELECT t.holder, t.id, t.mark, e.erased_at FROM tombstones AS t JOIN erasures AS e USING (erasure_id)
    WHERE t.holder = 'source_rows'
    ORDER BY t.holder, t.id
""")
_REPEAT = text("SELECT repeat_erasure(:marks)").bindparams(bindparam("marks", type_=ARRAY(LargeBinary)))


class ForgedTombstone(SuluhError):
    """A line of the list of tombstones was not written by this installation."""

    code: ClassVar[str] = "forged_tombstone"


def list_in(data_dir: Path) -> Path:
    """Where the list lies; keep a copy of it apart from the backups."""
    return data_dir / "erasures" / "tombstones.ndjson"


def write_list(connection: Connection, file: Path, key: bytes) -> int:
    """Bring the list up to date; it never loses a line. Gives how many lines it has. Raises ForgedTombstone."""
    marks = {line["mark"]: line for line in _read(file, key)} if file.exists() else {}
    for row in connection.execute(_TOMBSTONES):
        mark = bytes(row.mark).hex()
        marks.setdefault(
            mark, {"holder": row.holder, "id": row.id, "mark": mark, "erased_at": row.erased_at.isoformat()}
        )
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    with draft.open("w") as stream:
        for line in marks.values():
            stream.write(json.dumps({**line, "seal": _seal(line, key)}, separators=(",", ":")) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(file)
    return len(marks)


def reapply(connection: Connection, file: Path, key: bytes) -> int:
    """Erase again whatever a restored backup brought back; gives how many rows that were.

    For the owner's connection, in a context: each call that erased wrote one audit entry. Raises ForgedTombstone.
    """
    marks = [bytes.fromhex(line["mark"]) for line in _read(file, key)]
    again: int = connection.execute(_REPEAT, {"marks": marks}).scalar_one()
    return again


def _read(file: Path, key: bytes) -> Iterator[dict[str, str]]:
    for number, text_line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            line = json.loads(text_line)
            sound = hmac.compare_digest(line.pop("seal", ""), _seal(line, key))
        except ValueError:
            sound = False
        if not sound:
            raise ForgedTombstone(
                f"Baris {number} daftar penghapusan tidak ditulis oleh instalasi ini.",
                f"Line {number} of the list of erasures was not written by this installation.",
            )
        yield line


def _seal(line: dict[str, str], key: bytes) -> str:
    return hmac.new(key, b"tombstone\x1f" + json.dumps(line, sort_keys=True).encode(), sha256).hexdigest()
