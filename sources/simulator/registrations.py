"""The registrations of prospective workers, each as one clerk wrote it down on one day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from records import areas
from sources.simulator import clock, names
from sources.simulator.chance import NOBODY, Floats, Ints, Rng, Texts, chance, lag, office_hours, pick
from sources.simulator.frames import numbered, rows
from sources.simulator.recruiters import Recruiters
from sources.simulator.rings import Ring
from sources.simulator.scene import Scene
from sources.simulator.spelling import HEARSAY, REGISTRATION, spell, typed_births, typed_niks, typed_phones

TWICE_LAWFUL, TWICE_RECRUIT = 0.05, 0.09
"""Share of registrants who register once more, elsewhere or after a first try that came to nothing."""


def registrations(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """The registrations of a world; ``_day`` is when each took place, ``_again`` marks a second one."""
    spec, institutions, recruiters = scene.spec, scene.institutions, scene.recruiters
    rng = spec.rng("registrations")
    first = np.flatnonzero(people["registered"].notna().to_numpy())
    is_recruit = (people["kind"] == "recruit").to_numpy()[first]
    second = first[rng.random(len(first)) < np.where(is_recruit, TWICE_RECRUIT, TWICE_LAWFUL)]
    who = np.concatenate([first, second])
    again = np.arange(len(who)) >= len(first)
    day = people["registered"].to_numpy(dtype=float)[who] + np.where(
        again, rng.uniform(15, 80, len(who)), 0.0
    )
    day = office_hours(rng, day)
    n = len(who)
    p = people.iloc[who]
    women, fathers = p["woman"].to_numpy(), p["father"].to_numpy(dtype=object)
    regency = p["regency"].to_numpy(dtype=object)
    agency, order = p["agency"].to_numpy(), p["order"].to_numpy()
    raised = p["raised_age"].to_numpy() & chance(rng, 0.9, n)  # now and then the true papers slip through
    births = np.where(raised, p["false_birth"].to_numpy(), p["birth"].to_numpy())
    nik = np.where(raised, p["false_nik"], p["nik"])
    channel = np.where(agency == NOBODY, "ltsa", pick(rng, {"ltsa": 60, "online": 20, "p3mi": 20}, n))
    channel = np.where(chance(rng, 0.2, n), pick(rng, {"online": 70, "mrc": 30}, n), channel)
    office = institutions.office_of(rng, regency)
    referrer_name, referrer_phone = _referrers(rng, recruiters, p, day)
    licences = np.array([a.license_no for a in institutions.agencies] + [""], dtype=object)
    orders = np.array([o.number for o in institutions.orders] + [""], dtype=object)
    planned = p["leaves"].to_numpy() + np.round(rng.normal(0, 8, n))
    frame = rows(
        "registrations",
        day + lag(rng, 0.5, n),
        who,
        office_code=np.where((channel == "online") & chance(rng, 0.4, n), "", office),
        channel=channel,
        nik=typed_niks(rng, nik, 0.05, 0.025),
        full_name=spell(rng, REGISTRATION, p["name"].to_numpy(dtype=object), women, fathers),
        birth_date=clock.dates(spec.start, typed_births(rng, births, 0.025, spec.start)),
        birth_place=np.array([areas.short_name(code[:4]) for code in p["nik"]], dtype=object),
        sex=np.where(women, "P", "L"),
        marital_status=p["marital_status"],
        education=p["education"],
        village_code=np.where(chance(rng, 0.03, n), "", p["village"]),
        phone=typed_phones(rng, own_phones(rng, recruiters, p, day, missing=0.05)),
        country=p["country"],
        position=p["position"],
        scheme=p["scheme"],
        license_no=np.where(chance(rng, 0.03, n), "", licences[agency]),
        job_order_no=orders[order],
        referrer_name=referrer_name,
        referrer_phone=typed_phones(rng, referrer_phone),
        referrer_relation=np.where(chance(rng, 0.04, n), "", p["relation"]),
        declared_cost_idr=_rupiah(rng, p["cost"].to_numpy()),
        cost_paid_by=np.where(chance(rng, 0.08, n), "", p["paid_by"]),
        guardian_name=_guardians(rng, scene.rings, p),
        planned_departure_on=np.where(
            chance(rng, 0.08, n), "", clock.dates(spec.start, np.maximum(planned, day + 3))
        ),
        planned_port=np.where(chance(rng, 0.1, n), "", p["port"]),
    ).assign(_day=day, _again=again)
    return numbered(spec, frame, "registration_id", "REG", 7)


def own_phones(rng: Rng, recruiters: Recruiters, people: pd.DataFrame, day: Floats, missing: float) -> Texts:
    """The phone that each person gives as the own one: the household's, a newer one, or that of a helper."""
    n = len(people)
    helper: Ints = people["helper"].to_numpy()
    newer = chance(rng, 0.12, n)
    own = np.where(newer, people["other_phone"], people["phone"])
    given = np.where(helper == NOBODY, own, recruiters.phones(helper, day))
    return np.where(chance(rng, missing, n), "", given)


def _referrers(rng: Rng, recruiters: Recruiters, people: pd.DataFrame, day: Floats) -> tuple[Texts, Texts]:
    """Name and phone of the one who brought each applicant, as far as the applicant says."""
    n = len(people)
    relation = people["relation"].to_numpy(dtype=object)
    who: Ints = people["recruiter"].to_numpy()
    provinces = np.array([code[:2] for code in people["regency"]], dtype=object)
    relatives = names.compose(rng, provinces, chance(rng, 0.4, n))
    close = np.isin(relation, ["family", "friend"])
    # Those who call a sponsor an uncle seldom give the sponsor's name, but often the phone.
    name = np.where(close, relatives, recruiters.names(who))
    name = spell(rng, HEARSAY, name, np.zeros(n, dtype=bool), people["father"].to_numpy(dtype=object))
    name = np.where((relation == "self") | chance(rng, 0.15, n), "", name)
    relative_phone = np.where(chance(rng, 0.35, n), people["phone"], recruiters.numbering.phones(n))
    phone = np.where(
        close & (chance(rng, 0.5, n) | (who == NOBODY)), relative_phone, recruiters.phones(who, day)
    )
    return name, np.where((relation == "self") | chance(rng, 0.25, n), "", phone)


def _guardians(rng: Rng, rings: list[Ring], people: pd.DataFrame) -> Texts:
    n = len(people)
    provinces = np.array([code[:2] for code in people["regency"]], dtype=object)
    kin = names.compose(rng, provinces, chance(rng, 0.4, n))
    pairs = zip(kin, people["father"], strict=True)
    kin = np.array([f"{name.split()[0]} {father}" for name, father in pairs], dtype=object)
    guardian_of = np.array([ring.guardian for ring in rings] + [""], dtype=object)
    arranged = (people["ring"].to_numpy() != NOBODY) & chance(rng, 0.3, n)
    signed = np.where(arranged, guardian_of[people["ring"].to_numpy()], kin)
    return np.where(chance(rng, 0.15, n), "", signed)


def _rupiah(rng: Rng, millions: Floats) -> Texts:
    told = ~np.isnan(millions) & ~chance(rng, 0.12, len(millions))
    return np.array(
        [str(round(m * 10) * 100_000) if t else "" for m, t in zip(millions.tolist(), told, strict=True)],
        dtype=object,
    )
