"""Networks that are *terindikasi*: communities whose people are likelier to be trafficked, worst first.

The suspicion rests on what the people share: recruiters' phones and accounts, shelters, helpers. The people
are the ones to be protected; a role is told of recruiters alone.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable
from dataclasses import asdict, dataclass
from hashlib import blake2b

import pandas as pd

from detection.network_measures import measure
from detection.network_signs import Reason, evidence, reasons
from graphs.network.communities import communities, weigh
from graphs.network.edges import NODE_COLUMNS, edge_sightings, edges
from graphs.network.hubs import institutional
from graphs.network.known import Known
from graphs.network.roles import roles

LEAST_PEOPLE = 3
"""A network worth listing holds at least so many people with signs of work."""

LEAST_EVIDENCE = -4.0
"""A community whose log-odds of being a network are lower is not worth anybody's reading."""

FROM_TIPS = ("tip_followup", "phone_report")
"""Channels of recruiter links by which somebody outside the offices told of it."""

BASE_ODDS = 2.0
"""At so many times the mean probability the concern about a person is one half."""


@dataclass(frozen=True)
class Network:
    """A listed network: who is in it, by what it is held together, and the records behind it.

    ``score`` is the chance that it is a network, by the declared weights of its signs; ``expected_victims``
    are those above the usual. ``things`` are (kind, key) of what ties it together, ``roles`` the parts in
    which recruiters among them were seen, ``ties`` the pairs of them that rows of recruitment show together;
    ``refs`` are feed:key of the people's registrations and passports and of the recruiter links.
    """

    network_id: str
    rank: int
    score: float
    expected_victims: float
    persons: tuple[str, ...]
    recruiters: tuple[str, ...]
    things: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str, str], ...]
    refs: tuple[str, ...]
    reasons: tuple[Reason, ...]
    ties: tuple[tuple[str, str, str, str], ...] = ()

    def statement(self) -> dict[str, object]:
        """What is frozen with the network's alert, ready for JSON; the people are found through the refs."""
        told = asdict(self)
        return {
            name: told[name] for name in ("score", "expected_victims", "reasons", "things", "roles", "ties")
        }


def concern(probabilities: pd.Series) -> pd.Series:
    """How far a probability stands out: between 0 and 1, one half at ``BASE_ODDS`` times the mean."""
    usual = BASE_ODDS * float(probabilities.mean())
    return probabilities / (probabilities + usual) if usual > 0 else probabilities * 0.0


def rank_networks(
    known: Known,
    probabilities: pd.Series,
    top: int = 30,
    seed: int = 7,
    silent: Collection[str] = (),
) -> list[Network]:
    """The ``top`` worst networks as of the day of ``known``, worst first.

    ``probabilities`` is p_tppo by person id, of everybody known, whether they have left or not. Of the
    recruiters ``silent``, and of what ``known`` leaves unsaid, a network tells neither that they are in it, nor a
    role, nor is it listed for their sake: what a person has cleared connects nobody.
    """
    gone = known.unsaid | {("recruiter", each) for each in silent}
    tied = edges(known)
    weighted = weigh(tied, known.as_of, institutional(known) | known.cleared, concern(probabilities))
    nodes = communities(weighted, seed)
    if nodes.empty:
        return []
    nodes = nodes[~pd.MultiIndex.from_frame(nodes[["kind", "key"]]).isin(sorted(gone) or [("", "")])]
    table = measure(known, nodes, tied, probabilities)
    table["evidence"] = evidence(table)
    table = table[(table["working"] >= LEAST_PEOPLE) & (table["evidence"] >= LEAST_EVIDENCE)]
    worst = table.sort_values(["evidence", "first"], ascending=[False, True]).head(top)
    return _listed(known, nodes[nodes["community"].isin(worst.index)], worst, frozenset(silent))


def _listed(known: Known, nodes: pd.DataFrame, worst: pd.DataFrame, silent: frozenset[str]) -> list[Network]:
    refs = _refs(known, nodes)
    played, shown = roles(known, silent), _ties(known)
    listed: list[Network] = []
    for community, row in worst.iterrows():
        own = nodes[nodes["community"] == community]
        things = own[own["kind"] != "person"]
        pairs = list(zip(things["kind"], things["key"], strict=True))
        if not pairs:
            continue  # only somebody of whom nothing is said ties them
        seen = played[pd.MultiIndex.from_frame(played[["kind", "key"]]).isin(pairs)]
        listed.append(
            Network(
                network_id=_name(pairs),
                rank=len(listed) + 1,
                score=1 / (1 + math.exp(-row["evidence"])),
                expected_victims=float(row["expected"]),
                persons=tuple(own["key"][own["kind"] == "person"]),
                recruiters=tuple(own["key"][own["kind"] == "recruiter"]),
                things=tuple(pairs),
                roles=tuple(zip(seen["kind"], seen["key"], seen["role"], strict=True)),
                refs=tuple(refs[community]),
                reasons=reasons(row),
                ties=tuple(tie for tie in shown if {tie[:2], tie[2:]} <= set(pairs)),
            )
        )
    return listed


def _name(things: list[tuple[str, str]]) -> str:
    """A name that stays the same as long as the network is held together by the same things."""
    text = "\n".join(f"{kind} {key}" for kind, key in sorted(things))
    return "net_" + blake2b(text.encode(), digest_size=6).hexdigest()


def _ties(known: Known) -> list[tuple[str, str, str, str]]:
    """Pairs of things that recruiter links show together; what rests on a tip alone would tell of whoever gave it."""
    links = known.feed("recruiter_links")
    open_ones = links.filter(links.channel.isnull() | links.channel.notin(list(FROM_TIPS))).entity_key
    seen = known.told(edge_sightings(known))
    things = seen.filter(
        (seen.left_kind != "person") & (seen.feed == "recruiter_links") & seen.entity_key.isin(open_ones)
    )
    pairs = things.select(*NODE_COLUMNS).distinct().order_by(*NODE_COLUMNS).execute()
    return list(pairs.itertuples(index=False, name=None))


def _refs(known: Known, nodes: pd.DataFrame) -> dict[Hashable, list[str]]:
    """feed:key of each community's registrations, passports and the recruiter links between its nodes."""
    community = nodes.set_index(["kind", "key"])["community"]
    rows = []
    for feed in ("registrations", "passports"):
        about = known.about(feed).select("person_id", "entity_key").execute()
        at = pd.MultiIndex.from_product([["person"], about["person_id"]])
        rows.append(
            pd.DataFrame(
                {"ref": feed + ":" + about["entity_key"], "community": community.reindex(at).to_numpy()}
            )
        )
    links = known.told(edge_sightings(known))
    links = links.filter(links.feed == "recruiter_links").drop("feed", "recorded_at", "role").execute()
    sides = [
        community.reindex(pd.MultiIndex.from_frame(links[[f"{s}_kind", s]])).to_numpy()
        for s in ("left", "right")
    ]
    inside = pd.DataFrame({"ref": "recruiter_links:" + links["entity_key"], "community": sides[0]})
    rows.append(inside[sides[0] == sides[1]])
    every = pd.concat(rows).dropna().drop_duplicates().sort_values(["community", "ref"])
    grouped = every.groupby("community")["ref"].agg(list)
    return {number: grouped.get(number, []) for number in nodes["community"].unique()}
