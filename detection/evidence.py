"""The source rows behind the reasons: a person's own rows, the ties to others, and who named what they share."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import pandas as pd
from ibis.expr.types import Table

from features.around import AROUND_KINDS
from features.people import registration
from graphs.network.findings import findings
from graphs.network.known import Known
from graphs.network.mentions import about_oneself, told_mentions
from graphs.network.ties import links_about_people, recruitment_sightings

ROWS_EACH = 5
"""At most this many rows of others are shown for one kind of tie; the count says how many there are."""

OWN_FEEDS = ("registrations", "passports", "documents", "desk_visits")
COLUMNS = ["person_id", "about", "feed", "entity_key", "recorded_at"]


def rows_behind(known: Known, people: Sequence[str]) -> pd.DataFrame:
    """person_id, about, feed, entity_key, recorded_at: the rows behind each reason for these people.

    ``about`` is ``own`` for the person's own rows, a kind of tie (``phone`` …) for the person's and the others'
    rows that show it, and ``<kind>_reports`` for findings and reports that name it. Newest first.
    """
    tables = [_own(known, people), _registers(known, people)]
    tied = _mine(known, people)
    tables += [
        tied.mutate(about=tied.kind).select(COLUMNS),
        _others(known, tied),
        _reports(known, tied),
        _found(known, tied),
    ]
    rows: pd.DataFrame = pd.concat([table.execute() for table in tables], ignore_index=True).drop_duplicates()
    said = (rows["feed"] + ":" + rows["entity_key"]).isin(
        {key for kind, key in known.unsaid if kind == "row"}
    )
    rows = rows[~(said & ((rows["about"] != "own") | (rows["feed"] == "recruiter_links")))]
    return rows.sort_values(
        ["person_id", "about", "recorded_at", "feed", "entity_key"], ascending=[True, True, False, True, True]
    ).reset_index(drop=True)


def _own(known: Known, people: Sequence[str]) -> Table:
    links = known.keep("about_recruiter_links", lambda: links_about_people(known))
    parts = [
        rows.filter(rows.person_id.isin(people)).select(
            "person_id", "entity_key", "recorded_at", about=ibis.literal("own"), feed=ibis.literal(feed)
        )
        for feed, rows in (*((feed, known.about(feed)) for feed in OWN_FEEDS), ("recruiter_links", links))
    ]
    return ibis.union(*parts).select(COLUMNS)


def _registers(known: Known, people: Sequence[str]) -> Table:
    """The register entries that a registration names: its agency and its job order."""
    mine = registration(known)
    mine = mine.filter(mine.person_id.isin(people)).select("person_id", "license_no", "job_order_no")
    parts = []
    for feed, number in (("agencies", "license_no"), ("job_orders", "job_order_no")):
        entries = known.feed(feed).select("entity_key", "recorded_at", register_no=number)
        named = mine.inner_join(entries, mine[number] == entries.register_no)
        parts.append(named.mutate(about=ibis.literal("own"), feed=ibis.literal(feed)).select(COLUMNS))
    return ibis.union(*parts)


def _mine(known: Known, people: Sequence[str]) -> Table:
    seen = recruitment_sightings(known)
    mine = known.told(seen.filter(seen.person_id.isin(people) & seen.kind.isin(list(AROUND_KINDS))))
    return known.lake.materialise("reasoned_ties", mine)


def _others(known: Known, mine: Table) -> Table:
    seen = recruitment_sightings(known).select(
        "kind", "thing", "feed", "entity_key", "recorded_at", other="person_id"
    )
    pairs = mine.select("person_id", "kind", "thing").distinct().inner_join(seen, ["kind", "thing"])
    pairs = pairs.filter(pairs.person_id != pairs.other)
    order = ibis.window(
        group_by=["person_id", "kind"], order_by=[ibis.desc("recorded_at"), "feed", "entity_key"]
    )
    ranked = pairs.mutate(row_age=ibis.row_number().over(order), about=pairs.kind)
    return ranked.filter(ranked.row_age < ROWS_EACH).select(COLUMNS)


def _reports(known: Known, mine: Table) -> Table:
    named = told_mentions(known)
    pairs = mine.select("person_id", "kind", "thing").distinct().inner_join(named, ["kind", "thing"])
    foreign = pairs.anti_join(about_oneself(known), ["person_id", "feed", "entity_key"])
    return foreign.mutate(about=foreign.kind + "_reports").select(COLUMNS)


def _found(known: Known, mine: Table) -> Table:
    seen = recruitment_sightings(known).select("kind", "thing", other="person_id").distinct()
    pairs = mine.select("person_id", "kind", "thing").distinct().inner_join(seen, ["kind", "thing"])
    pairs = pairs.filter(pairs.person_id != pairs.other)
    found = findings(known)
    cases = found.select("person_id", "case_id").distinct()
    rows = pairs.inner_join(found.rename(other="person_id"), "other")
    rows = rows.anti_join(cases, ["person_id", "case_id"])
    return rows.mutate(about=rows.kind + "_reports").select(COLUMNS)
