"""How many states axe has looked at, once every page and every form of a session has been."""

from __future__ import annotations

import pytest
from looked import STATES

from api.demonstration_accounts import CAST

AT_LEAST = 100
WALKS = {"test_every_page.py", "test_after_sending.py"}


def test_axe_has_looked_at_a_hundred_different_states(request: pytest.FixtureRequest) -> None:
    """A part of the tests, run alone, tells only how many it saw."""
    different = set(STATES)
    print(f"\naxe looked at {len(STATES)} states, {len(different)} of them different")
    walked = {item.path.name for item in request.session.items} >= WALKS
    everybody = {each.partition(" ")[0] for each in different} >= {each.login for each in CAST}
    assert len(different) >= AT_LEAST or not (walked and everybody)
