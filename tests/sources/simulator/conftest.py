"""One world for all tests that look at a whole one; those about how worlds are made make tiny ones."""

import pytest

from sources.simulator.spec import Spec
from sources.simulator.world import World, simulate


@pytest.fixture(scope="session")
def world() -> World:
    return simulate(Spec(people=4000, weeks=78, seed=11, provinces=("52", "53")))
