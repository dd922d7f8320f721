"""Names of cases: drawn at random, so that none tells of its person, its order or its sender."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select

from records.tables import lpsk_cases

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter or digit that is mistaken for another when a code is read aloud."""


def draw(connection: Connection, year: int) -> str:
    """A code that no case has: ``LPSK-2026-7F3KQ2``."""
    while True:
        code = f"LPSK-{year}-" + "".join(secrets.choice(_LETTERS) for _ in range(6))
        if connection.scalar(select(lpsk_cases.c.case_id).where(lpsk_cases.c.case_code == code)) is None:
            return code
