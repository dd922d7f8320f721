"""Compare a database with what the program declares: tables, checks, rights and append-only triggers."""

from __future__ import annotations

from collections.abc import Iterator

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, text

from records.roles import APPLICATION_ROLE
from records.tables import RIGHTS, Rights, metadata

_TABLE_RIGHTS = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")


def drift(connection: Connection) -> list[str]:
    """Every difference in a sentence; empty when the database is as declared. For the owner's connection."""
    options = {"compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=options)
    found = [f"tables differ: {difference}" for difference in compare_metadata(context, metadata)]
    if found:  # rights on tables that are not there cannot be asked for
        return found
    found += _checks(connection)
    for rights in RIGHTS:
        found += _rights(connection, rights)
        found += _trigger(connection, rights)
    return found


def _checks(connection: Connection) -> Iterator[str]:
    inspector = inspect(connection)
    for table in metadata.sorted_tables:
        declared = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
        there = {check["name"] for check in inspector.get_check_constraints(table.name)}
        for name in sorted(declared ^ there, key=str):
            yield f"{table.name}: check {name} is {'missing' if name in declared else 'not declared'}"


def _rights(connection: Connection, rights: Rights) -> Iterator[str]:
    name = rights.table.name
    for right in _TABLE_RIGHTS:
        ask = text("SELECT has_table_privilege(:role, CAST(:table AS regclass), :right)")
        has = connection.scalar(ask, {"role": APPLICATION_ROLE, "table": name, "right": right})
        if has != ((right == "INSERT" and rights.insert) or (right == "DELETE" and rights.delete)):
            yield f"{name}: {APPLICATION_ROLE} {'has' if has else 'lacks'} {right}"
    for column in rights.table.columns:
        ask = text("SELECT has_column_privilege(:role, CAST(:table AS regclass), :column, 'UPDATE')")
        has = connection.scalar(ask, {"role": APPLICATION_ROLE, "table": name, "column": column.name})
        if has != (column.name in rights.update):
            yield f"{name}.{column.name}: {APPLICATION_ROLE} {'has' if has else 'lacks'} UPDATE"


def _trigger(connection: Connection, rights: Rights) -> Iterator[str]:
    ask = text(
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) "
        "AND tgname = 'append_only' AND tgenabled = 'A' AND tgfoid = to_regproc('refuse_change')"
    )
    has = connection.scalar(ask, {"table": rights.table.name}) == 1
    if has != rights.append_only:
        yield f"{rights.table.name}: the append-only trigger is {'there' if has else 'missing or off'}"
