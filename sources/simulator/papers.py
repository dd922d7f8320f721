"""What a registration gathers: thirteen kinds of documents, and visits to the desks that give them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from records import areas
from sources.simulator import clock
from sources.simulator.chance import NOBODY, Bools, Floats, Ints, Rng, Texts, chance, lag, office_hours
from sources.simulator.frames import numbered, rows
from sources.simulator.institutions import DESKS, Institutions, employer
from sources.simulator.rings import Ring
from sources.simulator.scene import Scene


@dataclass(frozen=True)
class Paper:
    """A kind of document: when it is usual (0 at registration, 1 at departure) and which desk gives it."""

    name: str
    prefix: str
    usual: float
    desk: str = ""
    schemes: frozenset[str] = frozenset({"p_to_p", "g_to_g", "ukps", "mandiri"})


PAPERS: tuple[Paper, ...] = (
    Paper("ktp", "KTP", 0.0, "civil_registry"),
    Paper("kk", "KK", 0.01, "civil_registry"),
    Paper("family_permit", "SI", 0.05),
    Paper("marital_status", "SKK", 0.06),
    Paper("medical", "MCU", 0.2, "clinic"),
    Paper("competency", "SKP", 0.4),
    Paper("passport", "PAS", 0.35, "immigration"),
    Paper("placement_agreement", "PP", 0.3, "manpower", frozenset({"p_to_p"})),
    Paper("skck", "SKCK", 0.45, "police"),
    Paper("work_agreement", "PK", 0.6),
    Paper("visa", "VISA", 0.75),
    Paper("bpjs", "BPJS", 0.8, "bpjs"),
    Paper("orientation", "OPP", 0.88, "", frozenset({"p_to_p", "g_to_g", "ukps"})),
)

MISTYPED = 0.001
"""Share of visits that are booked under a registration that does not exist."""


def documents(scene: Scene, people: pd.DataFrame, registered: pd.DataFrame) -> pd.DataFrame:
    """The documents of every registration, as far as they were gathered before the person left or gave up."""
    spec = scene.spec
    rng = spec.rng("documents")
    who: Ints = registered["_person"].to_numpy()
    p = people.iloc[who]
    issued, present = _issued(rng, scene.rings, p, registered)
    which, kind = np.nonzero(present)  # one row for each document that exists
    day = issued[which, kind]
    owner = who[which]
    n = len(which)
    unverified = rng.random(n) < p["unverified"].to_numpy()[which]
    status = np.where(unverified, np.where(chance(rng, 0.12, n), "rejected", "unverified"), "valid")
    names = np.array([paper.name for paper in PAPERS], dtype=object)
    issuer, place = _issuers(scene.institutions, people, owner, kind)
    frame = rows(
        "documents",
        np.maximum(registered["_at"].to_numpy()[which], day + lag(rng, 1.2, n, late=0.04)),
        owner,
        registration_id=registered["registration_id"].to_numpy()[which],
        doc_type=names[kind],
        doc_no=_numbers(rng, people, owner, kind),
        issuer=issuer,
        issuer_regency_code=place,
        issued_on=clock.dates(spec.start, day),
        status=status,
    ).assign(_day=day)
    return numbered(spec, frame, "document_id", "DOC", 8)


def visits(scene: Scene, registered: pd.DataFrame, gathered: pd.DataFrame) -> pd.DataFrame:
    """The visits to desks: one at registration, one for most documents that a desk gives, some in vain."""
    spec = scene.spec
    rng = spec.rng("visits")
    desk_of = {paper.name: paper.desk for paper in PAPERS}
    office = dict(zip(registered["registration_id"], registered["office_code"], strict=True))
    desks = np.array([desk_of[kind] for kind in gathered["doc_type"]], dtype=object)
    at_desk = np.flatnonzero((desks != "") & chance(rng, 0.72, len(desks)))
    refs = np.concatenate(
        [registered["registration_id"].to_numpy(), gathered["registration_id"].to_numpy()[at_desk]]
    )
    desk = np.concatenate([np.full(len(registered), "manpower", dtype=object), desks[at_desk]])
    day = np.concatenate([registered["_day"].to_numpy(), gathered["_day"].to_numpy()[at_desk]])
    person = np.concatenate([registered["_person"].to_numpy(), gathered["_person"].to_numpy()[at_desk]])
    where = np.array([office[ref] for ref in refs], dtype=object)
    here = np.flatnonzero(where != "")  # what is done online needs no visit
    refs, desk, day, where, person = refs[here], desk[here], day[here], where[here], person[here]
    in_vain = chance(rng, 0.09, len(refs))
    refs = np.where(chance(rng, MISTYPED, len(refs)), [f"{ref[:-1]}X" for ref in refs], refs)
    day = np.concatenate([day, day[in_vain] - rng.uniform(1, 9, int(in_vain.sum()))])
    refs, desk, where = (np.concatenate([x, x[in_vain]]) for x in (refs, desk, where))
    person = np.concatenate([person, person[in_vain]])
    result = _results(rng, scene.institutions, desk, where, np.arange(len(refs)) < len(here))
    arrived = office_hours(rng, day)
    served = np.where(
        np.isin(result, ["done", "incomplete"]), arrived + rng.exponential(0.03, len(refs)), np.nan
    )
    frame = rows(
        "desk_visits",
        arrived + lag(rng, 0.3, len(refs), late=0.02) + 0.05,
        person,
        registration_id=refs,
        office_code=where,
        desk=desk,
        arrived_at=clock.moments(spec.start, arrived),
        served_at=clock.moments(spec.start, served),
        result=result,
    )
    return numbered(spec, frame, "visit_id", "VIS", 8)


def _issued(
    rng: Rng, rings: list[Ring], people: pd.DataFrame, registered: pd.DataFrame
) -> tuple[Floats, Bools]:
    """When each kind of document was issued for each registration, and whether it exists (rows by kinds)."""
    n = len(registered)
    start = registered["_day"].to_numpy()
    length = np.maximum(people["leaves"].to_numpy() - start, 4.0)
    # Those who will not go stop somewhere on the way; a second registration repeats the beginning only.
    end = np.where(people["goes"].to_numpy(), 1.0, rng.uniform(0.15, 0.95, n))
    usual = np.array([paper.usual for paper in PAPERS])
    progress = np.clip(usual + rng.normal(0, 0.07, (n, len(PAPERS))), 0, 0.99)
    progress[:, 0] = 0.0
    shown = rng.random((n, len(PAPERS))) < people["papers"].to_numpy()[:, None]
    scheme = people["scheme"].to_numpy(dtype=object)
    asked = np.column_stack([np.isin(scheme, list(paper.schemes)) for paper in PAPERS])
    for number, paper in enumerate(PAPERS):
        omitting = np.array([paper.name in ring.modus.omits for ring in rings] + [False])[
            people["ring"].to_numpy()
        ]
        shown[:, number] &= ~omitting | chance(rng, 0.2, n)
    repeated = ~registered["_again"].to_numpy(dtype=bool)[:, None] | chance(rng, 0.4, n)[:, None]
    issued = start[:, None] + progress * length[:, None]
    return issued, shown & asked & repeated & (progress <= end[:, None])


def _numbers(rng: Rng, people: pd.DataFrame, owner: Ints, kind: Ints) -> Texts:
    """Document numbers; a passport has its own, and a ring's document agent uses some numbers twice."""
    n = len(owner)
    prefix = np.array([paper.prefix for paper in PAPERS], dtype=object)[kind]
    serial = rng.integers(100_000, 9_999_999, n)
    ring = people["ring"].to_numpy()[owner]
    reused = (ring != NOBODY) & np.isin(prefix, ["SI", "MCU", "SKP", "PK"]) & chance(rng, 0.16, n)
    season = people["first"].to_numpy()[owner] // 60
    serial = np.where(reused, 100_000 + (ring * 7919 + kind * 104_729 + season) % 9e6, serial)
    written = np.array(
        [f"{p}/{s}" for p, s in zip(prefix, serial.astype(int).tolist(), strict=True)], dtype=object
    )
    own = (prefix == "PAS") & chance(rng, 0.75, n)
    return np.where(own, people["passport_no"].to_numpy(dtype=object)[owner], written)


def _issuers(
    institutions: Institutions, people: pd.DataFrame, owner: Ints, kind: Ints
) -> tuple[Texts, Texts]:
    """Who issued each document and in which regency."""
    home = people["regency"].to_numpy(dtype=object)[owner]
    passport_place = people["passport_regency"].to_numpy(dtype=object)[owner]
    village, clinic = people["village"].to_numpy(dtype=object), people["clinic"].to_numpy(dtype=object)
    country, agency, order = (people[c].to_numpy() for c in ("country", "agency", "order"))
    clinic_place = {name: regency for regency, names in institutions.clinics.items() for name in names}
    place = np.where(kind == _kind("passport"), passport_place, home)
    issuer = np.full(len(owner), "", dtype=object)
    for i, (person, paper, regency) in enumerate(
        zip(owner.tolist(), kind.tolist(), place.tolist(), strict=True)
    ):
        match PAPERS[paper].name:
            case "ktp" | "kk":
                issuer[i] = f"Disdukcapil {areas.short_name(regency)}"
            case "family_permit" | "marital_status":
                issuer[i] = f"Desa {areas.name(village[person])}"
            case "medical":
                issuer[i] = clinic[person]
                place[i] = clinic_place.get(clinic[person], regency)
            case "competency":
                issuer[i] = f"LSP {areas.short_name(regency[:2])}"
            case "passport":
                issuer[i] = f"KANIM-{regency}"
            case "placement_agreement":
                issuer[i] = institutions.agencies[agency[person]].name if agency[person] != NOBODY else ""
            case "skck":
                issuer[i] = f"Polres {areas.short_name(regency)}"
            case "work_agreement":
                issuer[i] = employer(order[person]) if order[person] != NOBODY else ""
            case "visa":
                issuer[i] = f"Perwakilan {country[person]}"
            case "bpjs":
                issuer[i] = "BPJS Ketenagakerjaan"
            case _:
                issuer[i] = f"BP3MI {areas.short_name(regency[:2])}"
    return issuer, place


def _kind(name: str) -> int:
    return next(i for i, paper in enumerate(PAPERS) if paper.name == name)


def _results(rng: Rng, institutions: Institutions, desk: Texts, where: Texts, good: Bools) -> Texts:
    """How each visit ended: an office without the desk sends people on; visits in vain end otherwise."""
    works = {(office.code, name) for office in institutions.offices for name in office.desks & set(DESKS)}
    lacks = np.array([(w, d) not in works for w, d in zip(where, desk, strict=True)])
    in_vain = np.where(chance(rng, 0.7, len(desk)), "incomplete", "desk_closed")
    return np.where(lacks, "sent_elsewhere", np.where(good, "done", in_vain))
