"""Persons keep their ids from run to run: an id stays with most of its rows."""

from __future__ import annotations

from hashlib import blake2b

import pandas as pd


def kept_names(persons: pd.DataFrame, before: pd.DataFrame) -> dict[str, str]:
    """The lasting id of each person of a run, by the name that linkage gave (that of the earliest record).

    ``persons`` has feed, key, person_id; ``before`` has the same of all earlier runs, each row as last held.

    - An id goes to the person who has most of its rows; among equals to the one whom linkage names so, then by
      name. A person who would inherit several ids keeps the one of most rows; the others end with the merger.
    - A person who inherits none has linkage's own name, which gives an ended id back after a merger is undone;
      where that name is another's, a name made from it.
    """
    both = persons.merge(before, on=["feed", "key"], suffixes=("", "_before"))
    if both.empty:
        return {name: name for name in persons["person_id"].unique()}
    shares = both.groupby(["person_id_before", "person_id"]).size().rename("rows").reset_index()
    shares["same"] = shares["person_id_before"] == shares["person_id"]
    order, falling = ["rows", "same", "person_id", "person_id_before"], [False, False, True, True]
    shares = shares.sort_values(order, ascending=falling)
    heirs = shares.drop_duplicates("person_id_before").drop_duplicates("person_id")
    names = dict(zip(heirs["person_id"], heirs["person_id_before"], strict=True))
    taken = set(names.values())
    for name in sorted(set(persons["person_id"]) - names.keys()):
        names[name] = _free(name, taken)
        taken.add(names[name])
    return names


def _free(name: str, taken: set[str]) -> str:
    """The name itself, or the first made from it that nobody has."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = "person_" + blake2b(f"{name} {number}".encode(), digest_size=8).hexdigest()
    return found
