"""``suluh db``: how the database stands, bring it to this release, compare it with the program."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from records.settings import Settings


class Action(StrEnum):
    """What ``suluh db`` can do."""

    STATUS = "status"
    MIGRATE = "migrate"
    CHECK = "check"


def db(
    action: Annotated[
        Action,
        typer.Argument(
            help="status: where it is and what it holds; migrate: bring it to this release; "
            "check: is it exactly as this release declares."
        ),
    ] = Action.STATUS,
) -> None:
    """Look after the database (Indonesian: urus basis data)."""
    from sqlalchemy import NullPool, create_engine

    from records.drift import drift
    from records.schema import migrate, newest
    from records.settings import Settings
    from records.store import addresses, reachable

    settings = Settings.load()
    with addresses(settings) as where, reachable():
        engine = create_engine(where.owner, poolclass=NullPool)
        if action is Action.MIGRATE:
            migrate(where.owner)
            typer.echo(f"Basis data pada migrasi {newest()}.\nThe database is at migration {newest()}.")
        with engine.connect() as connection:
            if action is Action.STATUS:
                for name, value in _status(settings, connection):
                    typer.echo(f"{name:24} {value}")
            if action is Action.CHECK:
                differences = drift(connection)
                for difference in differences:
                    typer.echo(difference)
                if differences:
                    raise typer.Exit(1)
                typer.echo("Sesuai dengan deklarasi.\nAs declared.")


def _status(settings: Settings, connection: Connection) -> Iterator[tuple[str, str]]:
    from sqlalchemy import func, inspect, select, text

    from records.postgres.place import Place
    from records.schema import newest, revision
    from records.tables import metadata

    url = connection.engine.url
    home = Place.of(settings.data_dir).home
    place = (
        f"tertanam · embedded, {home}"
        if settings.database_url is None
        else f"{url.host or url.query['host']}/{url.database}"
    )
    yield "basis data · database", place
    yield "server", f"PostgreSQL {connection.scalar(text('SHOW server_version'))}"
    at = revision(connection)
    yield "migrasi · migration", f"{at or 'belum · none'} (terbaru · newest: {newest()})"
    size = connection.scalar(select(func.pg_size_pretty(func.pg_database_size(func.current_database()))))
    yield "ukuran · size", str(size)
    there = set(inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name in there:
            yield table.name, f"{connection.scalar(select(func.count()).select_from(table)):,}"
