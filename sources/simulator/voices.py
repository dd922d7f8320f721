"""What people tell: complaints of workers and families; tips, true, mistaken or malicious."""

from __future__ import annotations

import numpy as np
import pandas as pd

from records import areas
from sources.simulator.chance import NOBODY, Floats, Rng, Texts, chance, lag, pick
from sources.simulator.frames import numbered, rows
from sources.simulator.institutions import address
from sources.simulator.links import aliases
from sources.simulator.rings import Ring
from sources.simulator.scene import Scene
from sources.simulator.spelling import HEARSAY, spell, typed_niks, typed_phones

COMPLAIN_LAWFUL, COMPLAIN_IRREGULAR, COMPLAIN_EXPLOITED = 0.006, 0.035, 0.14
"""Chances of a complaint after departure, set so that the published four fifths come from the non-procedural.
"""

LAWFUL_COMPLAINTS = {
    "unpaid_wages": 4,
    "contract_substitution": 3,
    "overcharging": 2,
    "no_contact": 1,
    "other": 2,
    "death": 0.2,
}
NARRATIVES = {
    "unpaid_wages": "Gaji belum dibayar {months} bulan.",
    "confinement": "Tidak boleh keluar rumah, HP diambil.",
    "documents_held": "Paspor ditahan sejak tiba.",
    "violence": "Sering dipukul, minta dipulangkan.",
    "contract_substitution": "Pekerjaan tidak sesuai yang dijanjikan.",
    "no_contact": "Keluarga tidak bisa menghubungi sejak {months} bulan.",
    "overcharging": "Diminta biaya {cost} juta, tidak ada kuitansi.",
    "failed_departure": "Sudah bayar {cost} juta tetapi tidak jadi berangkat.",
    "death": "Keluarga menerima kabar meninggal, minta pemulangan jenazah.",
    "other": "Minta bantuan pulang karena sakit.",
}
TRUE_TIPS = (
    "Ada {count} orang ditampung di {place}, katanya mau berangkat minggu depan.",
    "{name} mencari orang untuk kerja ke luar negeri, bisa cepat dan tanpa biaya.",
    "Anak tetangga dijemput {name}, umurnya belum 18 tahun.",
    "Hati-hati dengan {name}, hubungi {phone}, paspor warga diminta semua.",
)
OTHER_TIPS = (
    "Saya curiga dengan {name}, sering banyak tamu di rumahnya.",
    "{name} minta uang untuk urus paspor.",
    "Rumah di {place} ramai orang dari luar desa.",
    "{name} calo, nomornya {phone}, tolong ditangkap.",
)

Tip = tuple[float, int, str, bool, int]
"""On which day, about which recruiter, from which regency, whether it is true, and who reports."""


def complaints(scene: Scene, people: pd.DataFrame) -> pd.DataFrame:
    """Complaints about what happened abroad, or about a departure that failed; ``_recruiter`` is blamed."""
    spec, recruiters, agencies = scene.spec, scene.recruiters, scene.institutions.agencies
    rng = spec.rng("complaints")
    n = len(people)
    left = people["departed"].notna().to_numpy()
    kind = people["kind"].to_numpy(dtype=object)
    irregular, exploited = people["non_procedural"].to_numpy(), people["tppo"].to_numpy()
    share = np.where(exploited, COMPLAIN_EXPLOITED, np.where(irregular, COMPLAIN_IRREGULAR, COMPLAIN_LAWFUL))
    share = np.where(left, share, 0.5 * share) * np.isin(kind, ["worker", "solo", "recruit"])
    who = np.flatnonzero(rng.random(n) < share)
    p = people.iloc[who]
    n = len(who)
    failed = ~left[who]
    since = np.where(failed, p["leaves"], p["departed"]).astype(float)
    category = np.where(failed, "failed_departure", _categories(rng, scene.rings, p))
    bringer = p["recruiter"].to_numpy()
    named = (bringer != NOBODY) & chance(rng, 0.5, n)
    phoned = (bringer != NOBODY) & chance(rng, 0.3, n)
    agency = p["agency"].to_numpy()
    licences = np.array([a.license_no for a in agencies] + [""], dtype=object)
    day = since + np.where(failed, 5, 15) + rng.exponential(80, n)
    passport = np.where(chance(rng, 0.5, n) & left[who], p["passport_no"], "")
    names, fathers = p["name"].to_numpy(dtype=object), p["father"].to_numpy(dtype=object)
    nik = typed_niks(rng, p["nik"].to_numpy(dtype=object), 0.0, 0.03)
    frame = rows(
        "complaints",
        day + lag(rng, 4, n, late=0.05),
        who,
        country=p["country"],
        worker_name=spell(rng, HEARSAY, names, p["woman"].to_numpy(), fathers),
        worker_passport_no=passport,
        worker_nik=np.where((passport == "") | chance(rng, 0.3, n), nik, ""),
        category=category,
        recruiter_name=np.where(named, aliases(rng, recruiters, bringer), ""),
        recruiter_phone=typed_phones(
            rng, np.where(phoned, recruiters.phones(bringer, p["first"].to_numpy()), "")
        ),
        license_no=np.where(chance(rng, 0.5, n), licences[agency], ""),
        narrative=np.array(
            [
                NARRATIVES[c].format(months=int(2 + m * 8), cost=int(3 + m * 30))
                for c, m in zip(category, rng.random(n), strict=True)
            ],
            dtype=object,
        ),
    ).assign(_recruiter=np.where(named | phoned, bringer, NOBODY), _day=day)
    return numbered(spec, frame, "complaint_id", "ADU", 6)


def _categories(rng: Rng, rings: list[Ring], people: pd.DataFrame) -> Texts:
    category = pick(rng, LAWFUL_COMPLAINTS, len(people))
    for i, ring in enumerate(people["ring"].tolist()):
        if ring != NOBODY:
            category[i] = pick(rng, rings[ring].modus.complaints, 1)[0]
    return category


def tips(scene: Scene) -> pd.DataFrame:
    """Tips about rings, about people who did nothing, and from rivals who settle scores of their own."""
    spec, recruiters = scene.spec, scene.recruiters
    rng = spec.rng("tips")
    told: list[Tip] = []
    reporters = max(10, spec.people // 100)
    for ring in scene.rings:
        for recruit in ring.recruits:
            if rng.random() < 0.07:
                regency = ring.regencies[int(rng.integers(3))]
                day = recruit.day + float(rng.uniform(0, 40))
                told.append((day, recruit.sponsor, regency, True, int(rng.integers(reporters))))
    honest = recruiters.of_kind("village_sponsor", "freelance", "field_officer")
    for _ in range(int(rng.poisson(spec.people / 260))):
        about = honest[int(rng.integers(len(honest)))]
        day = float(rng.uniform(0, spec.days))
        told.append((day, about, recruiters.everyone[about].regency, False, int(rng.integers(reporters))))
    for _ in range(
        max(1, spec.people // 4000)
    ):  # a rival sponsor, who reports the same competitor again and again
        about, reporter = honest[int(rng.integers(len(honest)))], int(rng.integers(reporters))
        first = float(rng.uniform(0, 0.7 * spec.days))
        regency, times = recruiters.everyone[about].regency, 2 + int(rng.integers(5))
        told += [(first + 9.0 * turn, about, regency, False, reporter) for turn in range(times)]
    return _written(scene, rng, told)


def _written(scene: Scene, rng: Rng, told: list[Tip]) -> pd.DataFrame:
    spec, recruiters = scene.spec, scene.recruiters
    n = len(told)
    day: Floats = np.array([t[0] for t in told], dtype=float)
    who = np.array([t[1] for t in told], dtype=np.int64)
    name, phone = aliases(rng, recruiters, who), typed_phones(rng, recruiters.phones(who, day))
    narratives, places, districts = [], [], []
    for i, (when, about, regency, true, _) in enumerate(told):
        ring = recruiters.everyone[about].ring
        place = scene.rings[ring].shelter(when) if ring != NOBODY else address(rng, regency)
        texts = TRUE_TIPS if true and rng.random() < 0.75 else OTHER_TIPS
        text = texts[int(rng.integers(len(texts)))]
        narratives.append(
            text.format(name=name[i], phone=phone[i], place=place, count=int(rng.integers(3, 15)))
        )
        places.append(place if "{place}" in text else "")
        own = areas.children(regency)
        districts.append(own[int(rng.integers(len(own)))])
    frame = rows(
        "tips",
        day + lag(rng, 1.5, n),
        district_code=np.where(chance(rng, 0.05, n), "", np.array(districts, dtype=object)),
        reporter_id=np.array([f"REL{t[4]:04d}" for t in told], dtype=object),
        narrative=np.array(narratives, dtype=object),
        mentioned_name=np.where(chance(rng, 0.6, n), name, ""),
        mentioned_phone=np.where(chance(rng, 0.3, n), phone, ""),
        mentioned_place=np.where(chance(rng, 0.7, n), np.array(places, dtype=object), ""),
    ).assign(_recruiter=who)
    return numbered(spec, frame, "tip_id", "TIP", 6)
