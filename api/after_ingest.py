"""What follows every ingest, by file and through the API alike."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from api.jobs import queue
from api.jobs.declared import JOB
from protection.subject.contests import settle_corrected


def follow_up(connection: Connection, now: datetime) -> None:
    """End the contests that new rows have corrected, and let the duty look at them at once.

    Writes an audit entry where a contest ended, and none otherwise.
    """
    settle_corrected(connection, now)
    queue.soon(connection, JOB["duty"])
