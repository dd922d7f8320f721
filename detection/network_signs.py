"""Signs that a community is a network and not a neighbourhood, each counted and told in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import pandas as pd

from graphs.network.edges import edge_sightings
from graphs.network.findings import findings
from graphs.network.known import Known
from graphs.network.mentions import mentions
from graphs.network.roles import HELPERS, roles


@dataclass(frozen=True)
class Sign:
    """What makes a community more of a network: its count, and the ``weight`` it adds from ``least`` on."""

    column: str
    least: int
    weight: float
    id: str
    en: str


SIGNS: tuple[Sign, ...] = (
    Sign(
        "found",
        1,
        0.5,
        "{n} orang di dalamnya telah dinyatakan korban TPPO",
        "{n} of its people were found victims",
    ),
    Sign("named", 1, 0.5, "{n} laporan menyebut perekrutnya", "{n} reports name its recruiters"),
    Sign("phones", 3, 0.5, "{n} nomor perekrut saling terhubung", "{n} recruiter phones are tied together"),
    Sign(
        "accounts",
        1,
        0.5,
        "{n} rekening menerima uang dari beberapa orang",
        "{n} accounts took money from several people",
    ),
    Sign(
        "clinics",
        1,
        0.5,
        "{n} klinik yang hampir hanya dipakai kelompok ini",
        "{n} clinics that hardly anyone else uses",
    ),
    Sign("places", 1, 0.5, "{n} tempat penampungan", "{n} shelters"),
    Sign(
        "helpers",
        1,
        0.5,
        "{n} pengangkut, penampung, pengurus dokumen atau pemodal",
        "{n} transporters, shelter keepers, document agents or financiers",
    ),
    Sign(
        "lent",
        1,
        0.25,
        "{n} nomor perekrut ditulis pemohon sebagai nomornya sendiri",
        "{n} recruiter phones that applicants gave as their own",
    ),
)
"""Each sign present multiplies the expected number of victims by its part."""


@dataclass(frozen=True)
class Reason:
    """One sentence on why a network is listed, in both languages."""

    sign: str
    id: str
    en: str


def measure(known: Known, nodes: pd.DataFrame, probabilities: pd.Series) -> pd.DataFrame:
    """One row a community: first, working, expected, the count of each sign, score.

    ``first`` is its first node's key, ``working`` counts its people with signs of work, ``expected`` its
    likely victims above the usual.
    """
    people = nodes[nodes["kind"] == "person"].set_index("key")
    things = nodes[nodes["kind"] != "person"]
    community = people["community"]
    table = pd.DataFrame(index=pd.Index(sorted(nodes["community"].unique()), name="community"))
    table["first"] = nodes.groupby("community")["key"].min()
    table["working"] = community[community.index.isin(_with_work_signs(known))].value_counts()
    excess = (probabilities.reindex(people.index) - probabilities.mean()).clip(lower=0)
    table["expected"] = excess.groupby(community).sum()
    found = findings(known)
    victims = set(found.filter(found.finding == "tppo").person_id.execute())
    table["found"] = community[community.index.isin(victims)].value_counts()
    by_thing = things.set_index(["kind", "key"])["community"]
    named = mentions(known).select("kind", "thing", "feed", "entity_key").distinct().execute()
    named["community"] = by_thing.reindex(pd.MultiIndex.from_frame(named[["kind", "thing"]])).to_numpy()
    table["named"] = named.drop_duplicates(["community", "feed", "entity_key"])["community"].value_counts()
    for column, kind in (
        ("phones", "phone"),
        ("accounts", "account"),
        ("clinics", "clinic"),
        ("places", "place"),
    ):
        table[column] = things["community"][things["kind"] == kind].value_counts()
    played = roles(known)
    played = played[played["role"].isin(HELPERS)].drop_duplicates(["kind", "key"])
    table["helpers"] = by_thing.reindex(pd.MultiIndex.from_frame(played[["kind", "key"]])).value_counts()
    table["lent"] = by_thing.reindex(_lent(known)).value_counts()
    table = table.fillna({column: 0 for column in table.columns if column != "first"})
    table["score"] = table["expected"] * (1 + sum(s.weight * (table[s.column] >= s.least) for s in SIGNS))
    return table


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


def _lent(known: Known) -> pd.MultiIndex:
    """The phones that are a recruiter's and that applicants gave as their own."""
    seen = edge_sightings(known)
    seen = seen.filter((seen.left_kind == "person") & (seen.right_kind == "phone"))
    phones = seen.group_by("right_kind", "right").agg(
        owners=(seen.role == "own").cast("int").sum(), recruits=(seen.role == "recruiter").cast("int").sum()
    )
    rows = phones.filter((phones.owners >= 2) & (phones.recruits >= 2)).execute()
    return pd.MultiIndex.from_frame(rows[["right_kind", "right"]], names=["kind", "key"])


def reasons(row: pd.Series) -> tuple[Reason, ...]:
    """Why a community is listed: the likely victims, then each sign present, the weightiest first."""
    n = f"{row['expected']:.1f}"
    first = Reason(
        "expected",
        f"diperkirakan {n} orang terindikasi TPPO di atas kewajaran",
        f"about {n} people more than usual are likely victims",
    )
    present = sorted((s for s in SIGNS if row[s.column] >= s.least), key=lambda s: -s.weight)
    told = (
        Reason(s.column, s.id.format(n=int(row[s.column])), s.en.format(n=int(row[s.column])))
        for s in present
    )
    return (first, *told)
