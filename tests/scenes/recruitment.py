"""Scenes of who brought the applicant, at what cost, and what others say of them."""

from __future__ import annotations

from factories import Told, told

from scenes.placement import AGENCY
from scenes.scene import ANA, Scene, link, others, passport, registered

CALO = "081234000001"
BROUGHT = {"referrer_relation": "sponsor", "referrer_phone": CALO}
ALONE = {"license_no": None, "scheme": "mandiri"}
OFFICER = others("registrations", "2025-01-10", 4, referrer_phone=CALO, referrer_relation="sponsor")
"""Four others whom the same phone brought to the one agency."""

_SEEN = link("2024-12-20", "L1", "X1000001", subject_type="passport", recruiter_phone=CALO)
P01 = Scene(
    "P01",
    (passport("2024-12-15"), _SEEN),
    {
        "too early to have reported": (passport("2025-02-15"), _SEEN),
        "the registration may not have been recognised": (passport("2024-12-15", nik=None), _SEEN),
        "no sign of work at all": (passport("2024-12-15"),),
        "registered": (passport("2024-12-15"), _SEEN, registered()),
        "seen with a field officer": (
            passport("2024-12-15"),
            link("2024-12-20", "L1", "X1000001", subject_type="passport", role="field_officer"),
        ),
    },
)

R01 = Scene(
    "R01",
    (registered(**BROUGHT, **ALONE),),
    {
        "a sponsor who brings to a licensed agency": (AGENCY, registered(**BROUGHT)),
        "a relative who helps": (registered(referrer_relation="family", referrer_phone=CALO, **ALONE),),
        "the field officer of an agency": (AGENCY, *OFFICER, registered(**BROUGHT, **ALONE)),
        "the agency's own line": (
            told("agencies", "SIP3MI-1", "2020-01-01", phone=CALO),
            registered(**BROUGHT, **ALONE),
        ),
    },
)

_MAID = {"position": "domestic_worker", "cost_paid_by": "self"}
_USUAL = others("registrations", "2025-01-10", 3, position="domestic_worker", declared_cost_idr=10_000_000)
R04 = Scene(
    "R04",
    (*_USUAL, registered(declared_cost_idr=20_000_000, **_MAID)),
    {
        "personal needs": (*_USUAL, registered(declared_cost_idr=14_000_000, **_MAID)),
        "the employer pays": (
            *_USUAL,
            registered(declared_cost_idr=20_000_000, position="domestic_worker", cost_paid_by="employer"),
        ),
        "a position that may cost": (
            *others("registrations", "2025-01-10", 3, declared_cost_idr=10_000_000),
            registered(declared_cost_idr=20_000_000, cost_paid_by="self"),
        ),
    },
)


def _tip(narrative: str, on: str = "2025-02-10") -> Told:
    return told("tips", "T1", on, narrative=narrative, mentioned_phone=CALO)


def _tip_scene(indicator: str, narrative: str) -> Scene:
    brought = registered(**BROUGHT, **ALONE)
    return Scene(
        indicator,
        (brought, _tip(narrative)),
        {
            "a tip of long ago": (brought, _tip(narrative, "2024-02-10")),
            "a tip about something else": (brought, _tip("Rumahnya ramai.")),
            "a licensed agency's officer": (AGENCY, *OFFICER, registered(**BROUGHT), _tip(narrative)),
        },
    )


R06 = _tip_scene("R06", "Ia memberi uang fit lima juta kepada keluarga.")
R10 = _tip_scene("R10", "Kalau mundur diancam, harus ganti rugi.")
R13 = _tip_scene("R13", "KTP ditahan sebelum berangkat.")

_HELD = told("complaints", "C1", "2025-02-10", ANA, category="documents_held", license_no="SIP3MI-1")
R13_COMPLAINT = Scene(
    "R13",
    (
        registered(),
        told("complaints", "C1", "2025-02-10", ANA, category="documents_held", recruiter_phone=CALO),
    ),
    {"an agency keeps the passport for the visa": (AGENCY, registered(), _HELD)},
)

_PHONE = "081299000001"
_VISITORS = others("passports", "2025-01-25", 4, stated_purpose="visit", applicant_phone=_PHONE)
_LINKED = tuple(
    link("2025-02-01", f"L{n}", f"X2{n:06d}", f"other-{n}", subject_type="passport", recruiter_phone=CALO)
    for n in range(1, 5)
)
_VILLAGERS = others(
    "registrations", "2025-01-25", 5, phone=_PHONE, license_no="SIP3MI-{n}", village_code="520301200{n}"
)
R08 = Scene(
    "R08",
    (*_VISITORS, *_LINKED, passport(applicant_phone=_PHONE)),
    {
        "a village helper whose applicants are in order": (*_VILLAGERS, registered(phone=_PHONE)),
        "a helper over the years": (
            *(
                told("passports", f"X2{n:06d}", f"202{n}-01-25", f"other-{n}", applicant_phone=_PHONE)
                for n in range(1, 5)
            ),
            *_LINKED,
            passport(applicant_phone=_PHONE),
        ),
        "a family": (*_VISITORS[:3], *_LINKED[:3], passport(applicant_phone=_PHONE)),
        "an agency's line, recorded before a correction lost it": (
            told("agencies", "SIP3MI-1", "2020-01-01", phone=_PHONE),
            told("agencies", "SIP3MI-1", "2024-01-01", phone=None, status="suspended"),
            *_VISITORS,
            *_LINKED,
            passport(applicant_phone=_PHONE),
        ),
    },
)

_KASIR = "BRI 7712345678"


def _payments(to: tuple[Told, ...]) -> tuple[Told, ...]:
    paid = tuple(
        link("2025-02-01", f"L{n}", f"registrations-{n}", f"other-{n}", recruiter_bank_account=_KASIR)
        for n in range(1, 5)
    )
    return (*to, *paid, link("2025-02-01", "L9", "R1", ANA, recruiter_bank_account=_KASIR))


R08_ACCOUNT = Scene(
    "R08",
    (*_payments(others("registrations", "2025-01-25", 4, **ALONE)), registered(**ALONE)),
    {
        "the cashier of a licensed agency": (
            AGENCY,
            *_payments(others("registrations", "2025-01-25", 4)),
            registered(),
        ),
    },
)


def _complaint(number: int, **fields: object) -> Told:
    whose = {"recruiter_phone": CALO} | fields
    return told("complaints", f"C{number}", "2025-02-01", f"other-{number}", category="unpaid_wages", **whose)


_THREE = tuple(_complaint(number) for number in (1, 2, 3))
_BROUGHT = registered(**BROUGHT, **ALONE)
_SUSPECT = {"full_name": "Karto", "phone": CALO, "finding": "tppo_suspect"}
R09 = Scene(
    "R09",
    (_BROUGHT, *_THREE),
    {
        "two complaints are an allegation yet": (_BROUGHT, *_THREE[:2]),
        "one rival who complains three times": (
            _BROUGHT,
            *(
                told("complaints", f"C{n}", "2025-02-01", "rival", category="other", recruiter_phone=CALO)
                for n in (1, 2, 3)
            ),
        ),
        "a namesake with another phone": (
            registered(referrer_name="Karto", referrer_relation="sponsor", referrer_phone="0813999", **ALONE),
            *(_complaint(n, recruiter_name="Karto") for n in (1, 2, 3)),
        ),
    },
)
R09_FINDING = Scene(
    "R09",
    (_BROUGHT, told("case_outcomes", "LP1/1", "2025-02-01", "karto", **_SUSPECT)),
    {
        "the finding was withdrawn": (
            _BROUGHT,
            told("case_outcomes", "LP1/1", "2025-02-01", "karto", **_SUSPECT),
            told("case_outcomes", "LP1/1", "2025-02-20", "karto", **_SUSPECT | {"finding": "withdrawn"}),
        ),
    },
)

SCENES = (P01, R01, R04, R06, R10, R13, R13_COMPLAINT, R08, R08_ACCOUNT, R09, R09_FINDING)
