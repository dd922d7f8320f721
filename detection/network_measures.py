"""What is counted in each community before it is weighed: people, findings, reports, helpers, dropped phones."""

from __future__ import annotations

import ibis
import pandas as pd

from detection.suspicion.expiry import expires_after
from graphs.network.edges import edge_sightings
from graphs.network.findings import findings
from graphs.network.known import Known
from graphs.network.mentions import told_mentions
from graphs.network.roles import HELPERS, roles

DRAWN_PEOPLE = 3.0
"""So many usual people are thought of beside a community's own when it is compared with the usual."""

LEAST_RECRUITS, SHORT_LIFE, SILENCE = 3, pd.Timedelta(days=150), pd.Timedelta(days=30)
"""A recruiter's number is dropped when so many people came by it within so short a time, and the community
has gone on for so long without it."""

DROPPED_SHARE = 0.2
"""Dropped numbers count where at least this share of the community's people came by them."""


def measure(known: Known, nodes: pd.DataFrame, edges: pd.DataFrame, probabilities: pd.Series) -> pd.DataFrame:
    """One row a community of ``nodes``, with the count behind each sign of ``network_signs``.

    Besides these: ``first``, its first node's key; ``people``; ``working``, those with signs of work;
    ``expected``, its likely victims above the usual; ``times_usual``, its mean probability against the mean.
    """
    people = nodes[nodes["kind"] == "person"].set_index("key")["community"]
    things = nodes[nodes["kind"] != "person"].set_index(["kind", "key"])["community"]
    inside = _inside(edges, nodes)
    counts = {
        "people": people.value_counts(),
        "working": people[people.index.isin(_with_work_signs(known))].value_counts(),
        "found": people[people.index.isin(_victims(known))].value_counts(),
        "named": _named(known, things),
        "clinics": things[things.index.get_level_values("kind") == "clinic"].value_counts(),
        "places": things[things.index.get_level_values("kind") == "place"].value_counts(),
        "helpers": _helpers(known, things),
        "lent": things[things.index.isin(_lent(known))].value_counts(),
        "dropped": _dropped(inside),
        "phones_on_account": _phones_on_account(inside),
    }
    first = nodes.groupby("community")["key"].min()
    table = pd.DataFrame(counts, index=first.index).fillna(0).astype("int64")
    usual = max(float(probabilities.mean()), 1e-9)
    of_people = probabilities.reindex(people.index).fillna(usual).groupby(people)
    total = of_people.sum().reindex(table.index, fill_value=0.0)
    return table.assign(
        first=first,
        expected=of_people.agg(lambda values: (values - usual).clip(lower=0).sum()).reindex(
            table.index, fill_value=0.0
        ),
        times_usual=(total / usual + DRAWN_PEOPLE) / (table["people"] + DRAWN_PEOPLE),
    )


def _inside(edges: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """The edges between two nodes of one community, with ``community``."""
    community = nodes.set_index(["kind", "key"])["community"]
    known = edges[edges["left"].isin(nodes["key"]) & edges["right"].isin(nodes["key"])]
    left, right = (
        community.reindex(pd.MultiIndex.from_frame(known[[f"{side}_kind", side]])).to_numpy()
        for side in ("left", "right")
    )
    kept: pd.DataFrame = known.assign(community=left)[left == right]
    return kept


def _victims(known: Known) -> set[str]:
    found = findings(known)
    return set(found.filter(found.finding == "tppo").person_id.execute())


def _with_work_signs(known: Known) -> set[str]:
    """Everybody who registered, was seen with a recruiter, or has a passport or an exit stated for work."""
    links = edge_sightings(known)
    links = links.filter((links.left_kind == "person") & (links.role == "recruiter"))
    passports, exits = known.about("passports"), known.about("departures")
    parts = (
        known.about("registrations").select("person_id"),
        links.select(person_id=links.left),
        passports.filter(passports.stated_purpose.isin(["work", "crew"])).select("person_id"),
        exits.filter(exits.purpose.isin(["work", "crew"])).select("person_id"),
    )
    return set(ibis.union(*parts).distinct().execute()["person_id"])


def _named(known: Known, things: pd.Series) -> pd.Series:
    """How many reports name a thing of each community."""
    said = told_mentions(known, expires_after(known.as_of))
    rows = said.select("kind", "thing", "feed", "entity_key").distinct().execute()
    rows["community"] = things.reindex(pd.MultiIndex.from_frame(rows[["kind", "thing"]])).to_numpy()
    named: pd.DataFrame = rows.drop_duplicates(["community", "feed", "entity_key"])
    return named["community"].value_counts()


def _helpers(known: Known, things: pd.Series) -> pd.Series:
    """How many phones, accounts and ids of those who move, keep, paper and pay each community has."""
    played = roles(known)
    played = played[played["role"].isin(HELPERS)].drop_duplicates(["kind", "key"])
    return things[things.index.isin(pd.MultiIndex.from_frame(played[["kind", "key"]]))].value_counts()


def _lent(known: Known) -> pd.MultiIndex:
    """The phones that are a recruiter's and that applicants gave as their own."""
    seen = edge_sightings(known)
    seen = seen.filter((seen.left_kind == "person") & (seen.right_kind == "phone"))
    phones = seen.group_by("right_kind", "right").agg(
        owners=(seen.role == "own").cast("int").sum(), recruits=(seen.role == "recruiter").cast("int").sum()
    )
    rows = phones.filter((phones.owners >= 2) & (phones.recruits >= 2)).execute()
    return pd.MultiIndex.from_frame(rows[["right_kind", "right"]])


def _dropped(inside: pd.DataFrame) -> pd.Series:
    """How many numbers each community used for a short while and dropped."""
    seen = inside[inside["left_kind"] == "person"]
    last = seen.groupby("community")["until"].max()
    by_phone = seen[seen["right_kind"] == "phone"].groupby(["community", "right"])
    phones = by_phone.agg(
        recruits=("left", "size"), since=("since", "min"), until=("until", "max")
    ).reset_index()
    silence = phones["community"].map(last) - phones["until"]
    dropped = phones[
        (phones["recruits"] >= LEAST_RECRUITS)
        & (phones["until"] - phones["since"] <= SHORT_LIFE)
        & (silence >= SILENCE)
    ].groupby("community")["recruits"]
    people = seen.groupby("community")["left"].nunique()
    share = dropped.sum() / people.reindex(dropped.sum().index)
    return dropped.size().where(share >= DROPPED_SHARE, 0)


def _phones_on_account(inside: pd.DataFrame) -> pd.Series:
    """How many phones share the busiest account of each community."""
    paid = inside[(inside["left_kind"] == "account") & (inside["right_kind"] == "phone")]
    return paid.groupby(["community", "left"]).size().groupby("community").max()
