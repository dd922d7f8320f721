"""Requests that Schemathesis makes up from the description, with addresses and bodies that lead somewhere mixed in."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count, cycle
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from sending import Sending
from visitors import Caller, allowed, everyone

from api.service.examples import EXAMPLES
from records.rights.permissions import Permission

SEED = 7
KNOWN_ADDRESS, KNOWN_BODY = 0.8, 0.4
"""How often an address leads to something, and a body is the description's example."""
_QUIETLY = settings(
    database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)


def fuzz(sending: Sending, cases: int) -> int:
    """Send so many requests, as many of each operation as of any other; gives how many could be sent."""
    share, rest = divmod(cases, len(sending.operations))
    made = 0
    for number, label in enumerate(sorted(sending.operations)):
        made += _one(sending, label, sending.permissions[label], share + (number < rest), number)
    return made


def _one(sending: Sending, label: str, permission: Permission, wanted: int, number: int) -> int:
    operation = sending.operations[label]
    rng = random.Random(f"{SEED}/{label}")  # noqa: S311  (a draw of the test)
    callers, made = _callers(permission, number), 0

    @seed(SEED)
    @settings(_QUIETLY, max_examples=2 * wanted + 10)  # some fit on no wire
    @given(case=_cases(operation))
    def send(case: Any) -> None:
        nonlocal made
        if made >= wanted:
            return
        _lead_somewhere(sending, case, rng)
        made += sending.case(case, next(callers)) is not None

    while made < wanted:  # an operation without parameters has few requests to be made of it
        before = made
        send()
        if made == before:
            break
    return made


def _cases(operation: Any) -> st.SearchStrategy[Any]:
    """Two that fit the description for one that does not."""
    fitting = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    return st.one_of(fitting, fitting, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


def _callers(permission: Permission, number: int) -> Iterator[Caller]:
    """In turn somebody who may, and the next of everybody, another to begin with for each operation."""
    those, everybody = cycle(allowed(permission)), cycle(everyone())
    for _ in range(number):
        next(everybody)
    for turn in count():
        yield next(those) if turn % 2 == 0 else next(everybody)


def _lead_somewhere(sending: Sending, case: Any, rng: random.Random) -> None:
    known = {name: each for name, each in sending.known.items() if f"{{{name}}}" in case.operation.path}
    if known and rng.random() < KNOWN_ADDRESS:
        case.path_parameters = {**(case.path_parameters or {}), **known}
    if case.operation.label in EXAMPLES and rng.random() < KNOWN_BODY:
        case.body, case.media_type = EXAMPLES[case.operation.label], "application/json"
