"""What is due for erasure, told to the data protection officer, who alone may begin to erase it."""

from __future__ import annotations

from sqlalchemy import text

from api.jobs.declared import Errand
from protection.erasure import outside
from protection.erasure.due import due
from records import audit
from records.audit import Act, Deed
from records.days import day_of

_TELL = text("""
    INSERT INTO notices (for_role, kind, ref) SELECT 'data_protection_officer', 'rows_due', :ref
    WHERE NOT EXISTS (
        SELECT FROM notices WHERE for_role = 'data_protection_officer' AND kind = 'rows_due' AND ref = :ref
    )
""")


def work(errand: Errand) -> None:
    """Look once; a notice names the day, never a person."""
    day = day_of(errand.now)
    with errand.store.begin() as connection:
        found, beside = due(connection, day), outside.due(connection, day)
        count = max(len(found) + len(beside), 1)
        act = Act(Deed.READ, "source_row", (f"due/{day}",), count, ("recorded_at",))
        audit.write(connection, act)
        if found or len(beside):
            connection.execute(_TELL, {"ref": f"due/{day}"})
    errand.tell(f"{len(found)} orang, {len(beside)} di luar catatan / people, outside the records")
