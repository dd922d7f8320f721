"""The whole graph as dated edges: a person and a thing that they share, or two things of one recruiter.

A node is a kind and a key: ``person`` and a person id, ``phone`` and a token, ``recruiter`` and a recruiter
id. An edge knows between which days it was seen and how often; its sightings lead to the rows that show it.
A reporter of a tip is no node, so nobody reaches an informant from here.
"""

from __future__ import annotations

import ibis
import pandas as pd
from ibis.expr.types import Table

from graphs.network.findings import findings
from graphs.network.known import Known
from graphs.network.mentions import mentions
from graphs.network.ties import sightings

NODE_COLUMNS = ("left_kind", "left", "right_kind", "right")
COLUMNS = (*NODE_COLUMNS, "role", "recorded_at", "feed", "entity_key")

HANDS = {"phone": "recruiter_phone", "account": "recruiter_bank_account", "recruiter": "recruiter_id"}
"""By what a recruiter link knows a recruiter."""

SUBJECTS = {"recruiter_phone": "phone", "place": "place", "agency": "agency"}
"""What a recruiter link ties a recruiter to, beside people, and the kind of node that it is."""


def hands(known: Known) -> Table:
    """By what each link knows its recruiter: kind, key, role, entity_key, recorded_at, subject_type, subject_ref."""

    def compute() -> Table:
        links = known.feed("recruiter_links").left_join(known.mentioned("recruiter_links"), "entity_key")
        kept = ("role", "entity_key", "recorded_at", "subject_type", "subject_ref")
        parts = [links.select(*kept, kind=ibis.literal(kind), key=column) for kind, column in HANDS.items()]
        return ibis.union(*parts).filter(lambda rows: rows.key.notnull())

    return known.keep("hands", compute)


def _people(known: Known) -> Table:
    seen = sightings(known)
    return seen.select(
        "role",
        "recorded_at",
        "feed",
        "entity_key",
        left_kind=ibis.literal("person"),
        left=seen.person_id,
        right_kind=seen.kind,
        right=seen.thing,
    )


def _found_in(known: Known) -> Table:
    """Those whom one case found to be victims stand together."""
    found = findings(known)
    found = found.filter((found.finding == "tppo") & (found.feed == "case_outcomes"))
    return found.select(
        "recorded_at",
        "feed",
        "entity_key",
        left_kind=ibis.literal("person"),
        left=found.person_id,
        right_kind=ibis.literal("case"),
        right=found.case_id,
        role=ibis.literal("found in"),
    )


def _of_one_recruiter(known: Known) -> Table:
    """Two things by which one link knows its recruiter: a phone and an account."""
    one = hands(known)
    other = one.select("entity_key", right_kind="kind", right="key")
    both = one.rename(left_kind="kind", left="key").inner_join(other, "entity_key")
    return both.filter(both.left_kind < both.right_kind).mutate(feed=ibis.literal("recruiter_links"))


def _tied_to(known: Known) -> Table:
    """A recruiter's thing and the other recruiter, shelter or agency to which a link ties it."""
    one = hands(known)
    one = one.filter(one.subject_type.isin(list(SUBJECTS)) & one.subject_ref.notnull())
    return one.select(
        "role",
        "recorded_at",
        "entity_key",
        left_kind=one.kind,
        left=one.key,
        right_kind=one.subject_type.cases(*SUBJECTS.items()),
        right=one.subject_ref,
        feed=ibis.literal("recruiter_links"),
    ).filter(lambda rows: (rows.left != rows.right) | (rows.left_kind != rows.right_kind))


def _named_together(known: Known) -> Table:
    """A thing and the shelter that one tip names, or the case whose suspect has it."""
    named = mentions(known).rename(left_kind="kind", left="thing")
    tips, outcomes = known.feed("tips"), known.feed("case_outcomes")
    beside = ibis.union(
        tips.select(
            "entity_key", right_kind=ibis.literal("place"), right="mentioned_place", what=ibis.literal("tip")
        ),
        outcomes.select(
            "entity_key", right_kind=ibis.literal("case"), right="case_id", what=ibis.literal("finding")
        ),
    )
    both = named.inner_join(beside, ["entity_key", "what"]).mutate(role=ibis.literal("named together"))
    return both.filter(both.right.notnull())


def edge_sightings(known: Known) -> Table:
    """Every sighting of an edge: left_kind, left, right_kind, right, role, recorded_at, feed, entity_key.

    People stand left; two things stand in the order of their kinds and keys, whichever way a row told them.
    """

    def compute() -> Table:
        things = ibis.union(
            *(part(known).select(*COLUMNS) for part in (_of_one_recruiter, _tied_to, _named_together))
        )
        turn = (things.left_kind > things.right_kind) | (
            (things.left_kind == things.right_kind) & (things.left > things.right)
        )
        turned = things.mutate(
            left_kind=turn.ifelse(things.right_kind, things.left_kind),
            left=turn.ifelse(things.right, things.left),
            right_kind=turn.ifelse(things.left_kind, things.right_kind),
            right=turn.ifelse(things.left, things.right),
        )
        return ibis.union(*(part(known).select(*COLUMNS) for part in (_people, _found_in)), turned)

    return known.keep("edge_sightings", compute)


def edges(known: Known) -> pd.DataFrame:
    """Each edge once: left_kind, left, right_kind, right, since, until (UTC), seen; sorted by its nodes."""

    def compute() -> Table:
        rows = edge_sightings(known)
        return rows.group_by(*NODE_COLUMNS).agg(
            since=rows.recorded_at.min(), until=rows.recorded_at.max(), seen=rows.count()
        )

    rows: pd.DataFrame = known.keep("edges", compute).order_by(*NODE_COLUMNS).execute()
    return rows
