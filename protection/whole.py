"""See everything for a moment, to serve a person's right in full: whoever hears a request sees a part only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

_NOW = text("""
    SELECT current_setting('suluh.role', true) AS role, current_setting('suluh.areas', true) AS areas,
        current_setting('suluh.body', true) AS body
""")
_SET = text("""
    SELECT set_config('suluh.role', :role, true), set_config('suluh.areas', :areas, true),
        set_config('suluh.body', :body, true)
""")


@contextmanager
def seeing_all(connection: Connection) -> Iterator[None]:
    """Within the block the transaction sees as the program does; no audit entry is written in it.

    What is found is not shown to the one who acts, beyond references and counts.
    """
    before = connection.execute(_NOW).one()._asdict()
    connection.execute(_SET, {"role": "system", "areas": "*", "body": ""})
    yield
    # Not in a finally: after an error the transaction is over, and its settings with it.
    connection.execute(_SET, {name: value or "" for name, value in before.items()})
