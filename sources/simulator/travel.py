"""Passports and exits: what immigration writes down about everybody who goes abroad."""

from __future__ import annotations

import numpy as np
import pandas as pd

from records import areas
from sources.simulator import clock
from sources.simulator.chance import NOBODY, Bools, Floats, Ints, Rng, Texts, chance, lag, office_hours
from sources.simulator.frames import numbered, rows, within
from sources.simulator.land import carriers
from sources.simulator.registrations import own_phones
from sources.simulator.scene import Scene
from sources.simulator.spec import Spec
from sources.simulator.spelling import BORDER, PASSPORT, spell, typed_births, typed_niks, typed_phones

REPLACED_LAWFUL, REPLACED_RECRUIT = 0.015, 0.04
BOOKING_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def identities(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """Add what each person's passport says, and the number and day (``replaced_on``) of a second one."""
    spec = scene.spec
    rng = spec.rng("identities")
    n = len(people)
    names, fathers = people["name"].to_numpy(dtype=object), people["father"].to_numpy(dtype=object)
    women = people["woman"].to_numpy()
    raised = people["raised_age"].to_numpy() & chance(rng, 0.95, n)
    births = np.where(raised, people["false_birth"], people["birth"])
    share = np.where(people["kind"] == "recruit", REPLACED_RECRUIT, REPLACED_LAWFUL)
    issued = people["passported"].to_numpy(dtype=float)
    replaced = rng.random(n) < share
    return people.assign(
        travel_name=spell(rng, PASSPORT, names, women, fathers),
        travel_birth=typed_births(rng, births, 0.008, spec.start),
        travel_nik=np.where(raised, people["false_nik"], people["nik"]),
        second_no=scene.numbering.passports(n),
        replaced_on=np.where(replaced, issued + rng.uniform(10, 200, n), np.nan),
    )


def passports(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """The passports issued during the world; older ones are known to nobody here."""
    spec = scene.spec
    rng = spec.rng("passports")
    first = np.flatnonzero(people["passported"].notna().to_numpy())
    second = np.flatnonzero(people["replaced_on"].notna().to_numpy())
    who = np.concatenate([first, second])
    again = np.arange(len(who)) >= len(first)
    p = people.iloc[who]
    n = len(who)
    day = office_hours(rng, np.where(again, p["replaced_on"], p["passported"]).astype(float))
    place = p["passport_regency"].to_numpy(dtype=object)
    frame = rows(
        "passports",
        day + lag(rng, 0.7, n, late=0.02),
        who,
        passport_no=np.where(again, p["second_no"], p["passport_no"]),
        nik=typed_niks(rng, p["travel_nik"].to_numpy(dtype=object), 0.015, 0.008),
        full_name=p["travel_name"],
        birth_date=clock.dates(spec.start, p["travel_birth"].to_numpy(dtype=float)),
        birth_place=np.array([areas.short_name(code[:4]) for code in p["nik"]], dtype=object),
        sex=np.where(p["woman"], "P", "L"),
        issuing_office=np.array([f"KANIM-{code}" for code in place], dtype=object),
        issuing_regency_code=place,
        issued_on=clock.dates(spec.start, day),
        stated_purpose=p["passport_purpose"],
        applicant_phone=typed_phones(rng, own_phones(rng, scene.recruiters, p, day, missing=0.12)),
    )
    return within(spec, frame)


def departures(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """Every exit: the one that was planned, and the later journeys of those who come and go."""
    spec = scene.spec
    rng = spec.rng("departures")
    left = np.flatnonzero(people["departed"].notna().to_numpy())
    who, day, later = _journeys(rng, people, left)
    p = people.iloc[who]
    n = len(who)
    replaced = p["replaced_on"].to_numpy(dtype=float) < day
    written = spell(
        rng,
        BORDER,
        p["travel_name"].to_numpy(dtype=object),
        p["woman"].to_numpy(),
        p["father"].to_numpy(dtype=object),
    )
    name = np.where(chance(rng, 0.08, n), written, p["travel_name"])  # most are read by a machine
    port = p["exit_port"].to_numpy(dtype=object)
    births = typed_births(rng, p["travel_birth"].to_numpy(dtype=float), 0.003, spec.start)
    planned = p["departed"].to_numpy() == p["leaves"].to_numpy()
    party = np.where(planned & ~later, p["party"].to_numpy(), NOBODY)
    frame = rows(
        "departures",
        day + 0.02 + lag(rng, 0.4, n, late=0.025),
        who,
        departed_at=clock.moments(spec.start, day),
        passport_no=np.where(replaced, p["second_no"], p["passport_no"]),
        full_name=name,
        birth_date=clock.dates(spec.start, births),
        port=port,
        country=p["country"],
        purpose=p["exit_purpose"],
        carrier=carriers(rng, port),
        booking_ref=_bookings(spec, party),
        ticket=np.where(np.where(later, chance(rng, 0.2, n), p["one_way"]), "one_way", "return"),
    )
    return numbered(spec, frame, "departure_id", "EXIT", 8)


def _journeys(rng: Rng, people: pd.DataFrame, left: Ints) -> tuple[Ints, Floats, Bools]:
    """Who leaves when, and whether it is a later journey."""
    traveller = (people["kind"].to_numpy(dtype=object) == "traveller")[left]
    more = np.where(
        traveller & chance(rng, 0.18, len(left)),
        1 + rng.poisson(0.5, len(left)),
        chance(rng, 0.02, len(left)),
    ).astype(int)
    again = np.repeat(left, more)
    first = people["departed"].to_numpy(dtype=float)
    who = np.concatenate([left, again])
    wait = rng.uniform(20, 220, len(again))
    later = np.arange(len(who)) >= len(left)
    return who, np.concatenate([first[left], first[again] + wait]), later


def _bookings(spec: Spec, party: Ints) -> Texts:
    """One booking for each party, one for each traveller who goes alone; a few are not known."""
    rng = spec.rng("bookings")
    n = len(party)
    numbers = np.where(party == NOBODY, int(party.max(initial=0)) + 1 + np.arange(n), party)
    letters = len(BOOKING_LETTERS)
    offset = int(rng.integers(letters**6))
    codes = (offset + numbers.astype(np.int64) * 48_271_337) % letters**6
    missing = chance(rng, 0.06, n)
    return np.array(
        ["" if gone else _code(int(code), letters) for code, gone in zip(codes, missing, strict=True)],
        dtype=object,
    )


def _code(number: int, letters: int) -> str:
    text = ""
    for _ in range(6):
        number, place = divmod(number, letters)
        text += BOOKING_LETTERS[place]
    return text
