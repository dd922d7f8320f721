"""A gate with a clock of the test's own and cheap hashes."""

from __future__ import annotations

import pytest
from officers import Clock, CountingHasher, Officer, gate_of, officer

from api.signin.gate import Gate
from records.store import Store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counted(store: Store) -> tuple[Gate, CountingHasher]:
    return gate_of(store)


@pytest.fixture
def gate(counted: tuple[Gate, CountingHasher]) -> Gate:
    return counted[0]


@pytest.fixture
def hasher(counted: tuple[Gate, CountingHasher]) -> CountingHasher:
    return counted[1]


@pytest.fixture
def sri(gate: Gate, clock: Clock) -> Officer:
    return officer(gate, clock)
