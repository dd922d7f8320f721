"""Where a phone, an account, a recruiter or an agency is named by someone other than the applicants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import ibis
from ibis.expr.types import Table

from graphs.network.findings import findings
from graphs.network.known import TOLD, Known
from records.days import instant


@dataclass(frozen=True)
class Mention:
    """A column of a feed that names a thing; ``only`` keeps the rows in which a column has one value."""

    what: str
    kind: str
    feed: str
    column: str
    only: tuple[str, str] | None = None


MENTIONS: tuple[Mention, ...] = (
    Mention("tip", "phone", "tips", "mentioned_phone"),
    Mention("tip", "phone", "tips", "narrative_phone"),
    Mention("tip", "recruiter", "tips", "recruiter_id"),
    Mention("complaint", "phone", "complaints", "recruiter_phone"),
    Mention("complaint", "phone", "complaints", "narrative_phone"),
    Mention("complaint", "recruiter", "complaints", "recruiter_id"),
    Mention("complaint", "agency", "complaints", "license_no"),
    Mention("interception", "phone", "interceptions", "suspected_recruiter_phone"),
    Mention("interception", "recruiter", "interceptions", "recruiter_id"),
    Mention("finding", "phone", "case_outcomes", "phone", only=("finding", "tppo_suspect")),
    Mention("finding", "recruiter", "case_outcomes", "recruiter_id", only=("finding", "tppo_suspect")),
)
"""Deferrals count as mentions of a recruiter, never as labels of a traveller."""

WHATS: tuple[str, ...] = tuple(dict.fromkeys(mention.what for mention in MENTIONS))


def _rows(known: Known, mention: Mention) -> Table:
    rows = known.feed(mention.feed)
    if mention.column == "recruiter_id":
        rows = rows.inner_join(known.mentioned(mention.feed), "entity_key")
    if mention.only is not None:
        rows = rows.filter(rows[mention.only[0]] == mention.only[1])
    if mention.what == "finding":
        rows = rows.anti_join(_about_victims(known, mention.feed), "entity_key")
    rows = rows.filter(rows[mention.column].notnull())
    return rows.select(
        what=ibis.literal(mention.what),
        kind=ibis.literal(mention.kind),
        thing=rows[mention.column],
        recorded_at=rows.recorded_at,
        feed=ibis.literal(mention.feed),
        entity_key=rows.entity_key,
    )


def _about_victims(known: Known, feed: str) -> Table:
    """The rows of a feed about people who were found victims: what names them suspects is no finding any more."""
    own, found = known.about(feed).select("entity_key", "person_id"), findings(known)
    victims = found.filter(found.finding == "tppo").select("person_id").distinct()
    return own.semi_join(victims, "person_id").select("entity_key")


def mentions(known: Known) -> Table:
    """Every mention: what, kind, thing, recorded_at, feed, entity_key."""
    return known.keep("mentions", lambda: ibis.union(*(_rows(known, mention) for mention in MENTIONS)))


def told_mentions(known: Known, until: timedelta | None = None) -> Table:
    """The mentions of which something may be said; what no finding followed expires after ``until``."""

    def compute() -> Table:
        said = known.told(mentions(known))
        if until is None:
            return said
        since = instant(known.as_of) - until
        return said.filter((said.what == "finding") | (said.recorded_at >= since))

    days = "" if until is None else f"_{until.days}"
    return known.keep(f"{TOLD}mentions{days}", compute)


def about_oneself(known: Known) -> Table:
    """The complaints, interceptions and case outcomes about each person: person_id, feed, entity_key."""
    return ibis.union(
        *(
            known.about(feed).select("person_id", "entity_key", feed=ibis.literal(feed))
            for feed in ("complaints", "interceptions", "case_outcomes")
        )
    )
