"""What a file must hold before it is decided on; what was sent already is not asked for again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as upsert

from protection.cases.covering import IDENTIFYING
from protection.cases.events import row_of
from protection.cases.rules import CHILD_CONSENT, CHILD_ITEMS, RULE
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused
from records.tables import case_items, case_packets


@dataclass(frozen=True)
class Item:
    """One item of a file; ``sent`` names the section of a packet that stands for it, ``guarded`` ones name people."""

    code: str
    text_id: str
    text_en: str
    sent: str = ""
    everybody: bool = False
    guarded: bool = False


ITEMS: tuple[Item, ...] = (
    Item(
        "application", "Permohonan tertulis atau rujukan", "Written application or referral", everybody=True
    ),
    Item(
        "identity_copy",
        "Identitas atau salinannya",
        "Identity, or a copy of a document",
        "identity",
        True,
        True,
    ),
    Item("chronology", "Kronologi", "Chronology", "elements"),
    Item(
        "agency_document", "Dokumen perkara dari instansi berwenang", "Document of the case", "case_numbers"
    ),
    Item(
        "power_of_attorney",
        "Surat kuasa, bila diwakili",
        "Power of attorney, where represented",
        guarded=True,
    ),
    Item("importance", "Pentingnya keterangan", "Importance of the testimony"),
    Item("kinship", "Hubungan keluarga", "Kinship", "family", guarded=True),
    Item(
        "child_consent",
        "Persetujuan orang tua atau wali, atau penetapan pengadilan",
        "Guardian's consent or court order",
        guarded=True,
    ),
    Item("ppa_told", "UPTD PPA sudah diberi tahu", "UPTD PPA has been told"),
    Item("health_note", "Keterangan medis atau psikologis", "Medical or psychological note", "health"),
)
ITEM = {item.code: item for item in ITEMS}
STANDINGS = ("present", "missing", "not_needed")


@dataclass(frozen=True)
class Held:
    """One item as it stands: by what was sent, by a file, or as a handler noted it."""

    item: Item
    needed: bool
    standing: str
    attachment_id: str | None
    who: str | None

    @property
    def lacking(self) -> bool:
        """Whether the decision waits for it."""
        return self.needed and self.standing == "missing"


def items(connection: Connection, row: Any) -> tuple[Held, ...]:
    """The items of a case: those that are needed first, then what else there is."""
    noted = {
        each.item: each
        for each in connection.execute(select(case_items).where(case_items.c.case_id == row.case_id))
    }
    sent, needed = _sent(connection, row), needed_by(row)
    found = []
    for item in ITEMS:
        entry = noted.get(item.code)
        standing = entry.standing if entry else "present" if item.code in sent else "missing"
        held = Held(
            item,
            item.code in needed,
            standing,
            entry.attachment_id if entry else None,
            entry.who if entry else None,
        )
        found.append(held)
    return tuple(sorted(found, key=lambda held: not held.needed))


def needed_by(row: Any) -> frozenset[str]:
    """What the role and the age of a case's person ask for."""
    rule = RULE[row.role]
    everybody = frozenset(item.code for item in ITEMS if item.everybody)
    proceeding = frozenset({"agency_document"} if rule.proceeding else ())
    return everybody | rule.items | proceeding | (CHILD_ITEMS if row.child else frozenset())


def note_item(
    connection: Connection,
    case_code: str,
    item: str,
    standing: str,
    who: str,
    now: datetime,
    attachment_id: str | None = None,
) -> None:
    """Note how an item stands. Raises NotFound, InputRefused."""
    if item not in ITEM or standing not in STANDINGS:
        raise InputRefused("Butir kelengkapan itu tidak ada.", "There is no such item.")
    if item in CHILD_ITEMS:
        raise InputRefused(
            "Butir itu dicatat pada jalur anak, bukan di sini.",
            "That item is noted on the child's path, not here.",
        )
    row = row_of(connection, case_code)
    values = {"standing": standing, "attachment_id": attachment_id, "who": who, "at": now}
    wanted = upsert(case_items).values(case_id=row.case_id, item=item, **values)
    connection.execute(wanted.on_conflict_do_update(index_elements=["case_id", "item"], set_=values))
    act = Act(Deed.CASE, "case_item", (f"case:{case_code}", f"item:{item}"), None, ("standing",))
    audit.write(connection, act)


def in_custody(connection: Connection, case_id: int, names: Collection[str], who: str, now: datetime) -> None:
    """Note which items a packet brought whose sections custody holds: handlers see that they are there, not what."""
    for item in ITEMS:
        if item.sent in IDENTIFYING:
            values = {"standing": "present" if item.sent in names else "missing", "who": who, "at": now}
            wanted = upsert(case_items).values(case_id=case_id, item=item.code, **values)
            by_hand = case_items.c.attachment_id.is_(None)
            connection.execute(
                wanted.on_conflict_do_update(index_elements=["case_id", "item"], set_=values, where=by_hand)
            )


def _sent(connection: Connection, row: Any) -> Collection[str]:
    """Items for which what was sent, or what the case says, stands."""
    sections = set(
        connection.scalars(select(case_packets.c.section).where(case_packets.c.case_id == row.case_id))
    )
    found = {item.code for item in ITEMS if item.sent in sections}
    if row.origin in {"referral", "application"} or row.received_at is not None:
        found.add("application")
    if row.child and row.consent_by in CHILD_CONSENT:
        found.add("child_consent")
    if row.ppa_told_at is not None:
        found.add("ppa_told")
    return found
