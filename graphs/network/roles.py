"""What part a recruiter was seen to play. Roles belong to recruiters; who was recruited never has one."""

from __future__ import annotations

import ibis
import pandas as pd

from graphs.network.known import Known

HELPERS = ("transporter", "shelter_keeper", "document_agent", "financier")
"""Those who move, keep, paper and pay, beside those who recruit."""

_HANDS = {"phone": "recruiter_phone", "account": "recruiter_bank_account", "recruiter": "recruiter_id"}


def roles(known: Known) -> pd.DataFrame:
    """How often each recruiter's phone, account or id was seen in a role: kind, key, role, seen; sorted."""
    links = known.feed("recruiter_links")
    parts = []
    for kind, column in _HANDS.items():
        rows = links
        if column == "recruiter_id":
            rows = rows.inner_join(known.mentioned("recruiter_links"), "entity_key")
        rows = rows.filter(rows[column].notnull())
        parts.append(rows.select("role", kind=ibis.literal(kind), key=rows[column]))
    every = ibis.union(*parts)
    counted: pd.DataFrame = every.group_by("kind", "key", "role").agg(seen=every.count()).execute()
    return counted.sort_values(["kind", "key", "role"], ignore_index=True)


def main_roles(counted: pd.DataFrame) -> pd.Series:
    """The role in which each was seen most often (the first in the alphabet of equals), by (kind, key)."""
    order = counted.sort_values(["seen", "role"], ascending=[False, True])
    return order.drop_duplicates(["kind", "key"]).set_index(["kind", "key"])["role"].sort_index()
