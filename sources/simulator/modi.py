"""How people are sent abroad outside the procedure, one declared modus operandi each.

What each modus is stands in the newspapers and court reports that its ``basis`` names; the numbers are
judgements of this project about how much of it shows in records, and are meant to overlap with what honest
people do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sources.simulator.rates import SCAM_ASSESSED, SCAM_COUNTRIES


@dataclass(frozen=True)
class Modus:
    """One way of sending people; shares and chances are between 0 and 1 and hold for each recruit alone.

    ``share`` of the rings work this way. ``registers`` is the chance that a recruit appears at an LTSA at
    all, ``papers`` the chance that each required document appears there, ``unverified`` that its issuer never
    confirms it; those that it ``omits`` mostly lack. ``days`` is the median from first contact to departure,
    ``group`` how many travel on one booking, ``away`` the chance of a passport from an office far from home,
    ``front`` that a registration names the ring's agency, ``tppo`` that the person ends up exploited,
    ``noticed`` how readily a case is opened, relative to 1.
    """

    name: str
    basis: str
    share: float
    destinations: Mapping[str, float]
    positions: Mapping[str, float]
    passport_purposes: Mapping[str, float]
    exit_purposes: Mapping[str, float]
    ports: Mapping[str, float]
    women: float
    ages: tuple[float, float]
    raised_age: float
    educated: float
    registers: float
    papers: float
    unverified: float
    omits: tuple[str, ...]
    days: float
    cost: tuple[float, float]
    paid_by: Mapping[str, float]
    one_way: float
    group: int
    away: float
    front: float
    tppo: float
    complaints: Mapping[str, float]
    noticed: float


MODI: tuple[Modus, ...] = (
    Modus(
        name="visit_domestic",
        basis="household work in the Middle East on a visit or pilgrimage visa despite Kepmenaker 260/2015",
        share=0.22,
        destinations={"SAU": 5, "ARE": 3, "QAT": 1, "OMN": 1, "KWT": 1, "IRQ": 0.3, "SYR": 0.2},
        positions={"domestic_worker": 5, "cleaner": 1},
        passport_purposes={"pilgrimage": 5, "visit": 4, "work": 1},
        exit_purposes={"pilgrimage": 4, "visit": 6},
        ports={"CGK": 6, "SUB": 3, "LOP": 1, "KNO": 1},
        women=0.93,
        ages=(19, 44),
        raised_age=0.04,
        educated=0.25,
        registers=0.12,
        papers=0.35,
        unverified=0.25,
        omits=("placement_agreement", "work_agreement", "visa", "orientation"),
        days=38,
        cost=(0, 6),
        paid_by={"sponsor": 7, "self": 1, "family": 1},
        one_way=0.55,
        group=6,
        away=0.45,
        front=0.15,
        tppo=0.66,
        complaints={"unpaid_wages": 4, "confinement": 3, "violence": 2, "no_contact": 2, "documents_held": 2},
        noticed=1.3,
    ),
    Modus(
        name="scam_jobs",
        basis="office jobs promised, online-scam compounds found; about 40 % assessed as trafficked",
        share=0.2,
        destinations={**SCAM_COUNTRIES.values, "MYS": 300, "SGP": 150},
        positions={"customer_service": 5, "marketing": 3, "administration": 2, "operator": 2},
        passport_purposes={"visit": 9, "work": 1},
        exit_purposes={"visit": 10, "medical": 0.2},
        ports={"CGK": 5, "BTH-FERRY": 3, "KNO": 2, "DPS": 1, "SUB": 1},
        women=0.32,
        ages=(18, 35),
        raised_age=0.01,
        educated=0.9,
        registers=0.05,
        papers=0.3,
        unverified=0.2,
        omits=("placement_agreement", "visa", "competency", "orientation"),
        days=21,
        cost=(0, 4),
        paid_by={"sponsor": 5, "employer": 3, "self": 2},
        one_way=0.5,
        group=3,
        away=0.2,
        front=0.0,
        tppo=SCAM_ASSESSED.values["share_tppo"],
        complaints={"confinement": 4, "violence": 2, "contract_substitution": 3, "no_contact": 2, "other": 1},
        noticed=1.2,
    ),
    Modus(
        name="ferry_visit",
        basis="ferry and land crossings on a visitor's stamp, paid by the sponsor and repaid from wages",
        share=0.2,
        destinations={"MYS": 8, "SGP": 2, "BRN": 0.5},
        positions={
            "plantation_worker": 4,
            "construction_worker": 3,
            "domestic_worker": 3,
            "restaurant_worker": 1,
        },
        passport_purposes={"visit": 8, "work": 1.5, "medical": 0.5},
        exit_purposes={"visit": 9, "medical": 1},
        ports={
            "BTH-FERRY": 5,
            "TPI-FERRY": 2,
            "DUM-FERRY": 2,
            "NUNUKAN-FERRY": 3,
            "ENTIKONG": 3,
            "TBK-FERRY": 1,
        },
        women=0.42,
        ages=(18, 45),
        raised_age=0.05,
        educated=0.3,
        registers=0.1,
        papers=0.3,
        unverified=0.2,
        omits=("placement_agreement", "visa", "bpjs", "orientation"),
        days=26,
        cost=(2, 9),
        paid_by={"sponsor": 6, "family": 2, "self": 2},
        one_way=0.6,
        group=8,
        away=0.4,
        front=0.05,
        tppo=0.38,
        complaints={
            "unpaid_wages": 5,
            "documents_held": 3,
            "failed_departure": 2,
            "overcharging": 2,
            "other": 1,
        },
        noticed=1.0,
    ),
    Modus(
        name="fishing_crew",
        basis="fishing crew without crew permits; wages delegated, or cut for papers said to be free",
        share=0.12,
        destinations={"TWN": 4, "CHN": 3, "KOR": 1, "FJI": 1, "PER": 0.5, "MUS": 0.5},
        positions={"fishing_crew": 9, "factory_operator": 1},
        passport_purposes={"crew": 6, "work": 3, "visit": 1},
        exit_purposes={"crew": 7, "visit": 2, "work": 1},
        ports={"CGK": 6, "DPS": 2, "SUB": 2},
        women=0.0,
        ages=(18, 36),
        raised_age=0.04,
        educated=0.35,
        registers=0.45,
        papers=0.6,
        unverified=0.3,
        omits=("competency", "bpjs", "orientation"),
        days=45,
        cost=(3, 12),
        paid_by={"agency": 5, "sponsor": 4, "self": 1},
        one_way=0.85,
        group=9,
        away=0.35,
        front=0.45,
        tppo=0.6,
        complaints={
            "unpaid_wages": 6,
            "contract_substitution": 2,
            "violence": 1,
            "no_contact": 2,
            "death": 0.5,
        },
        noticed=0.5,
    ),
    Modus(
        name="raised_age",
        basis="girls and boys registered as adults, with changed birth dates and a made-up guardian",
        share=0.08,
        destinations={"SGP": 3, "MYS": 4, "HKG": 2, "SAU": 1},
        positions={"domestic_worker": 6, "caregiver": 1, "restaurant_worker": 1, "factory_operator": 1},
        passport_purposes={"work": 6, "visit": 4},
        exit_purposes={"work": 5, "visit": 5},
        ports={"CGK": 4, "SUB": 2, "BTH-FERRY": 3, "NUNUKAN-FERRY": 1},
        women=0.82,
        ages=(18, 26),
        raised_age=0.55,
        educated=0.1,
        registers=0.6,
        papers=0.75,
        unverified=0.3,
        omits=("marital_status", "competency"),
        days=55,
        cost=(3, 14),
        paid_by={"sponsor": 6, "agency": 2, "family": 2},
        one_way=0.8,
        group=4,
        away=0.4,
        front=0.55,
        tppo=0.6,
        complaints={"unpaid_wages": 3, "violence": 2, "confinement": 2, "no_contact": 2, "documents_held": 1},
        noticed=0.9,
    ),
    Modus(
        name="advance_debt",
        basis="an advance to the family, a loan at 27-30 % that the wage repays, the passport as a pledge",
        share=0.1,
        destinations={"MYS": 4, "TWN": 4, "HKG": 2, "SGP": 1, "POL": 0.5, "TUR": 0.5},
        positions={"plantation_worker": 3, "caregiver": 3, "domestic_worker": 3, "factory_operator": 3},
        passport_purposes={"work": 8, "visit": 2},
        exit_purposes={"work": 7, "visit": 3},
        ports={"CGK": 5, "SUB": 3, "LOP": 1, "BTH-FERRY": 2},
        women=0.55,
        ages=(19, 42),
        raised_age=0.02,
        educated=0.3,
        registers=0.8,
        papers=0.8,
        unverified=0.2,
        omits=(),
        days=62,
        cost=(18, 48),
        paid_by={"sponsor": 5, "bank_loan": 4, "agency": 2, "family": 1},
        one_way=0.85,
        group=4,
        away=0.25,
        front=0.65,
        tppo=0.45,
        complaints={"overcharging": 5, "documents_held": 3, "unpaid_wages": 3, "failed_departure": 2},
        noticed=0.7,
    ),
    Modus(
        name="licensed_shortcut",
        basis="a licensed agency that leaves out the agreement and the orientation or trades its job orders",
        share=0.08,
        destinations={"SGP": 4, "MYS": 3, "TWN": 2, "HKG": 2, "SAU": 1},
        positions={"domestic_worker": 4, "caregiver": 3, "factory_operator": 2, "cleaner": 1},
        passport_purposes={"work": 9, "visit": 1},
        exit_purposes={"work": 6, "visit": 4},
        ports={"CGK": 5, "BTH-FERRY": 3, "SUB": 3, "KNO": 1},
        women=0.75,
        ages=(19, 42),
        raised_age=0.02,
        educated=0.35,
        registers=0.95,
        papers=0.82,
        unverified=0.15,
        omits=("placement_agreement", "orientation"),
        days=40,
        cost=(12, 32),
        paid_by={"agency": 5, "self": 2, "bank_loan": 2, "sponsor": 2},
        one_way=0.88,
        group=4,
        away=0.3,
        front=0.95,
        tppo=0.3,
        complaints={"overcharging": 4, "contract_substitution": 4, "unpaid_wages": 2, "failed_departure": 2},
        noticed=0.6,
    ),
)
