"""Setting paper with typst, which comes with its fonts: no network, no system fonts, equal input gives equal bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import typst

from protection.exports.watermark import NO_PROOF, moment
from records.days import WIB
from records.rights.context import Context

SECRECY = "RAHASIA"
MOST_CHARACTERS = 220
"""A line is cut there, and says so."""


@dataclass(frozen=True)
class Stamp:
    """What every sheet carries: its number, who made it and when, and the letterhead."""

    number: str
    mark: str
    letterhead: tuple[str, ...]

    @classmethod
    def of(cls, kind: str, alert_id: int, context: Context, now: datetime, letterhead: str) -> Stamp:
        """The stamp of a sheet about an alert that somebody makes now."""
        return cls(
            f"{kind}/{alert_id}/{now.astimezone(WIB):%Y%m%d.%H%M%S}",
            f"{context.who} · {moment(now)}",
            tuple(line.strip() for line in letterhead.split(";") if line.strip()),
        )

    def told(self) -> dict[str, object]:
        """Ready for a template."""
        return {
            "number": self.number,
            "mark": self.mark,
            "letterhead": list(self.letterhead),
            "secrecy": SECRECY,
            "nature": NO_PROOF,
        }


def cut(lines: Sequence[str], most: int) -> list[str]:
    """At most so many lines, each at most ``MOST_CHARACTERS`` long; what is left out is counted (``3 lainnya``)."""
    told = [line if len(line) <= MOST_CHARACTERS else line[: MOST_CHARACTERS - 1] + "…" for line in lines]
    if len(told) <= most:
        return told
    return [*told[:most], f"{len(told) - most} lainnya di Suluh"]


def set_paper(template: str, content: Mapping[str, Any]) -> bytes:
    """The PDF of a template of this package with this content."""
    inputs = {"data": json.dumps(content, ensure_ascii=False, sort_keys=True)}
    made: bytes = typst.compile(
        _template(template), sys_inputs=inputs, ignore_system_fonts=True, font_paths=[]
    )
    return made


def on_one_page(template: str, content: Callable[[int], Mapping[str, Any]], most: int) -> bytes:
    """The PDF with the most lines in each section that one page holds; ``content`` takes that number."""
    for lines in range(most, 0, -1):
        made = set_paper(template, content(lines))
        if pages(made) == 1:
            return made
    raise RuntimeError(f"{template} does not fit on one page with one line in each section")


def pages(made: bytes) -> int:
    """How many pages a PDF has."""
    document = pypdfium2.PdfDocument(BytesIO(made))
    count = len(document)
    document.close()
    return count


@cache
def _template(name: str) -> bytes:
    return (files("protection.actions.briefs") / "templates" / f"{name}.typ").read_bytes()
