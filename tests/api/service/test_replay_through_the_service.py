"""The past relived through the service equals ``suluh replay``: rows in by the API, jobs by the week, alerts out by
the API; a model is trained, signed by two and promoted whenever a replay trains.

Over a small simulated province, or the folder of feeds that ``REPLAYED_FEEDS`` names, week by week from
``REPLAYED_FROM`` to ``REPLAYED_TO``.
"""

from __future__ import annotations

import base64
import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from colleagues import account
from fastapi import Request
from fastapi.testclient import TestClient

from api.jobs.declared import JOB
from api.jobs.errand import attempt
from api.jobs.runs import Outcome
from api.service.application import LIMIT, create_app
from api.service.guard import guard
from api.service.house import House
from api.signin.visitor import Visitor
from detection.refs import as_agencies_know_them
from detection.relive import Relived, relive
from detection.replay import RETRAIN_EVERY
from models import forest, risk, trial
from models.serving import signers
from records.contract import FEED_BY_NAME, FEEDS
from records.days import instant, weeks
from records.facts import entity_key
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tokens import Tokeniser
from sources.simulator.spec import Spec
from sources.simulator.world import simulate, write
from sources.suppliers import SUPPLIERS

ELSEWHERE = os.environ.get("REPLAYED_FEEDS")
FIRST = date.fromisoformat(os.environ.get("REPLAYED_FROM", "2024-12-02"))
LAST = date.fromisoformat(os.environ.get("REPLAYED_TO", "2024-12-09"))
CAPACITY = 40 if ELSEWHERE else 8
WEEK = timedelta(days=7)
ROWS_AT_ONCE = 2_000
GROUND, WHY = "UU 21/2007 Pasal 56-58", "Lebih banyak temuan pada volume yang sama"
BODY_OF = {feed.name: f"{each.kind}-52" for feed in FEEDS for each in SUPPLIERS if feed.name in each.feeds}


@dataclass(frozen=True)
class Nationwide(House):
    """A house that takes a visitor to be whoever the request says, of the whole nation."""

    def recognise(self, request: Request) -> Visitor:  # type: ignore[override]
        role, purpose = Role(request.headers["as-role"]), Purpose(request.headers["for-purpose"])
        who = Context(f"a-{role}", role, purpose, NATION, request.headers.get("of-body", "satgas-52"), "")
        return Visitor(who, self.clock(), account_id=who.who, session_id="s-1", authenticated_at=self.clock())


@dataclass
class Service:
    """A running service: what programs hand in, what its jobs do, what its officers read."""

    store: Store
    settings: Settings
    now: datetime

    def __post_init__(self) -> None:
        house = Nationwide(
            self.store, self.settings, Tokeniser(self.settings.token_key()), clock=lambda: self.now
        )
        self.client = TestClient(guard(create_app(house), LIMIT), raise_server_exceptions=False)
        for role in (Role.ANALYST, Role.SATGAS_LEAD):
            account(self.store, f"a-{role}", role)
            with self.store.begin() as connection:
                place = self.settings.data_dir / f"{role}.key"
                signers.make_key(connection, f"a-{role}", place, "operator", self.now)

    def ask(self, role: Role, purpose: Purpose, method: str, path: str, body: Any = None, **more: str) -> Any:
        headers = {"as-role": role.value, "for-purpose": purpose.value, **more}
        answer = self.client.request(method, path, headers=headers, json=body)
        assert answer.status_code < 300, (method, path, answer.text)
        return answer

    def hand_in(self, feeds: Path) -> None:
        for feed in FEEDS:
            path = feeds / f"{feed.name}.csv"
            if not path.exists():
                continue
            with path.open(encoding="utf-8", newline="") as file:
                read = csv.DictReader(file)
                for number in count():
                    rows = list(islice(read, ROWS_AT_ONCE))
                    if not rows:
                        break
                    told = self.ask(
                        Role.SOURCE,
                        Purpose.PREVENTION,
                        "POST",
                        f"/v1/feeds/{feed.name}/rows",
                        {"rows": rows},
                        **{"of-body": BODY_OF[feed.name], "idempotency-key": f"{feed.name}-{number:06d}"},
                    ).json()
                    assert told["read"] == len(rows)

    def analyst(self, method: str, path: str, body: Any = None) -> Any:
        return self.ask(Role.ANALYST, Purpose.STATISTICS, method, f"/v1/{path}", body).json()

    def lead(self, method: str, path: str, body: Any = None) -> Any:
        return self.ask(Role.SATGAS_LEAD, Purpose.STATISTICS, method, f"/v1/{path}", body).json()

    def do(self, name: str, **arguments: str) -> None:
        """A job, as the worker's process does it."""
        outcome = attempt(self.store, self.settings, JOB[name], 1, self.now, arguments)
        assert outcome is Outcome.SUCCEEDED

    def train_and_promote(self, day: date) -> None:
        self.analyst("POST", "trainings", {"as_of": day.isoformat(), "capacity": CAPACITY})
        self.do("train")
        (model,) = (each for each in self.analyst("GET", "models") if each["as_of"] == f"{day}")
        digest = model["digest"]
        for say, role in ((self.analyst, Role.ANALYST), (self.lead, Role.SATGAS_LEAD)):
            to_sign = base64.b64decode(say("GET", f"models/{digest}")["to_sign"])
            key = signers.read_private(self.settings.data_dir / f"{role}.key")
            say("POST", f"models/{digest}/signatures", {"signature": key.sign(to_sign).hex()})
        wish = {"ground": GROUND, "reason": WHY}
        asked = self.analyst(
            "POST", "approvals", {"act": "promote_model", "refs": [f"model:{digest}"], **wish}
        )
        self.lead("POST", f"approvals/{asked['number']}/decision", {"approve": True})
        self.analyst("POST", f"models/{digest}/promotions", {"role": "champion", "despite": WHY, **wish})

    def listed(self, path: str) -> Iterator[Any]:
        """Every entry of a list, page by page."""
        following: str | None = path
        while following:
            answer = self.ask(Role.SATGAS_LEAD, Purpose.PREVENTION, "GET", following)
            yield from answer.json()
            following = answer.links["next"]["url"] if "next" in answer.links else None

    def opened(self, work_id: int) -> Any:
        return self.ask(Role.SATGAS_LEAD, Purpose.PREVENTION, "GET", f"/v1/work/{work_id}").json()


@dataclass(frozen=True)
class Twice:
    """The same feeds, through the service and replayed."""

    service: Service
    relived: Relived
    numbers: dict[str, str]

    def refs(self, work: Any) -> str:
        return ";".join(as_agencies_know_them(work["refs"], self.numbers))


@pytest.fixture
def twice(store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Twice:
    feeds = Path(ELSEWHERE) if ELSEWHERE else tmp_path / "world" / "feeds"
    # The first parse in a child process and the desks have tests of their own, and take seconds.
    monkeypatch.setattr(trial, "try_out", trial.answer)
    monkeypatch.setattr("api.jobs.work.detect.for_tomorrow", lambda *_: None)
    if not ELSEWHERE:
        write(simulate(Spec(people=250, weeks=50, seed=11)), tmp_path / "world")
        monkeypatch.setattr(forest, "ROUNDS", 10)
        monkeypatch.setattr(forest, "BAGS", 4)
        monkeypatch.setattr(risk, "LEAST_POSITIVES", 1)
        monkeypatch.setattr("detection.history.LOOK_BACK", timedelta(days=27))
    settings = settings.model_copy(update={"capacity": CAPACITY, "random_looks": 0.0})
    relived = relive(feeds, FIRST, LAST, WEEK, CAPACITY, settings, lambda _: None)
    service = Service(store, settings, instant(FIRST) + timedelta(hours=2))
    service.hand_in(feeds)
    trained: date | None = None
    for day in weeks(FIRST, LAST, WEEK):
        service.now = instant(day) + timedelta(hours=2)
        if trained is None or day - trained >= RETRAIN_EVERY:
            service.train_and_promote(day)
            trained = day
        service.do("detect", as_of=day.isoformat())
    tokens = Tokeniser(settings.token_key())
    with (feeds / "passports.csv").open(encoding="utf-8", newline="") as file:
        own = [row["passport_no"] for row in csv.DictReader(file)]
    numbers = {str(entity_key(FEED_BY_NAME["passports"], {"passport_no": no}, tokens)): no for no in own}
    return Twice(service, relived, numbers)


def test_the_alerts_of_the_service_are_those_of_the_replay(twice: Twice) -> None:
    service = twice.service
    refs = {
        work["alert_id"]: twice.refs(service.opened(work["work_id"]))
        for work in service.listed("/v1/work?kind=person&grouped=false&snoozed=true&most=200")
    }
    expected = pd.concat(twice.relived.written.alerts)
    for day in weeks(FIRST, LAST, WEEK):
        told = [each for each in service.listed("/v1/alerts?most=200") if each["as_of"] == f"{day}"]
        then = expected[expected["as_of"] == instant(day).isoformat()]
        first = [each for each in told if each["alert_id"] in refs]
        assert {refs[each["alert_id"]] for each in first} == set(then["refs"])
        by_refs = then.set_index("refs")
        shown = [each for each in first if each["rank"] is not None]
        assert len(shown) >= 0.5 * len(then)
        for each in shown:
            same = by_refs.loc[refs[each["alert_id"]]]
            assert (each["rank"], each["probability"]) == (same["rank"], same["probability"])
