"""People who were raised before, looked at anew each run: where their evidence has grown, it is frozen again.

The week's list holds new people only, and a list that nobody is on twice would swallow what grows after a first,
low alert. So whoever has a piece of work is scored and explained like the others, beside the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, func, select

from detection.alerts import evidence
from detection.alerts.again import grown
from detection.alerts.raising import TURN
from detection.alerts.states import Kind
from detection.alerts.work import COLUMNS, Work, of_row
from detection.detect import Detection
from detection.keeping import Frozen, freeze
from detection.person_alerts import person_alerts, statement
from detection.refs import person_refs
from records.days import instant
from records.store import Store, take_turn
from records.tables import alert_work, alerts


def freeze_grown(store: Store, detection: Detection, run_id: int) -> int:
    """Freeze an alert, ranked after the list, for whoever has grown evidence; gives how many.

    Part of the nightly run, before its alerts become work; the run again adds nothing.
    """
    refs = person_refs(detection.now)
    with store.begin() as connection:
        take_turn(connection, TURN)
        never = detection.silent.persons  # danger to them goes the way of protection alone
        works = _works(connection, refs, detection.names, run_id, never)
        known_before = [person for person in works if person in detection.scores.index]
        if not known_before:
            return 0
        chosen = detection.scores.loc[known_before].assign(rank=0)
        again = person_alerts(detection, chosen, refs)
        told = [(each, statement(each, detection)) for each in again]
        rows = {ref for _, said in told for ref in evidence.speaking_for(said, (), of_person=True)}
        known = evidence.known_rows(connection, rows, instant(detection.as_of))
        frozen: list[Frozen] = []
        last = connection.scalar(select(func.max(alerts.c.rank)).where(_of_run(run_id))) or 0
        for each, said in told:
            alert = SimpleNamespace(statement=said, refs=each.refs, probability=each.probability)
            if grown(works[each.linked_as], alert, known) is not None:
                rank = last + len(frozen) + 1
                frozen.append(
                    Frozen(Kind.PERSON.value, each.person_id, rank, each.probability, each.refs, said)
                )
        freeze(connection, run_id, frozen)
    return len(frozen)


def _of_run(run_id: int) -> ColumnElement[bool]:
    return and_(alerts.c.run_id == run_id, alerts.c.kind == Kind.PERSON.value)


def _works(
    connection: Connection, refs: pd.Series, names: Mapping[str, str], run_id: int, never: frozenset[str]
) -> dict[str, Work]:
    """Of each person who has a piece of work and no alert of this run: the one that the alert would go on in."""
    of_ref = {ref: str(person) for person, own in refs.items() for ref in own}
    done = set(connection.scalars(select(alerts.c.subject).where(_of_run(run_id))))
    wanted = select(*COLUMNS).where(
        alert_work.c.kind == Kind.PERSON.value, alert_work.c.merged_into.is_(None)
    )
    found: dict[str, Work] = {}
    for row in connection.execute(wanted.order_by(alert_work.c.state == "ditutup", alert_work.c.work_id)):
        work = of_row(row)
        for person in dict.fromkeys(of_ref[ref] for ref in work.refs if ref in of_ref):
            if names.get(person, person) not in done and person not in never:
                found.setdefault(person, work)
    return found
