"""Whether a dossier is one of ours: by the code on its pages, and by its bytes where somebody has the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from protection.dossier.setting import read_code
from records import audit
from records.audit import Act, Deed
from records.rights.context import as_program
from records.tables import dossiers, exports

_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}")


@dataclass(frozen=True)
class Verdict:
    """What the register knows of a code; ``same`` is empty where no file was given. Nobody is named."""

    known: bool
    number: int | None = None
    made_at: datetime | None = None
    destination: str = ""
    pages: int | None = None
    removed: int | None = None
    sha256: str = ""
    same: bool | None = None


def verify(connection: Connection, typed: str, sha256: str = "") -> Verdict:
    """Look a code up as it was typed from paper; ``sha256`` is that of the file in hand. One audit entry."""
    code = read_code(typed)
    wanted = select(dossiers, exports.c.made_at, exports.c.destination, exports.c.sha256).join_from(
        dossiers, exports
    )
    row = None
    if _CODE.fullmatch(code):
        with as_program(connection):  # whoever holds the paper may know whether it is ours, not the register
            row = connection.execute(wanted.where(dossiers.c.code == code)).one_or_none()
    audit.write(connection, Act(Deed.READ, "dossier", () if row is None else (f"export:{row.number}",)))
    if row is None:
        return Verdict(False)
    same = sha256.strip().lower() == row.sha256 if sha256.strip() else None
    return Verdict(True, row.number, row.made_at, row.destination, row.pages, row.removed, row.sha256, same)
