"""Agencies most in need of inspection first: clients at risk, complaints, licence, quota, networks.

An agency is compared with the other agencies, for its size: a small one with one unlucky client is drawn
towards the usual. The probability is that an inspection would find something; its weights are declared below,
because inspections' outcomes are no feed yet and nothing can be learned from them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from detection.networks import Network, rank_networks
from detection.suspicion.expiry import expires_after
from graphs.network.known import Known
from records.days import WIB, instant

USUAL = -2.5
"""Log-odds of an agency about which nothing stands out: about 8 in 100."""

DRAWN_CLIENTS = 40.0
DRAWN_COMPLAINTS = 2.0
"""How many usual clients, and usual complaints, are thought of beside an agency's own."""

LIKELY = 0.5
"""A network counts against an agency from this chance on that it is one."""


@dataclass(frozen=True)
class Sign:
    """A column of ``agency_signs``: the log-odds that one unit of it adds, and how an inspector reads it."""

    column: str
    weight: float
    id: str
    en: str


SIGNS: tuple[Sign, ...] = (
    Sign(
        "clients_at_risk",
        1.0,
        "calon pekerjanya lebih terindikasi dari lazimnya (log rasio)",
        "its clients are likelier victims than usual (log ratio)",
    ),
    Sign(
        "complaints",
        0.8,
        "pengaduan dibanding lazimnya (log rasio)",
        "complaints against the usual (log ratio)",
    ),
    Sign("not_active", 1.0, "izin dibekukan atau dicabut", "licence suspended or revoked"),
    Sign(
        "after_expiry",
        0.7,
        "bagian pendaftaran setelah izin habis",
        "share of registrations after the licence expired",
    ),
    Sign(
        "quota_overrun",
        0.5,
        "calon di atas kuota job order (bagian)",
        "candidates above the quota of job orders (share)",
    ),
    Sign(
        "in_networks",
        0.8,
        "calon pekerjanya di dalam jaringan terindikasi (log jumlah)",
        "its clients within likely networks (log count)",
    ),
)


def rank_agencies(
    known: Known, probabilities: pd.Series, networks: Sequence[Network] | None = None
) -> pd.DataFrame:
    """license_no, rank (1 = most in need of inspection), probability, of every agency known on the day.

    ``probabilities`` is p_tppo by person id of everybody known; ``networks`` are those of
    ``detection.networks.rank_networks`` on that day, which are ranked here where they are not given.
    """
    if networks is None:
        networks = rank_networks(known, probabilities)
    signs = agency_signs(known, probabilities, networks)
    signs = signs.drop(index=[key for kind, key in known.cleared if kind == "agency" and key in signs.index])
    log_odds = USUAL + signs[[sign.column for sign in SIGNS]].to_numpy() @ np.array([s.weight for s in SIGNS])
    ranked = pd.DataFrame({"license_no": signs.index, "probability": 1 / (1 + np.exp(-log_odds))})
    ranked = ranked.sort_values(["probability", "license_no"], ascending=[False, True], ignore_index=True)
    return ranked.assign(rank=np.arange(1, len(ranked) + 1))[["license_no", "rank", "probability"]]


def agency_signs(known: Known, probabilities: pd.Series, networks: Sequence[Network]) -> pd.DataFrame:
    """One row an agency (index license_no, sorted), one column a sign (``SIGNS``)."""
    agencies = known.feed("agencies").execute().set_index("license_no").sort_index()
    if agencies.empty:
        return pd.DataFrame(index=agencies.index, columns=[sign.column for sign in SIGNS], dtype="float64")
    clients = (
        known.about("registrations")
        .select("person_id", "license_no", "job_order_no", "recorded_at")
        .execute()
    )
    clients = clients[clients["license_no"].isin(agencies.index)]
    signs = pd.DataFrame(index=agencies.index)
    risk = clients.drop_duplicates(["license_no", "person_id"])
    risk = (
        risk["person_id"]
        .map(probabilities)
        .astype("float64")
        .groupby(risk["license_no"])
        .agg(["sum", "count"])
    )
    signs["clients_at_risk"] = _log_ratio(risk["sum"], risk["count"], DRAWN_CLIENTS).reindex(agencies.index)
    said = known.feed("complaints")
    said = said.filter(said.recorded_at >= instant(known.as_of) - expires_after(known.as_of))
    complaints = said.license_no.execute().value_counts().reindex(agencies.index, fill_value=0)
    size = risk["count"].reindex(agencies.index, fill_value=0)
    usual = max(float(complaints.sum()), 1.0) / max(float(size.sum()), 1.0)
    signs["complaints"] = np.log((complaints + DRAWN_COMPLAINTS) / (size * usual + DRAWN_COMPLAINTS))
    signs["not_active"] = agencies["status"].ne("active").astype("float64")
    expiry = pd.to_datetime(clients["license_no"].map(agencies["license_to"]))
    # The last day of a licence, by the calendar of the offices, still belongs to it.
    late = clients["recorded_at"].dt.tz_convert(WIB).dt.tz_localize(None).dt.normalize() > expiry
    signs["after_expiry"] = late.groupby(clients["license_no"]).mean()
    signs["quota_overrun"] = _overrun(known, clients)
    signs["in_networks"] = _in_networks(clients, networks)
    return signs.astype("float64").fillna(0.0)


def _log_ratio(total: pd.Series, count: pd.Series, drawn: float) -> pd.Series:
    usual = float(total.sum()) / max(float(count.sum()), 1.0)
    if usual <= 0:
        return total * 0.0
    return ((total + drawn * usual) / ((count + drawn) * usual)).map(math.log)


def _overrun(known: Known, clients: pd.DataFrame) -> pd.Series:
    """Candidates above the quota of their job orders, as a share of the agency's quota, at most 1."""
    orders = (
        known.feed("job_orders")
        .select("job_order_no", "license_no", "quota")
        .execute()
        .set_index("job_order_no")
    )
    candidates = clients["job_order_no"].value_counts().reindex(orders.index, fill_value=0)
    above = (candidates - orders["quota"].fillna(np.inf)).clip(lower=0)
    by_agency = pd.DataFrame({"above": above, "quota": orders["quota"]}).groupby(orders["license_no"]).sum()
    return (by_agency["above"] / by_agency["quota"].clip(lower=1)).clip(upper=1)


def _in_networks(clients: pd.DataFrame, networks: Sequence[Network]) -> pd.Series:
    """log(1 + n) of an agency's clients in likely networks, each counted by the chance that it is one.

    A network most of whose people are other agencies' clients, or nobody's, says little about an agency: it
    counts by the share of its people who are this agency's.
    """
    rows = [
        (person, number, network.score / len(network.persons))
        for number, network in enumerate(networks)
        if network.score >= LIKELY
        for person in network.persons
    ]
    held = pd.DataFrame(rows, columns=["person_id", "network", "part"])
    inside = clients[["person_id", "license_no"]].drop_duplicates().merge(held, on="person_id")
    each = inside.groupby(["license_no", "network"])["part"].agg(["size", "sum"])
    return (each["size"] * each["sum"]).astype("float64").groupby("license_no").sum().map(math.log1p)
