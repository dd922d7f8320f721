"""Whether an office is open by the hours that its entry tells; where they cannot be read, that is not said.

Hours are words for people: ``Senin–Jumat 08.00–16.00; Sabtu 08.00–12.00``, ``setiap hari 08.00–20.00``, ``24 jam``.
Days off are not in them, so an answer is by the hours told, and no more.
"""

from __future__ import annotations

import re
from datetime import datetime, time

_DAYS = {
    "senin": 1,
    "selasa": 2,
    "rabu": 3,
    "kamis": 4,
    "jumat": 5,
    "jum'at": 5,
    "sabtu": 6,
    "minggu": 7,
    "ahad": 7,
}
_DAY = "|".join(re.escape(day) for day in _DAYS)
_ALWAYS = re.compile(r"(setiap hari,? )?24 ?jam")
_PART = re.compile(
    rf"(?:(?P<every>setiap hari)|(?P<first>{_DAY})(?: ?(?:-|s\.?d\.?|sampai) ?(?P<last>{_DAY}))?),?"
    r" (?:pukul )?(?P<opens>\d{1,2}[.:]\d{2}) ?(?:-|s\.?d\.?|sampai) ?(?P<closes>\d{1,2}[.:]\d{2})"
)
_Span = tuple[range, time, time]


def open_at(hours: str, at: datetime) -> bool | None:
    """Whether it is open at a moment, told in the zone of the place; None where the hours cannot be read."""
    told = re.sub(r"[–—]", "-", " ".join(hours.lower().split()))
    if _ALWAYS.fullmatch(told):
        return True
    spans = [_span(part.strip()) for part in told.split(";") if part.strip()]
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return None
    day, clock = at.isoweekday(), at.time()
    return any(day in days and opens <= clock < closes for days, opens, closes in known)


def _span(part: str) -> _Span | None:
    found = _PART.fullmatch(part)
    if found is None:
        return None
    opens, closes = _clock(found["opens"]), _clock(found["closes"])
    first = 1 if found["every"] else _DAYS[found["first"]]
    last = 7 if found["every"] else _DAYS[found["last"] or found["first"]]
    if opens is None or closes is None or closes <= opens or last < first:
        return None
    return range(first, last + 1), opens, closes


def _clock(words: str) -> time | None:
    hour, minute = (int(part) for part in re.split(r"[.:]", words))
    if (hour, minute) == (24, 0):
        return time.max
    return time(hour, minute) if hour < 24 and minute < 60 else None
