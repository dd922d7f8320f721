"""The database in a dump and back: PostgreSQL's own tools, from the wheel, as the owner and in the program's context.

The owner is under row-level security too, and a dump holds what its context may see. The program's context sees every
row of every table: ``hidden`` tells where it would not, and no backup is made then.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator

from sqlalchemy import URL, Connection, text

from records.errors import DatabaseUnavailable, SuluhError
from records.postgres.place import binaries

PIECE = 2**18

_CONTEXT = " ".join(
    f"-c suluh.{name}={value}"
    for name, value in (("who", "suluh"), ("role", "system"), ("purpose", "administrasi"), ("areas", "*"))
)
INDIRECT = frozenset({"approval_steps"})
"""Tables whose rows the program sees because it sees those that they belong to."""

_HIDDEN = text("""
    SELECT c.relname FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
        AND c.relname <> ALL (:indirect) AND NOT EXISTS (
            SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
                AND pg_get_expr(p.polqual, p.polrelid) LIKE '%suluh_program()%'
        )
    ORDER BY 1
""")
_TABLES = text("""
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'jobs') AND c.relkind IN ('r', 'p') ORDER BY 1
""")


class NotWhole(SuluhError):
    """A backup would not hold everything, or a restored database does not."""

    code = "not_whole"


def hidden(connection: Connection) -> list[str]:
    """Tables of which the program's context does not see every row."""
    return list(connection.scalars(_HIDDEN, {"indirect": list(INDIRECT)}))


def counts(connection: Connection) -> dict[str, int]:
    """Rows of every table, in the program's context."""
    return {
        table: connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608  (quoted by the database)
        for table in connection.scalars(_TABLES).all()
    }


def dump(owner: URL, snapshot: str) -> Iterator[bytes]:
    """PostgreSQL's own archive of the moment of a snapshot, in pieces. Raises DatabaseUnavailable."""
    command = [*_tool("pg_dump"), "--format=custom", "--enable-row-security", f"--snapshot={snapshot}"]
    with subprocess.Popen(  # noqa: S603  (our own binaries, no shell)
        command, env=_login(owner), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout  # noqa: S101  (it was asked for)
        while piece := process.stdout.read(PIECE):
            yield piece
        _check(process)


def restore(owner: URL, blocks: Iterable[bytes]) -> None:
    """Fill an empty database from such an archive, in one transaction. Raises DatabaseUnavailable."""
    command = [*_tool("pg_restore"), "--single-transaction", "--exit-on-error", f"--dbname={owner.database}"]
    with subprocess.Popen(  # noqa: S603  (our own binaries, no shell)
        command, env=_login(owner), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin  # noqa: S101  (it was asked for)
        try:
            for block in blocks:
                process.stdin.write(block)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended, and says why
        except BaseException:
            process.kill()  # before it takes the end of the stream for the end of the archive
            raise
        _check(process)


def _tool(name: str) -> list[str]:
    return [str(binaries(None) / name), "--no-password"]


def _login(owner: URL) -> dict[str, str]:
    """The connection by the environment: arguments are seen by everyone on the machine."""
    query = {name: value for name, value in owner.query.items() if isinstance(value, str)}
    given = {
        "PGHOST": query.get("host", owner.host),
        "PGPORT": query.get("port", owner.port),
        "PGUSER": owner.username,
        "PGPASSWORD": owner.password,
        "PGDATABASE": owner.database,
        "PGSSLMODE": query.get("sslmode"),
        "PGSSLROOTCERT": query.get("sslrootcert"),
        "PGOPTIONS": _CONTEXT,
    }
    own = {name: str(value) for name, value in given.items() if value}
    return {"PATH": os.defpath, "LC_ALL": "C"} | own


def _check(process: subprocess.Popen[bytes]) -> None:
    assert process.stderr  # noqa: S101  (it was asked for)
    said = process.stderr.read().decode(errors="replace")
    if process.wait() != 0:
        # What follows the first line may quote rows.
        reason = next((line for line in said.splitlines() if "error:" in line), "?").partition("DETAIL")[0]
        raise DatabaseUnavailable(
            f"PostgreSQL tidak dapat dicadangkan atau dipulihkan: {reason}",
            f"PostgreSQL cannot be dumped or restored: {reason}",
        )
