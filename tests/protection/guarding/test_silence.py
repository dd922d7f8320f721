"""Between two runs too: once a recruiter is found a victim, no reader tells of them as one, whoever looks."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from unsaid_scene import LINK, NOW, OWN, ROLES, WORKER, Scene, acting, find_the_victim, set_up

from detection.alerts.listing import listed, opened
from detection.alerts.wanted import Wanted
from detection.suspicion import silenced
from protection.actions.briefs.network import network_brief
from protection.actions.briefs.source import source
from protection.disclosure.alerts import Kind, alerts_of
from protection.disclosure.evidence import evidence, sequences
from protection.disclosure.network_graph import network_graph
from protection.disclosure.network_list import raised
from protection.disclosure.network_view import view
from protection.disclosure.recruiters import recruiters
from protection.disclosure.rows import person_rows
from protection.exports.graphml import graphml
from records.errors import NotFound
from records.store import Store
from records.tables import alert_work, alerts


def everything(store: Store, scene: Scene, role: str) -> str:
    """All that an account of a role can read of alerts, networks, recruiters, work and the rows behind them."""
    who, told = f"a-{role}", list[Any]()
    with acting(store, role).begin() as connection:
        keys = store.keys
        told.append(alerts_of(connection, who, Kind.RECRUITER, 0, 99))
        told.append(listed(connection, who, Wanted(), NOW))
        if role != "placement_officer":
            told.append(alerts_of(connection, who, Kind.NETWORK, 0, 99))
            told.append(recruiters(connection, who, 0, 99))
            told.append(raised(connection, who, (Kind.NETWORK, Kind.RECRUITER), NOW))
            graph = network_graph(connection, scene.network_alert)
            told += [graph, view(graph)]
            told.append(source(connection, scene.network_alert, ("network",)).statement)
        for work_id in connection.scalars(select(alert_work.c.work_id)).all():
            told.append(opened(connection, keys, who, work_id, NOW))
        found = sequences(connection, [f"registrations:{WORKER}", f"recruiter_links:{LINK}"])
        told += [evidence(connection, keys, number) for number in found.values()]
    return json.dumps([_plain(each) for each in told], default=str)


def _plain(each: Any) -> Any:
    if isinstance(each, list | tuple):
        return [_plain(one) for one in each]
    return dataclasses.asdict(each) if dataclasses.is_dataclass(each) and not isinstance(each, type) else each


@pytest.fixture
def scene(store: Store) -> Scene:
    return set_up(store)


def test_before_the_finding_the_recruiter_is_told_of(store: Store, scene: Scene) -> None:
    """The checks below would pass over an empty scene."""
    for role in ROLES:
        said = everything(store, scene, role)
        assert "recruiter_v" in said or role == "placement_officer"
    with acting(store, "satgas_lead").begin() as connection:
        assert scene.phone in str(network_graph(connection, scene.network_alert))


def test_after_it_no_reader_tells_of_them(store: Store, scene: Scene) -> None:
    find_the_victim(store)
    with store.begin() as connection:
        silenced.refresh(connection, NOW)
    for role in ROLES:
        said = everything(store, scene, role)
        assert "recruiter_v" not in said, role
        assert scene.phone not in said, role
        assert "transporter" not in said, role
    with acting(store, "satgas_lead").begin() as connection:
        assert scene.other in str(network_graph(connection, scene.network_alert)), "the rest is still told"
        graph = network_graph(connection, scene.network_alert)
        assert scene.phone.encode() not in graphml([graph], "x")  # type: ignore[arg-type]
        assert connection.scalars(select(alerts.c.alert_id).where(alerts.c.kind == "recruiter")).all() == []
        with pytest.raises(NotFound):
            source(connection, scene.recruiter_alert, ("recruiter",))
        context = acting(store, "satgas_lead").context
        assert context is not None
        paper = network_brief(connection, context, scene.network_alert, "Satgas", NOW)
    assert paper.startswith(b"%PDF")


def test_the_row_of_another_worker_shows_no_cell_of_who_brought_them(store: Store, scene: Scene) -> None:
    find_the_victim(store)
    with store.begin() as connection:
        silenced.refresh(connection, NOW)
    with acting(store, "satgas_lead").begin() as connection:
        number = sequences(connection, [f"registrations:{WORKER}"])[f"registrations:{WORKER}"]
        shown = evidence(connection, store.keys, number)
        assert not {cell.name for cell in shown.cells} & silenced.OF_RECRUITER
        assert "full_name" in {cell.name for cell in shown.cells}
        (own,) = person_rows(connection, store.keys, "P-worker", NOW.date() + timedelta(days=1))
        assert not {*own.plain, *own.identifiers} & silenced.OF_RECRUITER
        assert own.identifiers["full_name"]
    assert scene.run_id


def test_nobody_but_the_program_reads_of_whom_nothing_is_said(store: Store, scene: Scene) -> None:
    find_the_victim(store)
    with store.begin() as connection:
        silenced.refresh(connection, NOW)
        kinds = set(connection.scalars(text("SELECT DISTINCT kind FROM silenced")))
        assert kinds == {"recruiter", "phone", "row", "person"}
    for role in ROLES:
        with acting(store, role).reading() as connection:
            assert connection.scalar(text("SELECT count(*) FROM silenced")) == 0
    assert scene.recruiter_alert


def test_a_finding_about_somebody_else_silences_nobody(store: Store, scene: Scene) -> None:
    with store.begin() as connection:
        silenced.refresh(connection, NOW)
        assert silenced.things(connection) == frozenset()
        assert silenced.rows(connection, [f"registrations:{OWN}"]) == frozenset()
    assert scene.recruiter_alert
