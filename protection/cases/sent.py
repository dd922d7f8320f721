"""What was sent with a case, in words, section by section; a telaah begins from it, so that nobody tells it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from protection.cases import sealing
from protection.cases.covering import IDENTIFYING
from protection.referrals.sections import SECTIONS, Field, Kind
from records.custody.keyring import Keyring
from records.tables import case_packets

LEFT_OUT = frozenset(IDENTIFYING) | {"role"}


@dataclass(frozen=True)
class Line:
    """One thing that is known, in both languages."""

    label_id: str
    label_en: str
    value_id: str
    value_en: str


@dataclass(frozen=True)
class Part:
    """One section of what is known; without lines it was not sent."""

    name: str
    title_id: str
    title_en: str
    lines: tuple[Line, ...]


def sent(connection: Connection, keys: Keyring, case_id: int) -> tuple[Part, ...]:
    """Every section that handlers may read, also those that were not sent: what is missing shows."""
    rows = connection.execute(select(case_packets).where(case_packets.c.case_id == case_id)).all()
    opened = sealing.take(
        connection, keys, case_packets, case_id, {row.packet_id: row.sealed for row in rows}
    )
    held = {row.section: opened[row.packet_id] for row in rows if row.packet_id in opened}
    return tuple(
        Part(each.name, each.title_id, each.title_en, tuple(_lines(each.fields, held.get(each.name) or {})))
        for each in SECTIONS
        if each.name not in LEFT_OUT
    )


def told(sections: Mapping[str, Mapping[str, Any]]) -> tuple[Part, ...]:
    """Sections that custody showed, in words."""
    return tuple(
        Part(each.name, each.title_id, each.title_en, tuple(_lines(each.fields, sections[each.name])))
        for each in SECTIONS
        if each.name in sections
    )


def draft(parts: tuple[Part, ...]) -> str:
    """The beginning of a telaah, in Indonesian: what is known, and what was not sent."""
    known = [
        f"{part.title_id}\n" + "\n".join(f"- {line.label_id}: {line.value_id}" for line in part.lines)
        for part in parts
        if part.lines
    ]
    lacking = [part.title_id for part in parts if not part.lines]
    if lacking:
        known.append("Tidak dikirim: " + ", ".join(lacking) + ".")
    return "\n\n".join(known)


def _lines(fields: tuple[Field, ...], content: Mapping[str, Any]) -> Iterator[Line]:
    for field in fields:
        value = content.get(field.name)
        if value not in (None, "", [], {}):
            yield Line(field.text_id, field.text_en, *_said(field, value))


def _said(field: Field, value: Any) -> tuple[str, str]:
    if field.kind is Kind.YES:
        return ("ya", "yes") if value else ("tidak", "no")
    texts = {choice.code: (choice.text_id, choice.text_en) for choice in field.choices}
    if field.kind in {Kind.CODE, Kind.CODES}:
        codes = value if isinstance(value, list) else [value]
        known = [texts.get(str(code), (str(code), str(code))) for code in codes]
        return ", ".join(each[0] for each in known), ", ".join(each[1] for each in known)
    if field.kind is Kind.ITEMS:
        return _signs(value, "says_id"), _signs(value, "says_en")
    spelled = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return spelled, spelled


def _signs(value: Any, language: str) -> str:
    items = [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
    told = [(str(each.get(language, "")), ", ".join(map(str, each.get("sources", ())))) for each in items]
    return "; ".join(f"{says} ({sources})" if sources else says for says, sources in told)
