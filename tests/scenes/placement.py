"""Scenes of agencies, job orders, and where and as what the person is to work."""

from __future__ import annotations

from datetime import date

from factories import Told, told

from scenes.scene import Scene, registered

AGENCY = told("agencies", "SIP3MI-1", "2020-01-01")
ORDER = told("job_orders", "JO-1", "2024-01-01")


def agency(on: str, **fields: object) -> Told:
    """The agency of the honest registration, recorded once more."""
    return told("agencies", "SIP3MI-1", on, **fields)


P02 = Scene(
    "P02",
    (AGENCY, agency("2025-02-10", status="suspended"), registered()),
    {
        "a licence under renewal": (agency("2020-01-01", license_to=date(2025, 1, 1)), registered()),
        "an individual scheme that needs no agency": (
            AGENCY,
            agency("2025-02-10", status="suspended"),
            registered(scheme="mandiri"),
        ),
        "suspended after the departure": (
            AGENCY,
            agency("2025-02-10", status="suspended"),
            registered("2024-06-01"),
        ),
        "a licence that has not reached the register yet": (
            told("agencies", "SIP3MI-9", "2020-01-01"),
            registered("2025-02-20"),
        ),
        "no register at all": (registered(),),
    },
)

_LATE = {"planned_departure_on": date(2025, 3, 20)}
P03 = Scene(
    "P03",
    (AGENCY, told("job_orders", "JO-2", "2024-01-01", country="MYS"), registered(**_LATE)),
    {
        "the position typed differently": (
            AGENCY,
            told("job_orders", "JO-1", "2024-01-01", position="operator pabrik"),
            registered(**_LATE),
        ),
        "the job order was amended and its old date stands": (
            AGENCY,
            told("job_orders", "JO-1", "2024-01-01", valid_to=date(2024, 12, 31)),
            registered(**_LATE),
        ),
        "no job order is needed yet": (
            AGENCY,
            told("job_orders", "JO-2", "2024-01-01", country="MYS"),
            registered(job_order_no=None),
        ),
        "no register of job orders": (AGENCY, registered(**_LATE)),
        "replacing someone who dropped out": (
            AGENCY,
            told("job_orders", "JO-1", "2024-01-01", quota=1),
            told("registrations", "R0", "2024-06-01", "budi"),
            registered(),
        ),
    },
)

P03_QUOTA = Scene(
    "P03",
    (
        AGENCY,
        told("job_orders", "JO-1", "2024-01-01", quota=1),
        told("registrations", "R0", "2025-01-01", "budi"),
        registered(),
    ),
)

P04 = Scene(
    "P04",
    (AGENCY, ORDER, told("agencies", "SIP3MI-2", "2020-01-01"), registered(license_no="SIP3MI-2")),
    {
        "the employer was renamed": (
            AGENCY,
            ORDER,
            told("job_orders", "JO-1", "2025-01-30", employer_name="New Formosa"),
            registered(),
        ),
        "the endorsement arrives late": (AGENCY, ORDER, registered("2025-02-20", job_order_no="JO-8")),
        "no register of job orders": (AGENCY, registered(job_order_no="JO-8")),
    },
)

P04_UNKNOWN = Scene("P04", (AGENCY, ORDER, registered(job_order_no="JO-8")))

_CLOSED = {"country": "SAU", "position": "domestic_worker"}
P10 = Scene(
    "P10",
    (registered(**_CLOSED),),
    {
        "a corporate job in the same country": (registered(country="SAU", position="welder"),),
        "a registered job order for just that": (
            told("job_orders", "JO-1", "2024-01-01", **_CLOSED),
            registered(**_CLOSED),
        ),
    },
)

P11 = Scene(
    "P11",
    (registered(scheme="mandiri", position="domestic_worker", license_no=None),),
    {
        "a carer in a home for the aged": (
            registered(scheme="mandiri", position="caregiver", license_no=None),
        ),
        "a cook": (registered(scheme="mandiri", position="cook", license_no=None),),
    },
)

SCENES = (P02, P03, P03_QUOTA, P04, P04_UNKNOWN, P10, P11)
