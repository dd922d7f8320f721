"""Whoever comes and whatever they send, allowed or not: no fault, and no answer that the description does not tell.

``SULUH_FUZZ_CASES`` says how many requests are made up beside those of the story; 10,000 take about ten minutes.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import fuzzed_world
import pytest
import story_of_entry
import story_of_proceedings
import story_of_protection
import story_of_records
import story_of_referrals
import story_of_running
import story_of_work
from fastapi.routing import APIRoute
from generating import fuzz
from story import DPO, Story
from visitors import allowed

from api.service.examples import EXAMPLES
from api.service.routes.lpsk import LPSK_ROUTERS
from records.errors import SuluhError
from records.settings import Settings
from records.store import Store

CASES = int(os.environ.get("SULUH_FUZZ_CASES", "288"))
LEAST = 0.95
"""So large a share of the operations must have answered with a success."""
REDIRECTS = {"GET /v1/provider", "GET /v1/provider/return"}
"""Signing in at an identity provider: they answer with 303, and with 404 where there is none."""

OF_LPSK = {
    f"{method} {route.path}"
    for router in LPSK_ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
}
"""What LPSK's own node alone answers; its rights table sends those examples."""


@pytest.fixture
def story(store: Store, settings: Settings, tmp_path: Path) -> Story:
    told = fuzzed_world.begin(store, settings, tmp_path / "keys")
    for part in (
        story_of_entry,
        story_of_work,
        story_of_running,
        story_of_records,
        story_of_referrals,
        story_of_proceedings,
        story_of_protection,
    ):
        part.tell(told)
    _read_all(told)
    return told


def _read_all(story: Story) -> None:
    sending = story.sending
    for label in sending.operations:
        if label.startswith("GET") and label not in sending.reached() | REDIRECTS:
            story.send(label, allowed(sending.permissions[label])[0])


def test_nothing_that_anyone_sends_makes_a_fault(story: Story) -> None:
    sending = story.sending
    labels, told = set(sending.operations), sum(map(Counter.total, sending.answered.values()))
    assert labels - sending.reached() == REDIRECTS
    assert EXAMPLES.keys() - OF_LPSK == story.exampled, "an example that nobody has sent, or of no operation"

    made = fuzz(sending, CASES)

    statuses = sum(sending.answered.values(), Counter())
    reached = sending.reached()
    print(f"{made} cases and {told} of the story, {len(labels)} operations, {len(sending.asked_by)} by role")
    print(f"{len(reached)} reached a success; not: {sorted(labels - reached)}; {sorted(statuses.items())}")
    for (label, kind), fault in sorted(sending.wrong.items()):
        print(f"WRONG {label} {kind}: {fault}")
    assert sorted(sending.wrong) == []
    assert made == CASES
    assert len(reached) >= LEAST * len(labels)


class Teapot(SuluhError):
    """An error that no operation tells of."""

    status = 418


@pytest.mark.parametrize("error", [ValueError("x"), Teapot("x", "x")])
def test_a_planted_fault_is_found(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    begun = fuzzed_world.begin(store, settings, tmp_path / "keys")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("protection.holds.place", fail)
    body = EXAMPLES["POST /v1/holds"]
    begun.sending.send("POST /v1/holds", DPO, body)
    assert [label for label, _ in begun.sending.wrong] == ["POST /v1/holds"]
