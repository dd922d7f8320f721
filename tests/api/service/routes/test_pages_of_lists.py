"""Lists that are ordered by something else than a number go on by place; nobody is told one entry twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from colleagues import account
from opened import NOW, opened
from peopled import DAY, people
from sqlalchemy import insert

from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables.promotions import model_bundles

LEAD = Context("a-lead", Role.SATGAS_LEAD, Purpose.PREVENTION, NATION, "satgas-ntb")


@pytest.fixture
def three(store: Store, settings: Settings) -> Store:
    """Three models and three actions."""
    account(store, "a-lead", Role.SATGAS_LEAD)
    alert_id = people(store).own.alert_id
    client = opened(store, settings, LEAD, program=False)
    for number in range(3):
        told = {"as_of": DAY, "capacity": 40, "seed": 7, "learned": True, "metrics": {}}
        made = {"made_by": "x", "made_at": NOW + timedelta(days=number), "tracking_run": "x"}
        digests = dict.fromkeys(("version", "data_digest", "features_digest"), "x")
        with store.begin() as connection:
            row = told | made | digests | {"digest": f"{number:064d}"}
            connection.execute(insert(model_bundles).values(row))
        plan = {"kind": "file_check", "owner": "a-lead", "ground": "prevention"}
        assert client.post(f"/v1/alerts/{alert_id}/actions", json=plan).status_code == 201
    return store


@pytest.mark.parametrize(("path", "key"), [("/v1/models", "digest"), ("/v1/actions", "action_id")])
def test_a_list_goes_on_by_its_cursor(three: Store, settings: Settings, path: str, key: str) -> None:
    client = opened(three, settings, LEAD, program=False)
    whole = [each[key] for each in client.get(path).json()]
    assert len(whole) == 3
    found, address = [], f"{path}?most=2"
    while address:
        answer = client.get(address)
        assert answer.headers["etag"]
        found += [each[key] for each in answer.json()]
        address = answer.links.get("next", {}).get("url", "")
    assert found == whole
