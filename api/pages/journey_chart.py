"""The journey of a person as a picture: a line for each kind of thing, a dot for each time it happened, and today.

The list beside it tells the same in words; the picture shows what came close together, and what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from markupsafe import Markup, escape

from api.pages.record_words import Recorder
from protection.disclosure.journey import TELLINGS, Moment, when
from records.days import day_of

WIDTH, LEFT, RIGHT, ROW, TOP, BOTTOM = 760, 190, 24, 26, 10, 40
"""Units of a picture."""
CLOSE = 11
"""Dots nearer than this on one line become one, which says how many it is."""
TICKS = 5
MARGIN = timedelta(days=3)
FEWEST = 2
"""A single moment is no journey."""


def journey_chart(
    moments: Sequence[Moment],
    today: date,
    say: Recorder,
    day: Callable[[date], str],
    words: tuple[str, str],
) -> Markup:
    """The picture; nothing where there is too little to see. ``words`` are its title and the word for today."""
    if len(moments) < FEWEST:
        return Markup("")
    days = [_day(each) for each in moments]
    first, last = min([*days, today]) - MARGIN, max([*days, today]) + MARGIN
    lines = list(dict.fromkeys(each.what for each in TELLINGS if any(m.what == each.what for m in moments)))
    height = TOP + ROW * len(lines) + BOTTOM

    def across(moment: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (moment - first).days / (last - first).days, 1)

    title, now = words
    parts = [
        f'<svg class="chart journey" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        *_scale(first, last, across, height, day),
    ]
    for place, what in enumerate(lines):
        up = TOP + ROW * place + ROW / 2
        name = escape(say.happened(what))
        parts.append(f'<path class="grid" d="M{LEFT},{up}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 12}" y="{up + 4}" text-anchor="end">{name}</text>')
        mine = [moment for moment in moments if moment.what == what]
        parts += [_dot(heap, across, up, name, day) for heap in _heaps(mine, across)]
    here = across(today)
    parts.append(f'<path class="mark-line" d="M{here},{TOP}V{height - BOTTOM}"/>')
    parts.append(f'<text x="{here}" y="{height - 6}" text-anchor="middle" class="now">{escape(now)}</text>')
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704  (every word in it is escaped)


def _day(moment: Moment) -> date:
    return day_of(when(moment)[0])


def _scale(
    first: date, last: date, across: Callable[[date], float], height: int, day: Callable[[date], str]
) -> list[str]:
    parts = []
    for step in range(TICKS + 1):
        at = first + (last - first) * step / TICKS
        anchor = "start" if step == 0 else "end" if step == TICKS else "middle"
        parts.append(f'<path class="grid" d="M{across(at)},{TOP}V{height - BOTTOM}"/>')
        parts.append(
            f'<text x="{across(at)}" y="{height - BOTTOM + 15}" text-anchor="{anchor}">{escape(day(at))}</text>'
        )
    return parts


def _heaps(moments: Sequence[Moment], across: Callable[[date], float]) -> list[list[Moment]]:
    heaps: list[list[Moment]] = []
    for moment in sorted(moments, key=when):
        if heaps and across(_day(moment)) - across(_day(heaps[-1][0])) < CLOSE:
            heaps[-1].append(moment)
        else:
            heaps.append([moment])
    return heaps


def _dot(
    heap: list[Moment], across: Callable[[date], float], up: float, name: str, day: Callable[[date], str]
) -> str:
    begin, end = _day(heap[0]), _day(heap[-1])
    said = day(begin) if begin == end else f"{day(begin)} – {day(end)}"
    x = round((across(begin) + across(end)) / 2, 1)
    kind = "dot other" if heap[0].ahead else "dot"
    many = f'<text x="{x}" y="{up - 8}" text-anchor="middle">{len(heap)}×</text>' if len(heap) > 1 else ""
    dot = f'<circle class="{kind}" cx="{x}" cy="{up}" r="{5 if len(heap) == 1 else 6.5}"/>'
    return f"<g><title>{name}: {escape(said)}</title>{dot}{many}</g>"
