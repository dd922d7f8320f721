"""Make a dossier: checked, limited as every export is, numbered, registered by its code, audited; in one transaction.

A dossier about a network always needs a second person, one about a person from the set number on, counted together
with the other files that the account made (``protection.exports``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from protection.dossier.content import Chosen, content
from protection.dossier.material import Material, material
from protection.dossier.setting import Paper, set_paper
from protection.dossier.words import NO_EVIDENCE, TITLE
from protection.exports.export import MANY, TURN, limit
from protection.exports.kinds import Kind, check_destination
from protection.exports.watermark import moment
from records import audit, four_eyes
from records.audit import Act, Deed
from records.rights.authorise import Forbidden
from records.rights.context import Context
from records.rights.role import Role
from records.store import take_turn
from records.tables import dossiers, exports

SECRECY = "RAHASIA"
_ROLES = frozenset({Role.INVESTIGATOR, Role.SATGAS_LEAD})
KINDS: dict[str, Kind] = {
    "person": Kind("dossier_person", "person", (), _ROLES, frozenset({"satgas", "police", "lpsk"})),
    "network": Kind(
        "dossier_network", "network", (), _ROLES, frozenset({"satgas", "police"}), guarded="export_network"
    ),
}
"""Of which alerts, by whom, for which institutions; the number of people decides whether a second person is asked."""

_NUMBER = text("SELECT suluh_export_number()")


@dataclass(frozen=True)
class Wanted:
    """A dossier about an alert, for an institution, without what is taken out."""

    alert_id: int
    destination: str
    chosen: Chosen = field(default_factory=Chosen)


@dataclass(frozen=True)
class Plan:
    """What it would hold: rows and people, and what an approval must name; ``act`` is empty where none is needed."""

    kind: Kind
    rows: tuple[str, ...]
    people: int
    act: str
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Dossier:
    """The file, and its number in the register of exports."""

    number: int
    paper: Paper
    people: int

    @property
    def name(self) -> str:
        """Its file name; it tells nothing."""
        return f"berkas-informasi-{self.number}.pdf"


def plan(connection: Connection, context: Context, wanted: Wanted, now: datetime) -> Plan:
    """What it would hold; nothing leaves the house. One audit entry. Raises as ``make`` does."""
    planned, _ = _plan(connection, context, wanted, now)
    audit.write(connection, Act(Deed.READ, "alert", (f"alert/{wanted.alert_id}",), None, ("dossier",)))
    return planned


def offered(connection: Connection, context: Context, alert_id: int, now: datetime) -> tuple[str, ...]:
    """The rows that a dossier about an alert could tell, to choose from; one audit entry. Raises as ``make`` does."""
    found = material(connection, alert_id, now)
    if context.role not in KINDS[found.alert.kind].roles:
        raise Forbidden("Peran Anda tidak membuat berkas.", "Your role makes no dossier.")
    audit.write(connection, Act(Deed.READ, "alert", (f"alert/{alert_id}",), None, ("dossier",)))
    return tuple(row.ref for row in found.rows)


def make(connection: Connection, context: Context, wanted: Wanted, letterhead: str, now: datetime) -> Dossier:
    """Make the PDF; one audit entry.

    Raises NotFound, InputRefused, Forbidden, DestinationRefused, and SecondPersonNeeded where one is.
    """
    take_turn(
        connection, TURN
    )  # numbers have no gaps, and two files at once do not both stay below the limit
    planned, found = _plan(connection, context, wanted, now)
    told, removed = content(found, wanted.chosen, wanted.destination, now)
    approval = four_eyes.use(connection, planned.act, planned.refs) if planned.act else None
    number: int = connection.execute(_NUMBER).scalar_one()
    paper = set_paper({**told, **_stamp(number, context, letterhead, now)})
    connection.execute(
        insert(exports).values(
            number=number,
            kind=planned.kind.name,
            format="pdf",
            who=context.who,
            role=context.role.value,
            purpose=context.purpose.value,
            made_at=now,
            destination=wanted.destination,
            filters=list(planned.refs),
            rows=len(told["evidence"]),
            people=planned.people,
            left_out=found.left_out,
            sha256=paper.sha256,
            approval_id=approval,
        )
    )
    connection.execute(
        insert(dossiers).values(
            number=number, code=paper.code, alert_id=wanted.alert_id, pages=paper.pages, removed=removed
        )
    )
    objects = (
        f"export:{number}",
        f"alert/{wanted.alert_id}",
        *([f"approval:{approval}"] if approval else ()),
    )
    audit.write(connection, Act(Deed.HAND_OVER, "dossier", objects, max(len(objects), planned.people)))
    return Dossier(number, paper, planned.people)


def _plan(connection: Connection, context: Context, wanted: Wanted, now: datetime) -> tuple[Plan, Material]:
    found = material(connection, wanted.alert_id, now)
    kind = KINDS[found.alert.kind]
    if context.role not in kind.roles:
        raise Forbidden("Peran Anda tidak membuat berkas.", "Your role makes no dossier.")
    check_destination(kind, wanted.destination)
    most, within = limit(now)
    lately = select(func.coalesce(func.sum(exports.c.people), 0)).where(
        exports.c.who == context.who, exports.c.made_at > now - within
    )
    many = len(found.people) + int(connection.execute(lately).scalar_one()) > most
    rows = tuple(row.ref for row in found.rows)
    # Exactly this dossier and no other: other rows, another choice, and it is another one.
    chosen = wanted.chosen
    meant = "\x1f".join((*sorted(set(rows) - chosen.rows), "", *sorted(chosen.words), str(chosen.picture)))
    refs = (
        f"export:kind={kind.name}",
        f"export:alert={wanted.alert_id}",
        f"export:for={wanted.destination}",
        f"export:people={len(found.people)}",
        f"export:content={sha256(meant.encode()).hexdigest()[:32]}",
    )
    return Plan(kind, rows, len(found.people), kind.guarded or (MANY if many else ""), refs), found


def _stamp(number: int, context: Context, letterhead: str, now: datetime) -> dict[str, Any]:
    return {
        "title": TITLE,
        "number": f"BI/{number}",
        "mark": f"{context.who} · {moment(now)}",
        "letterhead": [line.strip() for line in letterhead.split(";") if line.strip()],
        "secrecy": SECRECY,
        "nature": NO_EVIDENCE,
    }
