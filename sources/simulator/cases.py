"""Those who were stopped, what was found about a few people months later, and who came back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator import clock
from sources.simulator.chance import NOBODY, Floats, Ints, Rng, Texts, chance, lag, pick
from sources.simulator.frames import numbered, rows, within
from sources.simulator.links import aliases
from sources.simulator.scene import Scene
from sources.simulator.spec import Spec
from sources.simulator.spelling import BORDER, HEARSAY, Silo, spell, typed_niks, typed_phones

FOUND_IN_CASE, FOUND_RESCUED, FOUND_AFTER_COMPLAINT, CLEARED_AFTER_STOP = 0.42, 0.8, 0.3, 0.22
FINDINGS = {
    "exploited": {"tppo_victim": 84, "non_procedural": 16},
    "irregular": {"tppo_victim": 9, "non_procedural": 75, "cleared": 16},
    "lawful": {"cleared": 90, "non_procedural": 10},
}
"""What a case finds about someone, by what is true; investigators err in both directions."""

OVERTURNED, DEEPENED = 0.06, 0.07
"""Findings taken back later, and non-procedural ones that later turn out to be trafficking."""


def interceptions(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """People stopped at checkpoints or found in raids on shelters."""
    spec, recruiters = scene.spec, scene.recruiters
    rng = spec.rng("interceptions")
    who = np.flatnonzero(people["stopped"].notna().to_numpy())
    p = people.iloc[who]
    n = len(who)
    day = p["stopped"].to_numpy(dtype=float)
    rescued = (p["stop"] == "rescued").to_numpy()
    bringer = p["recruiter"].to_numpy()
    told = (bringer != NOBODY) & (rng.random(n) < np.where(rescued, 0.6, 0.25))
    phoned = told & chance(rng, 0.55, n)
    frame = rows(
        "interceptions",
        day + lag(rng, 0.8, n),
        who,
        occurred_at=clock.moments(spec.start, day),
        port=np.where(rescued, "", p["port"]),
        full_name=_named(rng, BORDER, p),
        passport_no=np.where(chance(rng, 0.85, n), p["passport_no"], ""),
        nik=np.where(
            chance(rng, 0.4, n), typed_niks(rng, p["travel_nik"].to_numpy(dtype=object), 0, 0.02), ""
        ),
        outcome=p["stop"],
        suspected_recruiter_name=np.where(told, aliases(rng, recruiters, bringer), ""),
        suspected_recruiter_phone=typed_phones(rng, np.where(phoned, recruiters.phones(bringer, day), "")),
    ).assign(_recruiter=np.where(told, bringer, NOBODY))
    return numbered(spec, frame, "interception_id", "INT", 6)


def case_outcomes(scene: Scene, people: pd.DataFrame, complained: pd.DataFrame) -> pd.DataFrame:
    """Findings in cases against rings, after complaints, after stops; a recruiter's row is nobody's."""
    spec, recruiters = scene.spec, scene.recruiters
    rng = spec.rng("outcomes")
    found = [
        *_against_rings(scene, rng, people),
        *_after_complaints(rng, people, complained),
        *_after_stops(rng, people),
    ]
    table = pd.DataFrame(found, columns=["case", "day", "person", "recruiter"])
    table["case"] = pd.factorize(table["case"])[0]
    person: Ints = table["person"].to_numpy(dtype=np.int64)
    suspect = table["recruiter"].to_numpy(dtype=np.int64)
    day: Floats = table["day"].to_numpy(dtype=float)
    n = len(table)
    p = people.iloc[np.maximum(person, 0)]
    about = person != NOBODY
    name = np.where(about, _named(rng, HEARSAY, p), recruiters.names(suspect))
    niks = np.array([recruiter.nik for recruiter in recruiters.everyone] + [""], dtype=object)
    nik = np.where(about, typed_niks(rng, p["nik"].to_numpy(dtype=object), 0, 0.015), niks[suspect])
    phone = np.where(about, p["phone"], recruiters.phones(suspect, day - 60))
    source = pick(rng, {"police": 40, "bp2mi": 30, "satgas": 20, "lpsk": 10}, n)
    frame = rows(
        "case_outcomes",
        day,
        person,
        case_id=np.array([f"LP{case + 1:05d}" for case in table["case"]], dtype=object),
        person_seq=(table.groupby("case").cumcount() + 1).astype(str).to_numpy(dtype=object),
        finding=np.where(about, _findings(rng, p), "tppo_suspect"),
        source=source,
        full_name=name,
        nik=np.where(chance(rng, 0.62, n), nik, ""),
        passport_no=np.where(about & chance(rng, 0.5, n), p["passport_no"], ""),
        phone=typed_phones(rng, np.where(chance(rng, 0.35, n), phone, "")),
    ).assign(_recruiter=suspect)
    return _with_later_findings(spec, rng, within(spec, frame))


def returns(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """Those who came back: some at the end of a contract, more of the exploited earlier and not by choice."""
    spec = scene.spec
    rng = spec.rng("returns")
    left = people["departed"].notna().to_numpy() & (people["kind"] != "traveller").to_numpy()
    share = np.where(people["tppo"], 0.2, np.where(people["non_procedural"], 0.1, 0.06))
    who = np.flatnonzero(left & (rng.random(len(people)) < share))
    p = people.iloc[who]
    n = len(who)
    lawful = ~p["non_procedural"].to_numpy()
    kind = pick(rng, {"deported": 55, "repatriated": 42, "deceased": 3}, n)
    kind = np.where(lawful, pick(rng, {"contract_end": 82, "repatriated": 16, "deceased": 2}, n), kind)
    wait = np.where(kind == "contract_end", rng.uniform(280, 740, n), 30 + rng.exponential(130, n))
    frame = rows(
        "returns",
        p["departed"].to_numpy(dtype=float) + wait + lag(rng, 3, n),
        who,
        passport_no=np.where(chance(rng, 0.75, n), p["passport_no"], ""),
        full_name=_named(rng, BORDER, p),
        country=p["country"],
        kind=kind,
    )
    return numbered(spec, frame, "return_id", "PLG", 6)


Found = tuple[str, float, int, int]
"""Case, day on which the finding becomes known, person, recruiter (one of the two is nobody)."""


def _against_rings(scene: Scene, rng: Rng, people: pd.DataFrame) -> list[Found]:
    """Some of those recruited before a ring's case; women, and people near a complaints desk, sooner."""
    found: list[Found] = []
    first, ring_of = people["first"].to_numpy(dtype=float), people["ring"].to_numpy()
    noticing = [office.regency for office in scene.institutions.offices if "complaints" in office.desks]
    share = np.where(people["woman"], 1.15, 0.8) * np.where(people["regency"].isin(noticing), 1.2, 0.85)
    share = np.where(people["stop"] == "rescued", FOUND_RESCUED, FOUND_IN_CASE * share)
    recruited = np.flatnonzero(ring_of != NOBODY)
    for ring in scene.rings:
        own = recruited[ring_of[recruited] == ring.number]
        for number, day in enumerate(ring.cases):
            case = f"ring {ring.number} {number}"
            known = own[(first[own] < day) & (first[own] > day - 400)]
            victims = known[rng.random(len(known)) < share[known]].tolist()
            suspects = [sponsor for sponsor in ring.sponsors if rng.random() < 0.45]
            found += [(case, day + 12 + float(rng.gamma(2.0, 32.0)), person, NOBODY) for person in victims]
            found += [(case, day + 5 + float(rng.gamma(2.0, 30.0)), NOBODY, sponsor) for sponsor in suspects]
    return found


def _after_complaints(rng: Rng, people: pd.DataFrame, complained: pd.DataFrame) -> list[Found]:
    ring = people["ring"].to_numpy()
    found: list[Found] = []
    for person, day in zip(complained["_person"].tolist(), complained["_at"].tolist(), strict=True):
        share = FOUND_AFTER_COMPLAINT * (
            0.6 if ring[person] != NOBODY else 1.0
        )  # many are joined to the ring's case
        if rng.random() < share:
            found.append((f"complaint {person}", day + 10 + float(rng.gamma(2.0, 28.0)), person, NOBODY))
    return found


def _after_stops(rng: Rng, people: pd.DataFrame) -> list[Found]:
    stopped = np.flatnonzero(np.isin(people["stop"].to_numpy(dtype=object), ["deferred", "released"]))
    day = people["stopped"].to_numpy(dtype=float)
    return [
        (f"stop {person}", day[person] + 4 + float(rng.exponential(25)), person, NOBODY)
        for person in stopped.tolist()
        if rng.random() < CLEARED_AFTER_STOP
    ]


def _findings(rng: Rng, people: pd.DataFrame) -> Texts:
    n = len(people)
    truth = np.where(people["tppo"], "exploited", np.where(people["non_procedural"], "irregular", "lawful"))
    finding = np.full(n, "", dtype=object)
    for state, weights in FINDINGS.items():
        here = np.flatnonzero(truth == state)
        finding[here] = pick(rng, weights, len(here))
    return finding


def _with_later_findings(spec: Spec, rng: Rng, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the later rows that take a finding back or deepen it; they have the key of the first."""
    n = len(frame)
    founded = frame["finding"].isin(["tppo_victim", "non_procedural", "tppo_suspect"]).to_numpy()
    back = founded & chance(rng, OVERTURNED, n)
    deeper = (frame["finding"] == "non_procedural").to_numpy() & ~back & chance(rng, DEEPENED, n)
    later = frame.assign(
        finding=np.where(back, "withdrawn", "tppo_victim"), _at=frame["_at"] + 20 + rng.exponential(60, n)
    )
    return within(spec, pd.concat([frame, later[back | deeper]], ignore_index=True))


def _named(rng: Rng, silo: Silo, people: pd.DataFrame) -> Texts:
    names, fathers = people["name"].to_numpy(dtype=object), people["father"].to_numpy(dtype=object)
    return spell(rng, silo, names, people["woman"].to_numpy(), fathers)
