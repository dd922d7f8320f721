"""What must be there before the story begins: people at work, a model, urgent matters, failed deliveries, old rows."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
from fastapi.testclient import TestClient
from officers import Clock
from opened import NOW
from peopled import DAY, TOKENS, Peopled, people
from sending import BASE, Sending
from sqlalchemy import insert, text
from story import Story
from visitors import Visitors

from api.service.application import LIMIT, create_app
from api.service.headers import Headers
from api.service.house import House
from api.service.limits import Limits
from api.service.rate_limits import Rates
from api.signin.gate import Gate
from api.signin.keyed import Keyed
from api.signin.passwords import Hasher
from features.catalogue import digest as features_digest
from models.calibration import Calibration
from models.drift import Reference, bins_of
from models.fairness import compare
from models.risk import Model, Points, Risk, version_of
from models.serving import kept, signers
from models.serving.kept import Kept
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import urgent_items

OLD = "passports:PP-1"
"""A row whose time is over."""

_DEAD_DELIVERY = text("""
    INSERT INTO webhook_deliveries (webhook_id, event, state, next_at)
    SELECT :webhook, min(number), 'dead', :now FROM outbox RETURNING delivery_id
""")
_OLD_ROW = text(r"""
    INSERT INTO source_rows (feed, entity_key, recorded_at, file_id, row_number, digest, known)
    VALUES ('passports', :key, '2023-01-02', 1, 99, '\x00', jsonb_build_object('recorded_at', 1))
""")
_DEAD_LETTER = text("""
    INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, status) VALUES ('suluh', 'detect', 'failed')
""")


def begin(store: Store, settings: Settings, keys: Path) -> Story:
    """A service, everybody who comes to it, and what it holds."""
    clock = Clock(NOW)
    house = House(store, settings, TOKENS, lambda: clock.now, Rates(most=0))  # nobody is ever too fast
    house.__dict__["gate"] = Gate(store, Keyed(b"k" * 32), Gate.of(store, settings).limits, Hasher(8, 1, 1))
    peopled = people(store)
    visitors = Visitors(store, house, clock)
    visitors.let_in()
    application = create_app(house)
    client = TestClient(
        Headers(Limits(application, LIMIT)), BASE, raise_server_exceptions=False, follow_redirects=False
    )
    sending = Sending(client, application, visitors, _known(peopled))
    _urgent(store, peopled)
    with store.begin() as connection:
        connection.execute(text("INSERT INTO jobs.procrastinate_workers DEFAULT VALUES"))
        for _ in range(2):
            connection.execute(_DEAD_LETTER)
        connection.execute(_OLD_ROW, {"key": OLD.partition(":")[2]})
    sending.known["digest"] = _model(store, visitors, settings.data_dir / "models", keys)
    return Story(sending, peopled, store, keys)


def dead_delivery(store: Store, webhook: str) -> int:
    """A message to a webhook that was given up."""
    with store.begin() as connection:
        number: int = connection.execute(_DEAD_DELIVERY, {"webhook": webhook, "now": NOW}).scalar_one()
    return number


def _known(peopled: Peopled) -> dict[str, str]:
    own = peopled.own
    return {
        "person_id": own.person_id,
        "alert_id": str(own.alert_id),
        "work_id": str(own.work_id),
        "question_id": str(own.question_id),
        "recruiter_id": "recruiter_1",
        "feed": "registrations",
        "name": "due",
        "number": "2",
    }


def _urgent(store: Store, peopled: Peopled) -> None:
    for sign, who in (("E06", peopled.own), ("E07", peopled.neighbour)):
        row = {
            "kind": "person",
            "subject": who.person_id,
            "refs": [f"registrations:{who.entity_key}"],
            "areas": ["5203"],
            "signs": [sign],
            "raised_at": NOW,
            "round_at": NOW,
            "next_at": NOW,
        }
        with store.begin() as connection:
            connection.execute(insert(urgent_items).values(row))


def _model(store: Store, visitors: Visitors, folder: Path, keys: Path) -> str:
    """A model that two people can sign; gives its digest."""
    day: date = DAY
    targets = ("tppo", "non_procedural")
    models = {name: Model(name, Points(), Calibration(1.0, 0.0, 1.0), None, 1) for name in targets}
    risk, bins = Risk(day, models, version_of(models, day)), bins_of(np.arange(9.0))
    now: datetime = visitors.clock.now
    with store.begin() as connection:
        for role in (Role.ANALYST, Role.SATGAS_LEAD):
            signers.make_key(connection, visitors.accounts[role], keys / role, "operator", now)
        own = signers.installation_key(connection, keys / "own", now)
        then = Reference(features_digest(), {"a": bins}, {"tppo": bins}, {})
        digest = kept.write(folder, risk, "0" * 64, then, own)
        told = (digest, risk.version, day, 40, 7, False, "0" * 64, features_digest(), {}, "r", "x", now)
        kept.put(connection, Kept(*told), [compare("sex", {"L": (300, 30), "P": (300, 31)})])
    return digest
