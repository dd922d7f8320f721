"""A hook of MkDocs: tables that the pages show are made from the declarations, so that they cannot be untrue."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from api.cli import COMMANDS
from detection.indicators import INDICATORS, grounds
from features.around import OWN
from features.catalogue import COUNTS, REPORTS
from features.feature import Feature
from protection.attachments.refusals import REASONS
from records.days import WIB
from sources.registry import SOURCES

DECISIONS = Path(__file__).parent / "decisions"
ASVS = Path(__file__).parent / "asvs.csv"
STATES = ("met", "partly", "not yet", "not applicable")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the tables where a page asks for them."""
    for name, table in TABLES.items():
        if (place := f"{{{{ {name} }}}}") in markdown:
            markdown = markdown.replace(place, table())
    return markdown


def commands() -> str:
    """Every command with the first line of its help."""
    rows = ((f"`suluh {name}`", (command.__doc__ or "").splitlines()[0]) for name, command in COMMANDS)
    return _table(("Command", "What it does"), rows)


def feeds() -> str:
    """Every feed with its owner and ground."""
    rows = (
        (
            f"`{source.feed.name}`",
            f"{source.owner_id} <br> *{source.owner_en}*",
            " <br> ".join(
                each.citation + ("" if each.verified else " *(unverified)*") for each in source.grounds
            ),
            f"{source.cadence_days}",
        )
        for source in SOURCES
    )
    return _table(("Feed", "Owner", "Legal ground", "Late after days"), rows)


def features() -> str:
    """Every feature of every family."""
    parts = (
        f"### {family.name}: {family.id} · {family.en}\n\n" + _features(family.features) for family in OWN
    )
    return "\n\n".join(parts)


def around() -> str:
    """What is counted around a person."""
    return _features((*COUNTS, *REPORTS))


def indicators() -> str:
    """Every indicator with its element, ground and trap."""
    rows = (
        (
            f"**{each.id}**",
            f"{each.label_id} <br> *{each.label_en}*",
            each.element.value,
            " <br> ".join(
                ground.text + (" *(unverified)*" if ground.unverified else "")
                for ground in grounds(each.id, datetime.now(WIB).date())
            ),
            f"{each.trap_id} <br> *{each.trap_en}*",
        )
        for each in INDICATORS
    )
    return _table(("", "Indicator", "Element", "Ground", "Innocent explanation"), rows)


def refusals() -> str:
    """Every reason for which an attachment is refused."""
    return _table(("Sebab", "Reason"), ((reason.id, f"*{reason.en}*") for reason in REASONS))


def decisions() -> str:
    """Every decision by its title."""
    files = sorted(DECISIONS.glob("0*.md"))
    return "\n".join(
        f"- [{file.read_text('utf-8').splitlines()[0].lstrip('# ')}]({file.name})" for file in files
    )


def asvs() -> str:
    """Every requirement of the security standard, with what checks it."""
    rows = (
        (
            f"`{each['id']}`",
            each["level"],
            each["asks"],
            f"**{each['state']}**" + (f": {each['reason']}" if each["reason"] else ""),
            " <br> ".join(f"`{test.removeprefix('tests/')}`" for test in each["tests"].split()),
        )
        for each in _asvs_rows()
    )
    return _table(("Id", "Level", "Asks here", "State", "Tests"), rows)


def asvs_counts() -> str:
    """How many requirements of each level are in each state."""
    counts = Counter((each["level"], each["state"]) for each in _asvs_rows())
    rows = ((level, *(str(counts[level, state]) for state in STATES)) for level in ("1", "2", "3"))
    return _table(("Level", *STATES), rows)


def _asvs_rows() -> list[dict[str, str]]:
    with ASVS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLES: dict[str, Callable[[], str]] = {
    "commands": commands,
    "feeds": feeds,
    "features": features,
    "around": around,
    "indicators": indicators,
    "decisions": decisions,
    "asvs": asvs,
    "asvs_counts": asvs_counts,
    "refusals": refusals,
}
"""What a page may ask for, in double braces."""


def _features(declared: Iterable[Feature]) -> str:
    rows = (
        (
            f"`{each.name}`",
            f"{each.id} <br> *{each.en}*",
            each.unit,
            ", ".join(f"`{read}`" for read in each.reads),
            "spreads" if each.spreads else "",
        )
        for each in declared
    )
    return _table(("Feature", "Meaning", "Unit", "Reads", ""), rows)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
