"""A province in which every word that a hand could have written is hostile; codes, days and numbers stay."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

WORDS: Mapping[str, tuple[str, ...]] = {
    "ltsa_offices": ("name",),
    "agencies": ("name", "address"),
    "job_orders": ("employer_name", "position"),
    "registrations": ("full_name", "birth_place", "referrer_name", "referrer_relation", "guardian_name"),
    "documents": ("issuer", "doc_no"),
    "passports": ("full_name", "birth_place", "stated_purpose"),
    "recruiter_links": ("recruiter_name", "channel", "note"),
    "departures": ("full_name", "carrier", "purpose"),
    "interceptions": ("full_name", "suspected_recruiter_name"),
    "complaints": ("worker_name", "recruiter_name", "narrative"),
    "tips": ("narrative", "mentioned_name", "mentioned_place"),
    "case_outcomes": ("full_name",),
    "returns": ("full_name",),
}
"""Feeds and the columns that hold words."""

HOSTILE = (
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "\u202e\u2066terbalik\u0627\u0644\u0639",
    "\"'></title><svg onload=window.hit=1>",
    "⟦{{7*7}}⟧ ⟦${7*7}⟧ {% raw %}",
    '=HYPERLINK("http://x.invalid";"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Ẅ" * 190,
)
LONGEST = 200


def hostile(word: str) -> str:
    """The same word always as the same hostile one, so that people are still found to be one."""
    place = sha256(word.casefold().encode()).digest()[0] % len(HOSTILE)
    return f"{HOSTILE[place]} {word}"[:LONGEST]


def rework(feeds: Path) -> None:
    """Write every word of a province's files anew."""
    for feed, columns in WORDS.items():
        path = feeds / f"{feed}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows:
            continue
        for row in rows:
            row.update({name: hostile(row[name]) for name in columns if row[name]})
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
