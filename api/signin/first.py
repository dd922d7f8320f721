"""What a new installation says: nobody can enter it before somebody on the server lets the first one in."""

from __future__ import annotations

from datetime import datetime

from api.signin.accounts import administrators
from records.rights.context import job
from records.rights.purpose import Purpose
from records.store import Store

COMMAND = "suluh account create LOGIN --role admin --body satgas-nasional"
TEXT = (
    f"Belum ada administrator. Buat yang pertama di server ini:\n    {COMMAND}\n"
    f"There is no administrator yet. Make the first one on this server:\n    {COMMAND}"
)


def first_step(store: Store, now: datetime) -> str | None:
    """How the first administrator is made, while there is none."""
    with store.acting(job(Purpose.ADMINISTRATION)).reading() as connection:
        return TEXT if administrators(connection, now) == 0 else None
