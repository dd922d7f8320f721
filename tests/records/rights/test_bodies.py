"""Which roles the people of an institution may have."""

from __future__ import annotations

from itertools import product

import pytest

from records.rights.bodies import BODIES, BODY, kind_of, may_hold
from records.rights.role import PROGRAM, Role

EXPECTED = {
    "satgas": "satgas satgas_lead analyst data_protection_officer admin source",
    "police": "investigator satgas source",
    "placement": "placement_officer satgas volunteer data_protection_officer admin source",
    "labour": "labour_inspector satgas source",
    "lpsk": "lpsk lpsk_custodian data_protection_officer admin source",
    "upt_ppa": "upt_ppa satgas",
    "mrc": "mrc volunteer source",
    "ltsa": "ltsa source",
    "audit": "auditor",
    "provider": "admin",
    "ministry": "source",
    "immigration": "source",
    "checkpoint": "",
    "passport": "",
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_each_kind_has_the_roles_that_were_written_by_hand(kind: str) -> None:
    assert {role.value for role in Role if may_hold(f"{kind}-x", role)} == set(EXPECTED[kind].split())


def test_every_kind_is_there_and_every_role_of_a_person_has_an_institution() -> None:
    assert set(BODY) == set(EXPECTED)
    held = frozenset().union(*(body.roles for body in BODIES))
    assert held == frozenset(Role) - PROGRAM


@pytest.mark.parametrize(
    ("body", "role"), list(product(("", "unknown-x", "Satgas-x", "-", "passport"), Role))
)
def test_an_institution_of_an_unknown_kind_has_no_role(body: str, role: Role) -> None:
    assert not may_hold(body, role)


def test_a_kind_is_what_stands_before_the_first_dash() -> None:
    assert kind_of("upt_ppa-lombok-timur") == "upt_ppa"
