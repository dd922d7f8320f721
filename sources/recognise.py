"""Which feed a file is: by its name, or else by its columns."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from records.errors import InputRefused
from sources.registry import SOURCE_BY_FEED, SOURCES, Source


def recognise(path: Path, columns: Collection[str]) -> Source:
    """The source of a file; raises InputRefused where neither its name nor its columns tell.

    The name tells when it is a feed's name, alone or followed by a sign that is no letter:
    ``registrations.csv``, ``registrations-2025-01.csv``.
    """
    return _by_name(path.stem.lower()) or _by_columns(columns)


def require_columns(source: Source, columns: Collection[str]) -> None:
    """Raise InputRefused where columns are absent that every row of this source must fill."""
    name = source.feed.name
    if missing := ", ".join(sorted(required(source) - set(columns))):
        raise InputRefused(
            f"Kolom wajib untuk {name} tidak ada: {missing}.",
            f"Columns that {name} requires are absent: {missing}.",
        )


def required(source: Source) -> set[str]:
    """The columns that a file of this source must have."""
    return {field.name for field in source.feed.fields if field.required}


def _by_name(stem: str) -> Source | None:
    for name, source in SOURCE_BY_FEED.items():
        if re.fullmatch(rf"{name}([^a-z].*)?", stem):
            return source
    return None


def _by_columns(columns: Collection[str]) -> Source:
    fitting = [source for source in SOURCES if required(source) <= set(columns)]
    known = [len(set(columns) & source.feed.by_name.keys()) for source in fitting]
    best = [source for source, count in zip(fitting, known, strict=True) if count == max(known)]
    if len(best) == 1:
        return best[0]
    feeds = ", ".join(source.feed.name for source in best or SOURCES)
    raise InputRefused(
        f"Tidak jelas data apa ini; beri nama berkas menurut salah satu dari: {feeds}.",
        f"It is unclear which feed this is; name the file after one of: {feeds}.",
    )
