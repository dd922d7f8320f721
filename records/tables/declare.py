"""What every table is declared with: the one metadata, and the rights of the application's role."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import MetaData, Table

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


@dataclass(frozen=True)
class Rights:
    """What the application's role may do with a table besides reading it.

    Rows of an append-only table are changed and deleted by nobody: a trigger refuses it to the owner too.
    """

    table: Table
    insert: bool = False
    update: tuple[str, ...] = ()
    delete: bool = False
    append_only: bool = False
