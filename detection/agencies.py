"""Agencies most in need of inspection first: clients at risk, complaints, licence, quota, recruiters.

An agency is compared with the other agencies, for its size: a small one with one unlucky client is drawn
towards the usual. The probability is that an inspection would find something; its weights are declared below,
because inspections' outcomes are no feed yet and nothing can be learned from them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from detection.networks import concern
from graphs.network.communities import levels
from graphs.network.edges import edges
from graphs.network.known import Known

USUAL = -2.5
"""Log-odds of an agency about which nothing stands out: about 8 in 100."""

DRAWN_CLIENTS = 40.0
DRAWN_COMPLAINTS = 2.0
"""How many usual clients, and usual complaints, are thought of beside an agency's own."""

RECRUITERS = ("phone", "account", "recruiter")
RISKY = 0.5
"""A recruiter's phone, account or id is of concern from this level on."""


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
        "risky_recruiters",
        1.0,
        "perekrut yang membawanya juga membawa orang terindikasi (bagian)",
        "share of its recruiters who also bring people at risk",
    ),
)


def rank_agencies(known: Known, probabilities: pd.Series) -> pd.DataFrame:
    """license_no, rank (1 = most in need of inspection), probability, of every agency known on the day.

    ``probabilities`` is p_tppo by person id of everybody known.
    """
    signs = agency_signs(known, probabilities)
    log_odds = USUAL + signs[[sign.column for sign in SIGNS]].to_numpy() @ np.array([s.weight for s in SIGNS])
    ranked = pd.DataFrame({"license_no": signs.index, "probability": 1 / (1 + np.exp(-log_odds))})
    ranked = ranked.sort_values(["probability", "license_no"], ascending=[False, True], ignore_index=True)
    return ranked.assign(rank=np.arange(1, len(ranked) + 1))[["license_no", "rank", "probability"]]


def agency_signs(known: Known, probabilities: pd.Series) -> pd.DataFrame:
    """One row an agency (index license_no, sorted), one column a sign (``SIGNS``)."""
    agencies = known.feed("agencies").execute().set_index("license_no").sort_index()
    clients = (
        known.about("registrations")
        .select("person_id", "license_no", "job_order_no", "recorded_at")
        .execute()
    )
    clients = clients[clients["license_no"].isin(agencies.index)]
    signs = pd.DataFrame(index=agencies.index)
    risk = clients.drop_duplicates(["license_no", "person_id"])
    risk = risk["person_id"].map(probabilities).groupby(risk["license_no"]).agg(["sum", "count"])
    signs["clients_at_risk"] = _log_ratio(risk["sum"], risk["count"], DRAWN_CLIENTS).reindex(agencies.index)
    complaints = (
        known.feed("complaints").license_no.execute().value_counts().reindex(agencies.index, fill_value=0)
    )
    size = risk["count"].reindex(agencies.index, fill_value=0)
    usual = max(float(complaints.sum()), 1.0) / max(float(size.sum()), 1.0)
    signs["complaints"] = np.log((complaints + DRAWN_COMPLAINTS) / (size * usual + DRAWN_COMPLAINTS))
    signs["not_active"] = agencies["status"].ne("active").astype("float64")
    expiry = pd.to_datetime(clients["license_no"].map(agencies["license_to"]))
    late = clients["recorded_at"].dt.tz_convert(None) > expiry
    signs["after_expiry"] = late.groupby(clients["license_no"]).mean()
    signs["quota_overrun"] = _overrun(known, clients)
    signs["risky_recruiters"] = _risky_recruiters(known, clients, probabilities)
    return signs.fillna(0.0)


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


def _risky_recruiters(known: Known, clients: pd.DataFrame, probabilities: pd.Series) -> pd.Series:
    """Which share of those who bring its clients, or work for it in the field, is of concern.

    They are of concern by whom else they bring. Drawn towards none, as if each agency had one honest
    recruiter more.
    """
    every = edges(known)
    every = every[
        every["right_kind"].isin(RECRUITERS) & every["left_kind"].isin(["person", *RECRUITERS, "agency"])
    ]
    level = levels(every, concern(probabilities))
    brought = every[(every["left_kind"] == "person") & (every["seen"] > 0)]
    brought = brought.merge(clients[["person_id", "license_no"]], left_on="left", right_on="person_id")
    officers = every[every["left_kind"] == "agency"].rename(columns={"left": "license_no"})
    pairs = pd.concat([brought, officers])[["license_no", "right_kind", "right"]].drop_duplicates()
    risky = (pairs["right_kind"] + " " + pairs["right"]).map(level) > RISKY
    return risky.groupby(pairs["license_no"]).sum() / (pairs.groupby("license_no").size() + 1)
