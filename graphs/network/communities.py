"""Communities: people who are tied together more closely than chance and institutions explain.

Ties fade with age, hubs are held down, and where a level of concern about the people is given, a thing
connects the more the higher the concern about all who share it. Leiden's communities that are still too large
to be one network are split again at a finer resolution. Everything follows from the edges, the day and the
seed.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations

import igraph
import numpy as np
import pandas as pd

from graphs.network.hubs import BY_NAME, degree_weight
from graphs.network.randomness import randomness
from records.days import instant

HALF_LIFE_DAYS = 365
"""A tie last seen so long ago counts half: recruiters change phones, but a ring lives for years."""

LEAST_WEIGHT = 0.02
"""A tie weaker than this ties nobody."""

THING_TO_THING = 2.0
"""How much more a tie between a recruiter's own things says than one recruit's tie to one of them."""

MOST_PEOPLE = 150
LEAST_LEVEL = 0.5
"""What a thing counts where there is no concern about anybody: a ring may look orderly person by person."""

RESOLUTION = 0.0007
"""Two groups become one where the ties between them outweigh this times the product of their strengths.

Unlike modularity's own, this does not depend on what else is in the graph: a province and the nation find the
same communities."""
ROUNDS = 20
SPLIT = 2.0
"""By what the resolution rises when a community is larger than ``MOST_PEOPLE``."""

DRAWN = 1.0
"""So many people of no concern are thought of beside those tied to a thing: one or two are not enough."""


def weigh(
    edges: pd.DataFrame, as_of: date, hubs: set[tuple[str, str]], concern: pd.Series | None
) -> pd.DataFrame:
    """The edges that connect: left_kind, left, right_kind, right, weight (above 0, at most a few).

    ``edges`` as ``graphs.network.edges.edges`` gives them; ``hubs`` (kind, key) connect nobody; ``concern``
    is between 0 and 1 by person id, and a thing takes the mean of those tied to it, drawn towards 0 where few
    are. Without ``concern`` every thing counts alike.
    """
    kept = _connecting(edges, hubs)
    left, right = kept["left_kind"] + " " + kept["left"], kept["right_kind"] + " " + kept["right"]
    of_person = kept["left_kind"] == "person"
    age = (pd.Timestamp(instant(as_of)) - kept["until"]).dt.total_seconds() / 86_400
    weight = pd.Series(0.5 ** (age.clip(lower=0) / HALF_LIFE_DAYS), kept.index)
    weight *= np.where(of_person, 1.0, THING_TO_THING)
    degree = pd.concat([left, right]).value_counts()
    weight *= degree_weight(kept["right_kind"], right.map(degree).astype("float64"))
    weight *= degree_weight(kept["left_kind"], left.map(degree).astype("float64")).where(~of_person, 1.0)
    if concern is not None:
        level = _levels(left, right, of_person, concern)
        on_right = right.map(level).astype("float64").fillna(0.0)
        weight *= on_right * left.map(level).astype("float64").fillna(0.0).where(~of_person, on_right)
    kept["weight"] = weight
    return kept[kept["weight"] >= LEAST_WEIGHT].drop(columns="until").reset_index(drop=True)


def _connecting(edges: pd.DataFrame, hubs: set[tuple[str, str]]) -> pd.DataFrame:
    """The edges between people and things that can connect: no hub, and nothing that only one person has."""
    kept = edges[edges["right_kind"].isin(list(BY_NAME)) & edges["left_kind"].isin(["person", *BY_NAME])]
    kept = kept[["left_kind", "left", "right_kind", "right", "until"]]
    for side in ("left", "right"):
        among = kept[side].isin([key for _, key in hubs])  # a quick look before the exact one
        exact = [(k, v) in hubs for k, v in zip(kept[f"{side}_kind"][among], kept[side][among], strict=True)]
        kept = kept.drop(index=kept.index[among][exact])
    things = kept[kept["left_kind"] != "person"]
    held = (
        set(kept["right"][kept.duplicated(["right_kind", "right"])])
        | set(things["left"])
        | set(things["right"])
    )
    return kept[kept["right"].isin(held)].copy()


def _levels(left: pd.Series, right: pd.Series, of_person: pd.Series, concern: pd.Series) -> pd.Series:
    """The concern about each thing: of the people tied to it, else of the things tied to it."""
    of_people = left[of_person].str.removeprefix("person ").map(concern).astype("float64")
    around = of_people.groupby(right[of_person]).agg(["sum", "count"])
    level = around["sum"] / (around["count"] + DRAWN)
    things = pd.DataFrame({"node": left[~of_person], "other": right[~of_person]})
    ties = pd.concat([things, things.rename(columns={"node": "other", "other": "node"})])
    level = LEAST_LEVEL + (1 - LEAST_LEVEL) * level
    for _ in range(2):  # a helper's account is two steps away from the people
        others = ties["other"].map(level).astype("float64").groupby(ties["node"]).mean().dropna()
        level = pd.concat([level, others[~others.index.isin(level.index)]])
    return level


def communities(weighted: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Each node that is tied to another: kind, key, community, strength of its ties within.

    Communities are numbered from 0, the largest first. None has more than ``MOST_PEOPLE`` people.
    """
    nodes, ends = indexed(weighted)
    whole = igraph.Graph(n=len(nodes), edges=ends.tolist())
    whole.es["weight"] = weighted["weight"].to_numpy()
    is_person = (nodes["kind"] == "person").to_numpy()
    with randomness(seed):
        parts = sorted(
            _split(whole, np.arange(len(nodes)), is_person, RESOLUTION),
            key=lambda part: (-len(part), part[0]),
        )
    community = np.empty(len(nodes), dtype=np.int64)
    for number, part in enumerate(parts):
        community[part] = number
    inside = np.where(community[ends[:, 0]] == community[ends[:, 1]], weighted["weight"], 0.0)
    strength = np.bincount(ends[:, 0], inside, len(nodes)) + np.bincount(ends[:, 1], inside, len(nodes))
    return nodes.assign(community=community, strength=strength)


def indexed(weighted: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """The nodes in the order of kind and key, and each edge as two of their indices."""
    ends = [weighted[[f"{s}_kind", s]].set_axis(["kind", "key"], axis=1) for s in ("left", "right")]
    nodes = pd.concat(ends).drop_duplicates().sort_values(["kind", "key"], ignore_index=True)
    index = pd.MultiIndex.from_frame(nodes)
    return nodes, np.column_stack([index.get_indexer(pd.MultiIndex.from_frame(end)) for end in ends])


def _split(
    whole: igraph.Graph, members: np.ndarray, is_person: np.ndarray, resolution: float
) -> list[np.ndarray]:
    """Leiden among the members; again, and finer, within each part that holds too many people."""
    if not len(members):
        return []
    graph = whole if len(members) == whole.vcount() else whole.induced_subgraph(members.tolist())
    strength = graph.strength(weights="weight")
    found = graph.community_leiden(
        "CPM", weights="weight", node_weights=strength, resolution=resolution, n_iterations=ROUNDS
    )
    parts: list[np.ndarray] = []
    for inner in found:
        part = members[np.array(inner)]
        if is_person[part].sum() > MOST_PEOPLE:
            parts += _split(whole, part, is_person, resolution * SPLIT)
        else:
            parts.append(part)
    return parts


def stability(weighted: pd.DataFrame, seeds: tuple[int, ...] = (1, 2, 3, 4, 5)) -> dict[str, float]:
    """How alike communities are under different seeds: mean pairwise NMI and adjusted Rand index (1 = same)."""
    found = [communities(weighted, seed)["community"].tolist() for seed in seeds]
    pairs = list(combinations(found, 2))
    return {
        measure: float(np.mean([igraph.compare_communities(one, other, method) for one, other in pairs]))
        for measure, method in (("nmi", "nmi"), ("ari", "adjusted_rand"))
    }
