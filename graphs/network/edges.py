"""The whole graph as dated edges: a person and a thing that they share, or two things of one recruiter.

A node is a kind and a key: ``person`` and a person id, ``phone`` and a token, ``recruiter`` and a recruiter
id. An edge knows between which days it was seen and how often; its sightings lead to the rows that show it.
A reporter of a tip is no node, so nobody reaches an informant from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import pandas as pd
from ibis.expr.types import Table

from graphs.network.findings import findings
from graphs.network.known import Known
from graphs.network.ties import sightings

NODE_COLUMNS = ("left_kind", "left", "right_kind", "right")


@dataclass(frozen=True)
class Join:
    """Two columns of a row that tie a thing to a thing; ``only`` keeps rows where a column has one value."""

    feed: str
    left: tuple[str, str]
    right: tuple[str, str]
    only: tuple[str, str] | None = None


_PHONE, _ACCOUNT, _RECRUITER = (
    ("phone", "recruiter_phone"),
    ("account", "recruiter_bank_account"),
    ("recruiter", "recruiter_id"),
)
_HANDS = (_PHONE, _ACCOUNT, _RECRUITER)
"""By what a recruiter is known in a link."""

JOINS: tuple[Join, ...] = (
    Join("recruiter_links", _PHONE, _ACCOUNT),
    Join("recruiter_links", _RECRUITER, _PHONE),
    Join("recruiter_links", _RECRUITER, _ACCOUNT),
    *(
        Join("recruiter_links", hand, ("phone", "subject_ref"), only=("subject_type", "recruiter_phone"))
        for hand in _HANDS
    ),
    *(
        Join("recruiter_links", hand, (subject, "subject_ref"), only=("subject_type", subject))
        for hand in _HANDS
        for subject in ("place", "agency")
    ),
    Join("tips", ("phone", "mentioned_phone"), ("place", "mentioned_place")),
    Join("tips", ("phone", "narrative_phone"), ("place", "mentioned_place")),
    Join("tips", ("recruiter", "recruiter_id"), ("place", "mentioned_place")),
    Join("case_outcomes", ("phone", "phone"), ("case", "case_id"), only=("finding", "tppo_suspect")),
    Join("case_outcomes", _RECRUITER, ("case", "case_id"), only=("finding", "tppo_suspect")),
)
"""What is seen of a recruiter beside the people recruited: helpers, accounts, shelters, agencies, cases."""


def _joined(known: Known, join: Join) -> Table:
    rows = known.feed(join.feed)
    if "recruiter_id" in (join.left[1], join.right[1]):
        rows = rows.inner_join(known.mentioned(join.feed), "entity_key")
    if join.only is not None:
        rows = rows.filter(rows[join.only[0]] == join.only[1])
    left, right = rows[join.left[1]], rows[join.right[1]]
    rows = rows.filter(left.notnull() & right.notnull() & ((left != right) | (join.left[0] != join.right[0])))
    return rows.select(
        left_kind=ibis.literal(join.left[0]),
        left=rows[join.left[1]],
        right_kind=ibis.literal(join.right[0]),
        right=rows[join.right[1]],
        role=rows.role if join.feed == "recruiter_links" else ibis.literal("named together"),
        recorded_at=rows.recorded_at,
        feed=ibis.literal(join.feed),
        entity_key=rows.entity_key,
    )


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


def _cases(known: Known) -> Table:
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


def edge_sightings(known: Known) -> Table:
    """Every sighting of an edge: left_kind, left, right_kind, right, role, recorded_at, feed, entity_key."""
    columns = [*NODE_COLUMNS, "role", "recorded_at", "feed", "entity_key"]
    parts = [_people(known), _cases(known), *(_joined(known, join) for join in JOINS)]
    return known.keep("edge_sightings", lambda: ibis.union(*(part.select(*columns) for part in parts)))


def edges(known: Known) -> pd.DataFrame:
    """Each edge once: left_kind, left, right_kind, right, since, until (UTC), seen; sorted by its nodes.

    People stand left; two things stand in the order of their kinds and keys, whichever way a row told them.
    """

    def compute() -> Table:
        rows = edge_sightings(known)
        later = (rows.left_kind > rows.right_kind) | (
            (rows.left_kind == rows.right_kind) & (rows.left > rows.right)
        )
        turn = later & (rows.left_kind != "person")
        rows = rows.mutate(
            left_kind=turn.ifelse(rows.right_kind, rows.left_kind),
            left=turn.ifelse(rows.right, rows.left),
            right_kind=turn.ifelse(rows.left_kind, rows.right_kind),
            right=turn.ifelse(rows.left, rows.right),
        )
        return rows.group_by(*NODE_COLUMNS).agg(
            since=rows.recorded_at.min(), until=rows.recorded_at.max(), seen=rows.count()
        )

    rows: pd.DataFrame = known.keep("edges", compute).execute()
    return rows.sort_values(list(NODE_COLUMNS), ignore_index=True)
