"""Make a file that leaves the house: checked, limited, numbered, watermarked and audited, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, func, insert, select, text

from protection.disclosure.network_graph import NetworkGraph, graph_of
from protection.exports.graphml import graphml
from protection.exports.kinds import KIND, Kind, check_destination
from protection.exports.selection import Selection, newest_run, select_alerts
from protection.exports.sheets import Format, write
from protection.exports.watermark import Watermark
from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound
from records.law import in_force
from records.rights.authorise import Forbidden
from records.rights.context import Context
from records.store import take_turn
from records.tables import alerts, detection_runs, exports

TURN = "exports"
MANY = "export_people"
"""The guarded act for more people than the set number (``records.four_eyes.acts``)."""

_NUMBER = text("SELECT suluh_export_number()")


@dataclass(frozen=True)
class Wanted:
    """What is to be exported: a kind, for an institution, of a run (None: the last), in an area."""

    kind: str
    destination: str
    run_id: int | None = None
    area: str = ""


@dataclass(frozen=True)
class Plan:
    """What the file would hold, and what an approval must name; ``act`` is empty where none is needed."""

    kind: Kind
    selection: Selection
    filters: tuple[str, ...]
    act: str

    @property
    def refs(self) -> tuple[str, ...]:
        """Exactly this export and no other: another alert, or one fewer, is another export."""
        chosen = sha256(",".join(map(str, self.selection.alerts)).encode()).hexdigest()[:32]
        return tuple(
            f"export:{each}"
            for each in (*self.filters, f"people={self.selection.people}", f"alerts={chosen}")
        )


@dataclass(frozen=True)
class Export:
    """A file and its number."""

    number: int
    name: str
    content: bytes
    sha256: str
    people: int


def plan(connection: Connection, keys: Keyring, context: Context, wanted: Wanted, now: datetime) -> Plan:
    """What an export would hold; nothing leaves the house. Writes one audit entry.

    Raises InputRefused, NotFound, Forbidden, DestinationRefused.
    """
    planned = _plan(connection, keys, context, wanted, now)
    audit.write(
        connection,
        Act(Deed.READ, "alert", planned.refs, max(len(planned.selection.alerts), len(planned.refs))),
    )
    return planned


def export(
    connection: Connection,
    keys: Keyring,
    context: Context,
    wanted: Wanted,
    form: Format,
    now: datetime,
) -> Export:
    """Make the file. Writes one audit entry.

    Raises InputRefused, NotFound, Forbidden, DestinationRefused, and SecondPersonNeeded for any network and for more
    people than the set number, counting what the same account exported in the hours before.
    """
    # One at a time: numbers have no gaps, and two exports at once do not both stay below the limit.
    take_turn(connection, TURN)
    planned = _plan(connection, keys, context, wanted, now)
    if form is Format.GRAPHML and planned.kind.alert != "network":
        raise InputRefused("GraphML hanya untuk jaringan.", "GraphML is for networks alone.")
    approval = four_eyes.use(connection, planned.act, planned.refs) if planned.act else None
    number: int = connection.execute(_NUMBER).scalar_one()
    mark = Watermark(number, context.who, context.role, context.purpose, wanted.destination, now)
    columns, chosen = planned.kind.columns, planned.selection
    if form is Format.GRAPHML:
        content = graphml(_graphs(connection, chosen.alerts), mark)
    else:
        titles = [column.title_id for column in columns]
        cells = [[each[column.name] for column in columns] for each in chosen.cells]
        content = write(form, titles, cells, mark)
    digest = sha256(content).hexdigest()
    connection.execute(
        insert(exports).values(
            number=number,
            kind=planned.kind.name,
            format=form.value,
            who=context.who,
            role=context.role.value,
            purpose=context.purpose.value,
            made_at=now,
            destination=wanted.destination,
            filters=list(planned.filters),
            rows=len(chosen.cells),
            people=chosen.people,
            left_out=chosen.left_out,
            sha256=digest,
            approval_id=approval,
        )
    )
    objects = (f"export:{number}", *planned.filters, *([f"approval:{approval}"] if approval else ()))
    count = max(len(objects), len(chosen.alerts))
    fields = tuple(column.name for column in columns)
    audit.write(connection, Act(Deed.HAND_OVER, "export", objects, count, fields))
    return Export(number, f"suluh-ekspor-{number}.{form}", content, digest, chosen.people)


def _graphs(connection: Connection, chosen: Sequence[int]) -> list[NetworkGraph]:
    wanted = select(alerts, detection_runs.c.as_of).join_from(alerts, detection_runs)
    rows = connection.execute(wanted.where(alerts.c.alert_id.in_(chosen)).order_by(alerts.c.rank))
    return [graph_of(connection, row) for row in rows.all()]


def limit(now: datetime) -> tuple[int, timedelta]:
    """How many people one account may export in which time by itself, by the rule in force."""
    rules = in_force("export_limit", day_of(now))
    if not rules:  # no rule, no leave
        return 0, timedelta(days=1)
    return int(rules[-1]["people"]), timedelta(hours=int(rules[-1]["hours"]))


def _plan(connection: Connection, keys: Keyring, context: Context, wanted: Wanted, now: datetime) -> Plan:
    kind = KIND.get(wanted.kind)
    if kind is None:
        raise InputRefused("Jenis ekspor itu tidak dikenal.", "There is no such kind of export.")
    if wanted.area and not (wanted.area.isascii() and wanted.area.isdigit() and len(wanted.area) <= 4):
        raise InputRefused(
            "Wilayah adalah awal kode Kemendagri.", "An area is a beginning of a Kemendagri code."
        )
    if context.role not in kind.roles:
        raise Forbidden("Peran Anda tidak mengekspor ini.", "Your role does not export this.")
    check_destination(kind, wanted.destination)
    run_id = newest_run(connection) if wanted.run_id is None else wanted.run_id
    if run_id is None:
        raise NotFound("Belum ada peringatan.", "There are no alerts yet.")
    chosen = select_alerts(connection, keys, kind, run_id, wanted.area)
    filters = (
        f"kind={kind.name}",
        f"run={run_id}",
        f"area={wanted.area or '*'}",
        f"for={wanted.destination}",
    )
    most, within = limit(now)
    lately = select(func.coalesce(func.sum(exports.c.people), 0)).where(
        exports.c.who == context.who, exports.c.made_at > now - within
    )
    many = chosen.people > 0 and chosen.people + int(connection.execute(lately).scalar_one()) > most
    return Plan(kind, chosen, filters, kind.guarded or (MANY if many else ""))
