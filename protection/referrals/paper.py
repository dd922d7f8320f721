"""A referral on paper for receivers without an account: an encrypted PDF, and a code that is shown once, given apart.

The file is encrypted with AES-256 (PDF 2.0, revision 6) under a code of 20 letters, some 98 bits. The code is kept
sealed until the sender has read it once; then its key is destroyed, and another file needs another code.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter
from sqlalchemy import Connection, select, update

from protection.dossier.words import FEEDS
from protection.exports.watermark import moment
from protection.referrals.consents import GIVERS
from protection.referrals.offices import offices
from protection.referrals.packet import Packet
from protection.referrals.receivers import Way, receiver
from protection.referrals.sections import SECTION, Field, Kind
from protection.referrals.sending import packet_for
from protection.referrals.steps import entry, own
from records import audit
from records.audit import Act, Deed
from records.custody import row_keys, sealed_words
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound, WrongState
from records.rights.context import Context, as_program
from records.tables.referrals import referral_papers

HOLDER = referral_papers.name
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _LONG = 4, 5


@dataclass(frozen=True)
class Made:
    """An encrypted file, and the number by which its code is asked for."""

    paper_id: int
    name: str
    pdf: bytes


def make(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    node_name: str,
    letterhead: str,
    now: datetime,
) -> Made:
    """The encrypted file of what was sent; one audit entry. Raises NotFound, InputRefused, WrongState."""
    row = own(connection, context, referral_id)
    to = receiver(row.receiver, day_of(now))
    if to.way is not Way.PAPER:
        raise InputRefused(
            "Penerima ini membaca rujukan di Suluh.", "This receiver reads referrals in Suluh."
        )
    packet = packet_for(connection, keys, referral_id, node_name)
    mandate = next((each.text_id for each in to.mandates if each.code == row.mandate), "")
    office = offices(connection, {row.service_id} - {None}).get(row.service_id)
    title = f"{to.title_id}: {office.name}" if office else to.title_id
    plain = _set(_content(packet, title, mandate, letterhead, f"{context.who} · {moment(now)}"))
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_LONG)) for _ in range(_GROUPS))
    made = encrypt(plain, code)
    digest = sha256(made).hexdigest()
    paper_id = sealed_words.put(
        connection,
        keys,
        referral_papers,
        code,
        _about(referral_id, digest),
        referral_id=referral_id,
        version=row.version,
        sha256=digest,
        made_by=context.who,
        made_at=now,
    )
    entry(connection, referral_id, ("paper", *packet["sections"]))
    return Made(paper_id, f"{row.code}.pdf", made)


def show_code(
    connection: Connection, keys: Keyring, context: Context, referral_id: int, paper_id: int, now: datetime
) -> str:
    """The code of a file, once; its key is destroyed with this. Raises NotFound, WrongState."""
    own(connection, context, referral_id)
    mine = referral_papers.c
    which = (mine.paper_id == paper_id) & (mine.referral_id == referral_id)
    row = connection.execute(select(referral_papers).where(which).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("Berkas itu tidak ada.", "There is no such file.")
    code = sealed_words.text(connection, keys, HOLDER, paper_id, row.sealed, _about(referral_id, row.sha256))
    if row.shown_at is not None or code is None:
        raise WrongState(
            "Kode itu sudah ditampilkan. Buat berkas baru dengan kode baru.",
            "That code was shown already. Make a new file with a new code.",
        )
    connection.execute(update(referral_papers).where(which).values(shown_at=now))
    with as_program(connection):
        row_keys.destroy(connection, HOLDER, [paper_id])
    objects = (f"referral/{referral_id}", f"paper/{paper_id}")
    audit.write(connection, Act(Deed.REVEAL, "referral_paper", objects, None, ("code",)))
    return code


def encrypt(plain: bytes, code: str) -> bytes:
    """A PDF that opens with the code alone; nobody knows its owner's password."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain)))
    writer.encrypt(user_password=code, owner_password=secrets.token_urlsafe(32), algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _set(content: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(content, ensure_ascii=False, sort_keys=True)}
    made: bytes = typst.compile(_template(), sys_inputs=inputs, ignore_system_fonts=True, font_paths=[])
    return made


@cache
def _template() -> bytes:
    return (files("protection.referrals") / "templates" / "referral.typ").read_bytes()


def _content(packet: Packet, to: str, mandate: str, letterhead: str, mark: str) -> dict[str, Any]:
    consent = packet["consent"]
    by = next((each.text_id for each in GIVERS if each.code == consent["by"]), "tanpa persetujuan")
    given = moment(datetime.fromisoformat(consent["at"]))
    sections = packet["sections"]
    return {
        "code": packet["referral"],
        "version": str(packet["version"]),
        "to": to,
        "mandate": mandate,
        "made_at": moment(datetime.fromisoformat(packet["made_at"])),
        "mark": mark,
        "letterhead": [line.strip() for line in letterhead.split(";") if line.strip()],
        "override": consent["override"],
        "without": ", ".join(SECTION[name].title_id for name in consent["without"]),
        "threat": bool(sections.get("threat", {}).get("now")),
        "consent": f"{by}, {given}.",
        "sections": [
            {
                "title": SECTION[name].title_id,
                "rows": [
                    [field.text_id, _said(field, content[field.name])]
                    for field in SECTION[name].fields
                    if field.name in content
                ],
            }
            for name, content in sections.items()
        ],
    }


def _said(field: Field, value: Any) -> str:
    words = {choice.code: choice.text_id for choice in field.choices}
    match field.kind:
        case Kind.YES:
            return "Ya" if value else "Tidak"
        case Kind.CODE:
            return words.get(value, str(value))
        case Kind.CODES:
            return "; ".join(words.get(each, each) for each in value)
        case Kind.LINES:
            return "; ".join(value)
        case Kind.ITEMS:
            return "; ".join(f"{each['says_id']} ({_feeds(each['sources'])})" for each in value)
        case _:
            return str(value)


def _feeds(sources: Iterable[str]) -> str:
    return ", ".join(FEEDS.get(each, each.replace("_", " ")) for each in sources)


def _about(referral_id: int, digest: str) -> bytes:
    return sealed_words.about(HOLDER, referral_id, digest)
