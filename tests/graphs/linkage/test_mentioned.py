from __future__ import annotations

from datetime import date
from pathlib import Path

from factories import Told, known, told

from graphs.linkage.mentioned import recruiter_mentions

DAY = date(2025, 3, 1)


def link(key: str, subject_type: str, subject_ref: str) -> Told:
    fields = {"subject_type": subject_type, "subject_ref": subject_ref, "recruiter_name": "Asep"}
    return told("recruiter_links", key, "2025-01-07", **fields)


def test_a_link_is_where_and_for_whom_its_person_registered(tmp_path: Path) -> None:
    rows = (
        told("registrations", "REG1", "2025-01-05", village_code="5203012001", license_no="SIP3MI-1"),
        told("passports", "X1234567", "2025-01-06", issuing_regency_code="3209"),
        link("L1", "registration", "REG1"),
        link("L2", "passport", "X1234567"),
        link("L3", "agency", "SIP3MI-2"),
        link("L4", "registration", "REG unknown"),
    )
    found = recruiter_mentions(known(tmp_path, DAY, rows).lake, DAY).fillna("none").set_index("key")
    assert {key: (found.at[key, "regency_code"], found.at[key, "license_no"]) for key in found.index} == {
        "L1": ("5203", "SIP3MI-1"),
        "L2": ("3209", "none"),
        "L3": ("none", "SIP3MI-2"),
        "L4": ("none", "none"),
    }
