"""What offices note about those who bring people: who came with whom, whose account, whose house."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator import clock
from sources.simulator.chance import NOBODY, Floats, Ints, Rng, Texts, chance, lag, pick, pick_from
from sources.simulator.frames import numbered, rows
from sources.simulator.institutions import address
from sources.simulator.recruiters import Recruiters
from sources.simulator.scene import Scene
from sources.simulator.spelling import FORMATS, HEARSAY, spell, typed_phones

SEEN = {
    "registration": {"worker": 0.3, "solo": 0.25, "recruit": 0.45},
    "passport": {"worker": 0.05, "solo": 0.12, "recruit": 0.26},
}
"""How often someone notes who came with an applicant, by what the applicant shows."""

CHANNELS = {
    "registration": {"desk_interview": 6, "document_check": 2, "payment_slip": 2},
    "passport": {"document_check": 4, "phone_report": 2, "payment_slip": 2, "desk_interview": 1},
    "agency": {"desk_interview": 3, "document_check": 2},
    "recruiter_phone": {"tip_followup": 5, "phone_report": 5},
    "place": {"shelter_inspection": 1},
}

NOTES = (
    "Membawa berkas beberapa orang sekaligus.",
    "Mengaku paman pemohon.",
    "Menjawab semua pertanyaan untuk pemohon.",
    "Mengantar sampai loket, lalu pergi.",
    "Surat tugas dari perusahaan ditunjukkan.",
    "Pemohon tidak tahu nama perusahaan.",
)
"""What clerks add, about honest and other recruiters alike."""

Observation = tuple[int, float, str, str]
"""Which recruiter was seen on which day, with what kind of subject, and with which."""


def recruiter_links(
    scene: Scene, people: pd.DataFrame, registered: pd.DataFrame, issued: pd.DataFrame
) -> pd.DataFrame:
    """All observations; ``_recruiter`` tells whom each is about."""
    spec, recruiters = scene.spec, scene.recruiters
    rng = spec.rng("links")
    observed = [
        _with_applicants(scene, rng, people, _subjects(registered, "registration", "registration_id")),
        _with_applicants(scene, rng, people, _subjects(issued, "passport", "passport_no")),
        _within_rings(scene, rng),
        _among_honest(scene, rng),
    ]
    seen = pd.concat(observed, ignore_index=True)
    who: Ints = seen["recruiter"].to_numpy(dtype=np.int64)
    day: Floats = seen["day"].to_numpy(dtype=float)
    kind: Texts = seen["kind"].to_numpy(dtype=object)
    n = len(seen)
    channel = np.full(n, "", dtype=object)
    for name, weights in CHANNELS.items():
        here = np.flatnonzero(kind == name)
        channel[here] = pick(rng, weights, len(here))
    slip = channel == "payment_slip"
    members = [recruiters.everyone[w] for w in who.tolist()]
    accounts = np.array([member.account(d) for member, d in zip(members, day, strict=True)], dtype=object)
    niks = np.array([member.nik for member in members], dtype=object)
    names, phones = aliases(rng, recruiters, who), recruiters.phones(who, day)
    names[chance(rng, 0.12, n)] = ""
    phones[chance(rng, 0.25, n) & (names != "")] = ""
    frame = rows(
        "recruiter_links",
        day + lag(rng, 5, n, late=0.05),
        seen["person"].to_numpy(dtype=np.int64),
        observed_on=clock.dates(spec.start, day),
        recruiter_name=names,
        recruiter_phone=typed_phones(rng, phones),
        recruiter_bank_account=np.where(slip | chance(rng, 0.04, n), accounts, ""),
        recruiter_nik=np.where(chance(rng, 0.06, n), niks, ""),
        role=np.array([member.role for member in members], dtype=object),
        subject_type=kind,
        subject_ref=seen["subject"],
        channel=channel,
        note=np.where(chance(rng, 0.15, n), pick_from(rng, NOTES, n), ""),
    ).assign(_recruiter=who)
    return numbered(spec, frame, "link_id", "LNK", 7)


def aliases(rng: Rng, recruiters: Recruiters, who: Ints) -> Texts:
    """How people call a recruiter: the name, misspelled now and then, or only ``Pak Slamet``."""
    full = recruiters.names(who)
    woman = np.array(
        [int(recruiters.everyone[w].nik[6:8]) > 40 if w != NOBODY else False for w in who.tolist()]
    )
    written = spell(rng, HEARSAY, full, woman, np.full(len(who), "Amaq", dtype=object))
    called = chance(rng, 0.2, len(who))
    before = np.where(woman, "Bu", pick_from(rng, ("Pak", "Haji", "Bang"), len(who), (5, 2, 2)))
    pairs = zip(before, full, strict=True)
    short = np.array([f"{word} {name.split()[0]}" if name else "" for word, name in pairs], dtype=object)
    return np.where(called, short, written)


def _subjects(frame: pd.DataFrame, kind: str, key: str) -> pd.DataFrame:
    """The rows of a feed about which a link may be noted: kind and reference, person, day."""
    subjects = frame.rename(columns={key: "subject", "_person": "person", "_at": "day"})
    return subjects[["subject", "person", "day"]].assign(kind=kind)


def _with_applicants(scene: Scene, rng: Rng, people: pd.DataFrame, subjects: pd.DataFrame) -> pd.DataFrame:
    """Who was seen with an applicant: the one who brought them, or another member of the same ring."""
    person: Ints = subjects["person"].to_numpy()
    if not len(person):
        return _table([])
    shares = SEEN[str(subjects["kind"].iat[0])]
    share = np.array([shares.get(kind, 0.0) for kind in people["kind"]])[person]
    bringer: Ints = people["recruiter"].to_numpy()[person]
    chosen = np.flatnonzero((bringer != NOBODY) & (rng.random(len(person)) < share))
    who, of = bringer[chosen].copy(), people["ring"].to_numpy()[person[chosen]]
    for i in np.flatnonzero((of != NOBODY) & chance(rng, 0.35, len(of))).tolist():
        members = scene.rings[of[i]].members
        who[i] = members[int(rng.integers(len(members)))]
    seen = subjects.iloc[chosen].reset_index(drop=True)
    return seen.assign(recruiter=who, day=seen["day"] + rng.exponential(3, len(chosen)))


def _within_rings(scene: Scene, rng: Rng) -> pd.DataFrame:
    """Members who call each other, a shelter that was inspected, a member who is seen at the front agency."""
    everyone, agencies = scene.recruiters.everyone, scene.institutions.agencies
    told: list[Observation] = []
    for ring in scene.rings:
        for recruit in ring.recruits:
            day, members = recruit.day + float(rng.uniform(0, 30)), ring.members
            one, other = (members[int(i)] for i in rng.integers(len(members), size=2))
            turn = rng.random()
            if turn < 0.12 and one != other:
                phone = FORMATS[int(rng.integers(len(FORMATS)))](everyone[other].phone(day))
                told.append((one, day, "recruiter_phone", phone))
            elif 0.12 < turn < 0.17:
                told.append((ring.shelter_keeper, day, "place", ring.shelter(day)))
            elif 0.17 < turn < 0.19:
                told.append((one, day, "place", ring.shelter(day)))
            elif 0.19 < turn < 0.24 and recruit.agency != NOBODY:
                told.append((one, day, "agency", agencies[recruit.agency].license_no))
    return _table(told)


def _among_honest(scene: Scene, rng: Rng) -> pd.DataFrame:
    """The same observations about those who do nothing wrong: colleagues, dormitories, lenders."""
    everyone, agencies = scene.recruiters.everyone, scene.institutions.agencies
    told: list[Observation] = []
    officers = scene.recruiters.of_kind("field_officer")
    for who in [*officers, *scene.recruiters.of_kind("village_sponsor", "cooperative", "freelance")]:
        recruiter = everyone[who]
        for _ in range(int(rng.poisson(0.45 + 0.25 * min(recruiter.busy, 4)))):
            day, turn = float(rng.uniform(0, scene.spec.days)), rng.random()
            if turn < 0.5 and officers:
                other = officers[int(rng.integers(len(officers)))]
                phone = FORMATS[int(rng.integers(len(FORMATS)))](everyone[other].phone(day))
                told += [(who, day, "recruiter_phone", phone)] if other != who else []
            elif turn < 0.8 and recruiter.agency != NOBODY:
                told.append((who, day, "agency", agencies[recruiter.agency].license_no))
            elif turn > 0.9:
                told.append((who, day, "place", address(rng, recruiter.regency)))
    return _table(told)


def _table(told: list[Observation]) -> pd.DataFrame:
    table = pd.DataFrame(told, columns=["recruiter", "day", "kind", "subject"])
    return table.astype({"recruiter": np.int64, "day": float}).assign(person=NOBODY)
