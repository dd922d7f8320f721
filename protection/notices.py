"""An incident pack as files: the list of whom to notify, and a summary for the agency.

Neither holds a name: whoever writes the letters opens the identities with the rights for it.
"""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

from protection.incident import Affected, Pack, people
from records.days import WIB

COLUMNS = ("party", "through", "first_at", "last_at", "entries", "acts", "fields")

SAFE, LETTER, NONE = "lpsk", "letter", "erased"
"""How someone is told: through LPSK where the identity is guarded; not at all where nothing is held any more."""


def write(pack: Pack, folder: Path, now: datetime) -> tuple[Path, Path]:
    """Write ``notices.csv`` and ``summary.md``, readable by their owner alone; gives both paths."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    notices, told = folder / "notices.csv", folder / "summary.md"
    for file in (notices, told):
        file.touch(mode=0o600)
    with notices.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(_line(each) for each in pack.affected)
    told.write_text(summary(pack, now), "utf-8")
    return notices, told


def summary(pack: Pack, now: datetime) -> str:
    """What happened, to how many, and how long is left, in Indonesian and English (Markdown)."""
    told = [each for each in pack.affected if not each.erased]
    guarded = sum(each.guarded for each in told)
    lines = [
        "# Pemberitahuan kegagalan pelindungan data pribadi · Notice of a failure to protect personal data",
        "",
        f"- Pelaku · acted: `{pack.span.who}`",
        f"- Dari · from {_moment(pack.span.since)}, sampai · until {_moment(pack.span.until)}",
        f"- Ditemukan · found: {_moment(pack.found_at)}",
        f"- **Tenggat pemberitahuan · notice due: {_moment(pack.due_at)}** ({_left(pack.due_at - now)}; {pack.source})",
        f"- Orang yang harus diberi tahu · people to tell: **{people(pack.affected)}**",
        f"- Di antaranya dilindungi, melalui LPSK · of them guarded, through LPSK: **{guarded}**",
        f"- Datanya telah dihapus · whose data are erased: {len(pack.affected) - len(told)}",
        "",
        "| Perbuatan · act | Entri audit · audit entries |",
        "| --- | ---: |",
        *(f"| `{act}` | {count} |" for act, count in sorted(pack.acts.items())),
        "",
        "| Kolom yang dibuka · field that was opened | Orang · people |",
        "| --- | ---: |",
        *(f"| `{field}` | {count} |" for field, count in _fields(pack)),
        "",
    ]
    if pack.unresolved:
        lines += [
            "Rujukan tanpa orang; periksa dengan tangan · references that lead to nobody; look by hand:",
            "",
            *(f"- {kind}: {count}" for kind, count in sorted(pack.unresolved.items())),
            "",
        ]
    return "\n".join(lines)


def _fields(pack: Pack) -> list[tuple[str, int]]:
    names = sorted({field for each in pack.affected for field in each.fields})
    return [(name, sum(name in each.fields for each in pack.affected)) for name in names]


def _line(each: Affected) -> tuple[object, ...]:
    through = NONE if each.erased else SAFE if each.guarded else LETTER
    first, last = each.first_at.isoformat(), each.last_at.isoformat()
    return (each.party, through, first, last, each.entries, " ".join(each.acts), " ".join(each.fields))


def _moment(moment: datetime) -> str:
    return moment.astimezone(WIB).strftime("%Y-%m-%d %H.%M WIB")


def _left(left: timedelta) -> str:
    hours = abs(left) // timedelta(hours=1)
    return f"tersisa · left {hours} jam · h" if left >= timedelta(0) else f"terlambat · late {hours} jam · h"
