"""Compare a database with what the program declares: tables, checks, rights and append-only triggers."""

from __future__ import annotations

from collections.abc import Iterator

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, text

from records.rights.definers import DEFINERS
from records.rights.policies import POLICIES, WITHOUT
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
    found += _definers(connection)
    found += _row_security(connection)
    found += _policies(connection)
    found += _views(connection)
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


_SECURED = text("""
    SELECT relname, relrowsecurity AND relforcerowsecurity
    FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname
""")
_VIEWS = text("""
    SELECT relname FROM pg_class
    WHERE relkind IN ('v', 'm', 'f') AND relnamespace = 'public'::regnamespace ORDER BY relname
""")
_POLICY = text("""
    SELECT permissive, roles::text, cmd, qual, with_check FROM pg_policies
    WHERE schemaname = 'public' AND tablename = :table AND policyname = :name
""")
_NAMES = text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")


def _row_security(connection: Connection) -> Iterator[str]:
    for table, forced in connection.execute(_SECURED).all():
        if table not in WITHOUT and not forced:
            yield f"{table}: row-level security is not forced"


def _views(connection: Connection) -> Iterator[str]:
    # A view reads with its owner's eyes.
    for (view,) in connection.execute(_VIEWS):
        yield f"{view}: a view passes row-level security by"


def _policies(connection: Connection) -> Iterator[str]:
    there = {(table, name) for table, name in connection.execute(_NAMES)}
    declared = {(policy.table, policy.name.rstrip("!")): policy for policy in POLICIES}
    for table, name in sorted(there ^ set(declared)):
        yield f"{table}: policy {name} is {'missing' if (table, name) in declared else 'not declared'}"
    # PostgreSQL keeps an expression in its own words, so the declared one is put into them beside it.
    with connection.begin_nested() as beside:
        for (table, name), policy in declared.items():
            if (table, name) not in there:
                continue
            connection.exec_driver_sql(policy.create("declared_beside"))
            expected, found = (
                connection.execute(_POLICY, {"table": table, "name": each}).one()
                for each in ("declared_beside", name)
            )
            connection.exec_driver_sql(f"DROP POLICY declared_beside ON {table}")
            if expected != found:
                yield f"{table}: policy {name} is not as declared"
        beside.rollback()


def _definers(connection: Connection) -> Iterator[str]:
    ask = text(
        "SELECT p.oid::regprocedure::text AS signature, "
        "coalesce('search_path=pg_catalog, public, pg_temp' = ANY (p.proconfig), false) AS fixed, "
        "has_function_privilege('public', p.oid, 'EXECUTE') AS open FROM pg_proc AS p "
        "WHERE p.prosecdef AND p.pronamespace NOT IN "
        "('pg_catalog'::regnamespace, 'information_schema'::regnamespace) ORDER BY 1"
    )
    there = connection.execute(ask).all()
    declared = {definer.signature for definer in DEFINERS}
    for signature in sorted(declared ^ {row.signature for row in there}):
        yield f"{signature}: definer function is {'missing' if signature in declared else 'not declared'}"
    for row in there:
        if row.signature in declared and (row.open or not row.fixed):
            yield f"{row.signature}: definer function {'is open to PUBLIC' if row.open else 'lacks its search_path'}"
