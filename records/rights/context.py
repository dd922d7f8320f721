"""In whose name a transaction runs: set for that transaction alone, so a pooled connection carries none on.

PostgreSQL's row policies and ``audit_write`` read it; where none is set, no row is visible and no entry can
be written.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, text

from records.rights.purpose import Purpose
from records.rights.role import Role

NATION = ("",)
"""The scope of those who work for the whole country: every area code begins with nothing."""

_ENTER = text("""
    SELECT set_config('suluh.who', :who, true), set_config('suluh.role', :role, true),
        set_config('suluh.purpose', :purpose, true), set_config('suluh.areas', :areas, true),
        set_config('suluh.body', :body, true), set_config('suluh.office', :office, true)
""")


@dataclass(frozen=True)
class Context:
    """Who acts, in which role, what for, and where.

    ``areas`` are beginnings of Kemendagri codes without dots: "" the nation, "52" a province, "5203" a
    regency; none at all sees no one. ``body`` is the institution (``bp3mi-ntb``), ``office`` an LTSA office's
    code.
    """

    who: str
    role: Role
    purpose: Purpose
    areas: tuple[str, ...] = ()
    body: str = ""
    office: str = ""

    def enter(self, connection: Connection) -> None:
        """Make the connection's transaction act in this context, until it ends."""
        connection.execute(
            _ENTER,
            {
                "who": self.who,
                "role": self.role.value,
                "purpose": self.purpose.value,
                # A list that begins every code needs a mark of its own: '' would read as no area.
                "areas": ",".join("*" if area == "" else area for area in self.areas),
                "body": self.body,
                "office": self.office,
            },
        )


def job(purpose: Purpose = Purpose.PREVENTION) -> Context:
    """The program's own jobs, over the whole installation."""
    return Context("suluh", Role.SYSTEM, purpose, NATION)


def operator(purpose: Purpose = Purpose.PREVENTION) -> Context:
    """Whoever runs a command on the server, by the name of their login there."""
    return Context(getpass.getuser(), Role.OPERATOR, purpose, NATION)


_WHO = text("SELECT current_setting('suluh.who', true)")
_ROLE = text("SELECT current_setting('suluh.role', true)")
_PLAY = text("SELECT set_config('suluh.role', :role, true)")


def who_acts(connection: Connection) -> str:
    """The login of the transaction's context; empty outside of one."""
    return connection.scalar(_WHO) or ""


@contextmanager
def as_program(connection: Connection) -> Iterator[None]:
    """See and write as the program does for the length of the block, in the same name and for the same purpose.

    For what the program does at somebody's bidding and they may not look into: taking rows in, counting. The
    audit entry is written outside, in their own role.
    """
    own = connection.scalar(_ROLE)
    connection.execute(_PLAY, {"role": Role.SYSTEM.value})
    yield
    connection.execute(_PLAY, {"role": own})  # after an error the transaction, or its savepoint, is undone
