"""What part a recruiter was seen to play. Roles belong to recruiters; who was recruited never has one."""

from __future__ import annotations

from collections.abc import Collection

import ibis
import pandas as pd

from graphs.network.edges import hands
from graphs.network.known import Known

HELPERS = ("transporter", "shelter_keeper", "document_agent", "financier")
"""Those who move, keep, paper and pay, beside those who recruit."""


def roles(known: Known, silent: Collection[str] = ()) -> pd.DataFrame:
    """How often each recruiter's phone, account or id was seen in a role: kind, key, role, seen; sorted.

    The links of recruiters of whom nothing may be said (``silent``) do not count.
    """
    links = known.told(hands(known).rename(thing="key").mutate(feed=ibis.literal("recruiter_links")))
    links = links.rename(key="thing")
    if silent:
        told = known.mentioned("recruiter_links")
        theirs = told.filter(told.recruiter_id.isin(sorted(silent))).select("entity_key")
        links = links.anti_join(theirs, "entity_key")
    counted = links.group_by("kind", "key", "role").agg(seen=links.count())
    rows: pd.DataFrame = counted.order_by("kind", "key", "role").execute()
    return rows


def main_roles(counted: pd.DataFrame) -> pd.Series:
    """The role in which each was seen most often (the first in the alphabet of equals), by (kind, key)."""
    order = counted.sort_values(["seen", "role"], ascending=[False, True])
    return order.drop_duplicates(["kind", "key"]).set_index(["kind", "key"])["role"].sort_index()
