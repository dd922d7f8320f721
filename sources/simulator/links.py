"""What offices note about those who bring people: who came with whom, whose account, whose house, who calls whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.simulator import clock
from sources.simulator.chance import NOBODY, Floats, Ints, Rng, Texts, chance, lag, pick, pick_from
from sources.simulator.frames import numbered, rows
from sources.simulator.institutions import Institutions, address
from sources.simulator.recruiters import Recruiters
from sources.simulator.rings import Ring
from sources.simulator.spec import Spec
from sources.simulator.spelling import FORMATS, HEARSAY, spell, typed_phones

SEEN_AT_DESK = {"worker": 0.14, "solo": 0.16, "recruit": 0.36}
SEEN_WITH_PASSPORT = {"worker": 0.02, "solo": 0.08, "recruit": 0.2}
CHANNELS = {
    "registration": {"desk_interview": 6, "document_check": 2, "payment_slip": 2},
    "passport": {"document_check": 4, "phone_report": 2, "payment_slip": 2, "desk_interview": 1},
    "agency": {"desk_interview": 3, "document_check": 2},
    "recruiter_phone": {"tip_followup": 5, "phone_report": 5},
    "place": {"shelter_inspection": 1},
}


def recruiter_links(
    spec: Spec,
    institutions: Institutions,
    recruiters: Recruiters,
    rings: list[Ring],
    people: pd.DataFrame,
    registered: pd.DataFrame,
    issued: pd.DataFrame,
) -> pd.DataFrame:
    """All observations; ``_recruiter`` tells whom each is about."""
    rng = spec.rng("links")
    observed = [
        _with_applicants(rng, rings, people, registered, "registration", "registration_id", SEEN_AT_DESK),
        _with_applicants(rng, rings, people, issued, "passport", "passport_no", SEEN_WITH_PASSPORT),
        _within_rings(rng, institutions, recruiters, rings),
        _among_honest(spec, rng, institutions, recruiters),
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
    accounts = np.array([recruiters.everyone[w].account(d) for w, d in zip(who.tolist(), day, strict=True)], dtype=object)
    niks = np.array([recruiters.everyone[w].nik for w in who.tolist()], dtype=object)
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
        role=np.array([recruiters.everyone[w].role for w in who.tolist()], dtype=object),
        subject_type=kind,
        subject_ref=seen["subject"],
        channel=channel,
    ).assign(_recruiter=who)
    return numbered(spec, frame, "link_id", "LNK", 7)


def aliases(rng: Rng, recruiters: Recruiters, who: Ints) -> Texts:
    """How people call a recruiter: the name, misspelled now and then, or only ``Pak Slamet``."""
    full = recruiters.names(who)
    woman = np.array([int(recruiters.everyone[w].nik[6:8]) > 40 if w != NOBODY else False for w in who.tolist()])
    fathers = np.full(len(who), "", dtype=object)
    written = spell(rng, HEARSAY, full, woman, np.where(fathers == "", "Amaq", fathers))
    called = chance(rng, 0.2, len(who))
    before = np.where(woman, "Bu", pick_from(rng, ("Pak", "Haji", "Bang"), len(who), (5, 2, 2)))
    short = np.array([f"{b} {name.split()[0]}" if name else "" for b, name in zip(before, full, strict=True)], dtype=object)
    return np.where(called, short, written)


def _seen(recruiter: Ints, day: Floats, kind: str, subject: Texts, person: Ints | None = None) -> pd.DataFrame:
    who = np.full(len(day), NOBODY, dtype=np.int64) if person is None else person
    return pd.DataFrame({"recruiter": recruiter, "day": day, "kind": kind, "subject": subject, "person": who})


def _with_applicants(
    rng: Rng,
    rings: list[Ring],
    people: pd.DataFrame,
    frame: pd.DataFrame,
    kind: str,
    key: str,
    shares: dict[str, float],
) -> pd.DataFrame:
    """Who was seen with an applicant: the one who brought them, for recruits another member of the ring at times."""
    person: Ints = frame["_person"].to_numpy()
    share = np.array([shares.get(k, 0.0) for k in people["kind"]])[person]
    bringer: Ints = people["recruiter"].to_numpy()[person]
    chosen = np.flatnonzero((bringer != NOBODY) & (rng.random(len(person)) < share))
    who, of = bringer[chosen].copy(), people["ring"].to_numpy()[person[chosen]]
    for i in np.flatnonzero((of != NOBODY) & chance(rng, 0.35, len(of))).tolist():
        members = rings[of[i]].members
        who[i] = members[int(rng.integers(len(members)))]
    day = frame["_at"].to_numpy(dtype=float)[chosen] + rng.exponential(3, len(chosen))
    return _seen(who, day, kind, frame[key].to_numpy(dtype=object)[chosen], person[chosen])


def _within_rings(
    rng: Rng, institutions: Institutions, recruiters: Recruiters, rings: list[Ring]
) -> pd.DataFrame:
    """Members who call each other, a shelter that was inspected, a member who is seen at the front agency."""
    told: list[tuple[int, float, str, str]] = []
    for ring in rings:
        for recruit in ring.recruits:
            day, members = recruit.day + float(rng.uniform(0, 30)), ring.members
            one, other = (members[int(i)] for i in rng.integers(len(members), size=2))
            turn = rng.random()
            if turn < 0.12 and one != other:
                phone = FORMATS[int(rng.integers(len(FORMATS)))](recruiters.everyone[other].phone(day))
                told.append((one, day, "recruiter_phone", phone))
            elif 0.12 < turn < 0.17:
                told.append((ring.shelter_keeper, day, "place", ring.shelter(day)))
            elif 0.17 < turn < 0.19:
                told.append((one, day, "place", ring.shelter(day)))
            elif 0.19 < turn < 0.24 and recruit.agency != NOBODY:
                told.append((one, day, "agency", institutions.agencies[recruit.agency].license_no))
    return _table(told)


def _among_honest(spec: Spec, rng: Rng, institutions: Institutions, recruiters: Recruiters) -> pd.DataFrame:
    """The same observations about those who do nothing wrong: colleagues, dormitories, cooperatives that lend."""
    told: list[tuple[int, float, str, str]] = []
    officers, sponsors = recruiters.of_kind("field_officer"), recruiters.of_kind("village_sponsor", "cooperative", "freelance")
    for who in [*officers, *sponsors]:
        recruiter = recruiters.everyone[who]
        for _ in range(int(rng.poisson(0.45 + 0.25 * min(recruiter.busy, 4)))):
            day, turn = float(rng.uniform(0, spec.days)), rng.random()
            if turn < 0.5 and officers:
                other = officers[int(rng.integers(len(officers)))]
                phone = FORMATS[int(rng.integers(len(FORMATS)))](recruiters.everyone[other].phone(day))
                told += [(who, day, "recruiter_phone", phone)] if other != who else []
            elif turn < 0.8 and recruiter.agency != NOBODY:
                told.append((who, day, "agency", institutions.agencies[recruiter.agency].license_no))
            elif turn > 0.9:
                told.append((who, day, "place", address(rng, recruiter.regency)))
    return _table(told)


def _table(told: list[tuple[int, float, str, str]]) -> pd.DataFrame:
    if not told:
        return _seen(np.empty(0, dtype=np.int64), np.empty(0), "", np.empty(0, dtype=object))
    who, day, kind, subject = zip(*told, strict=True)
    return _seen(np.array(who), np.array(day), "", np.array(subject, dtype=object)).assign(kind=list(kind))
