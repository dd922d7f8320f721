"""What a new installation says: nobody can enter it before somebody on the server lets the first one in."""

from __future__ import annotations

from datetime import datetime

from api.signin.accounts import administrators
from records.node import Node
from records.rights.context import job
from records.rights.purpose import Purpose
from records.store import Store

BODIES = {Node.PROVINCE: "satgas-nasional", Node.LPSK: "lpsk-pusat"}


def first_step(store: Store, now: datetime, node: Node = Node.PROVINCE) -> str | None:
    """How the first administrator is made, while there is none."""
    with store.acting(job(Purpose.ADMINISTRATION)).reading() as connection:
        if administrators(connection, now):
            return None
    command = f"suluh account create LOGIN --role admin --body {BODIES[node]}"
    return (
        f"Belum ada administrator. Buat yang pertama di server ini:\n    {command}\n"
        f"There is no administrator yet. Make the first one on this server:\n    {command}"
    )
