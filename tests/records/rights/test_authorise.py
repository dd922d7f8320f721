"""May this visitor do that: role, purpose, legal ground and a key's scope, each of them needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from records.rights.authorise import Forbidden, authorise
from records.rights.context import Context
from records.rights.permissions import PERMISSION, PERMISSIONS, Reach
from records.rights.purpose import GROUNDS, Purpose, holds
from records.rights.role import PROGRAM, Role

LEAD = Context("a-lead", Role.SATGAS_LEAD, Purpose.PREVENTION)
READ = PERMISSION["alert:read"]
EVERYTHING = frozenset(Purpose)


def test_who_holds_role_and_purpose_may() -> None:
    authorise(LEAD, READ)
    authorise(LEAD, READ, frozenset({"alert:read"}))


@pytest.mark.parametrize(
    ("context", "permission", "scopes"),
    [
        (replace(LEAD, role=Role.LTSA), READ, None),
        (replace(LEAD, purpose=Purpose.STATISTICS), READ, None),
        (replace(LEAD, purpose=Purpose.SERVICE), replace(READ, purposes=EVERYTHING), None),
        (LEAD, READ, frozenset()),
        (LEAD, READ, frozenset({"network:read"})),
        (replace(LEAD, role=Role.SYSTEM), READ, None),
    ],
    ids=["role", "purpose", "no legal ground", "key without scope", "key for something else", "program"],
)
def test_each_condition_is_needed(
    context: Context, permission: object, scopes: frozenset[str] | None
) -> None:
    with pytest.raises(Forbidden) as refusal:
        authorise(context, permission, scopes)  # type: ignore[arg-type]
    assert refusal.value.text_id == "Peran atau tujuan Anda tidak mencakup tindakan ini."
    assert refusal.value.text_en == "Your role or purpose does not cover this."
    assert refusal.value.status == 403


def test_a_public_door_asks_nobody() -> None:
    authorise(replace(LEAD, role=Role.VOLUNTEER), PERMISSION["health:read"], frozenset())


def test_no_permission_is_open_to_a_program_or_without_purpose() -> None:
    for permission in PERMISSIONS:
        if permission.reach is Reach.PUBLIC:
            assert not permission.roles
        else:
            assert permission.purposes, permission.name
            assert not permission.roles & PROGRAM, permission.name


def test_a_role_holds_a_purpose_only_by_a_ground_that_names_it() -> None:
    assert {ground.purpose for ground in GROUNDS} == EVERYTHING
    for ground in GROUNDS:
        assert ground.ground
        for role in Role:
            assert holds(role, ground.purpose) == (role in ground.roles)


def test_each_permission_can_be_used_by_each_of_its_roles() -> None:
    """A role that holds none of a permission's purposes could never use it: a slip in the tuple."""
    idle = {
        (permission.name, role.value)
        for permission in PERMISSIONS
        for role in permission.roles
        if not any(holds(role, purpose) for purpose in permission.purposes)
    }
    assert idle == set()
