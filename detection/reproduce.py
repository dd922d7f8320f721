"""Make an alert's statement again from the rows of its day, and compare it byte for byte with the frozen one.

A run sees rows up to its sequence, judgements up to its number, runs before it, and its own model. Where rows
were lawfully erased since, the bytes may differ, and what was erased is named instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, select, text

from detection import keeping
from detection.configuration import configuration
from detection.detect import Detection, look
from detection.history import History
from detection.material import Until, gather
from detection.person_alerts import canonical, person_alerts, statement
from detection.recruiters import rank_recruiters
from detection.refs import person_refs
from models.risk import Risk
from models.serving.promotions import vouched
from records import audit
from records.audit import Act, Deed
from records.errors import NotFound
from records.store import Store
from records.tables import alerts, detection_runs
from records.tables.promotions import model_bundles

ERASED = "erased:"
"""How the database marks what a lawful erasure took (``records.migrations.lawful_erasure``)."""

_ERASED_SINCE = text("""
    SELECT r.feed || ':' || r.entity_key AS ref, t.erasure_id
    FROM tombstones AS t JOIN source_rows AS r ON r.sequence = t.id
    WHERE t.holder = 'source_rows' AND r.sequence <= :sequence
        AND r.recorded_at < (CAST(:as_of AS date)::timestamp AT TIME ZONE 'Asia/Jakarta')
    ORDER BY r.sequence
""")


@dataclass(frozen=True)
class Erased:
    """A row that the run had seen and that is gone: what is left of its reference, and the erasure's number."""

    ref: str
    erasure_id: int


@dataclass(frozen=True)
class Reproduced:
    """Both statements as bytes, and what explains that they differ.

    ``again`` is None where the alert cannot be made again. ``differs`` names the parts that are not alike,
    ``changed`` what of release, law or declarations is another than then.
    """

    alert_id: int
    frozen: bytes
    again: bytes | None
    differs: tuple[str, ...]
    erased: tuple[Erased, ...]
    changed: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the bytes are the same."""
        return self.frozen == self.again

    @property
    def explained(self) -> bool:
        """Whether nothing is wrong: the same, or lawfully erased, or made under another configuration."""
        return self.same or bool(self.erased) or bool(self.changed)


def reproduce(
    store: Store,
    alert_id: int,
    copy: Path,
    threads: int,
    models: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> Reproduced:
    """Make an alert again, with one audit entry for the alert that is read. Raises NotFound, ModelRefused.

    ``copy`` is the folder of the columnar copy, ``models`` that of kept models: one that was kept is taken from
    there, whatever has been promoted since; one that a run trained for itself is trained again. It takes as long
    as the run did.
    """
    with store.begin() as connection:
        kept_alert = _alert(connection, alert_id)
        erased = _erased(connection, kept_alert)
        past = keeping.past(connection, kept_alert.as_of, kept_alert.run_id)
        risk = _kept_model(connection, models, kept_alert.model_version)
        audit.write(connection, Act(Deed.READ, "alert", (f"alert/{alert_id}",), None, ("statement",)))
    said: Mapping[str, Any] = kept_alert.statement
    made: Mapping[str, Any] = said.get("frozen", {})
    frozen = canonical(said)
    now = configuration()
    changed = tuple(
        sorted(name for name, was in made.get("configuration", {}).items() if now.get(name) != was)
    )
    again = None
    if "erased" not in said:
        until = Until(kept_alert.data_sequence, made.get("judgements", 0))
        material = gather(store, copy, threads, until)
        history = History(material, kept_alert.seed, threads, tell)
        if risk is None:
            risk = history.risk(kept_alert.as_of)
        else:
            history.link_as_if_learning(kept_alert.as_of)
        found = look(history, risk, material, kept_alert.as_of, kept_alert.capacity, past)
        there = _again(found, kept_alert)
        again = None if there is None else canonical(there)
        differs = tuple(differences(said, there or {}))
    else:
        differs = ("statement",)
    return Reproduced(alert_id, frozen, again, differs, erased if frozen != again else (), changed)


def _alert(connection: Connection, alert_id: int) -> Row[Any]:
    wanted = select(alerts, *(column for column in detection_runs.c if column.name != "run_id"))
    row = connection.execute(
        wanted.select_from(alerts.join(detection_runs)).where(alerts.c.alert_id == alert_id)
    ).one_or_none()
    if row is None:
        raise NotFound("Peringatan itu tidak ditemukan.", "There is no such alert.")
    return row


def _erased(connection: Connection, alert: Row[Any]) -> tuple[Erased, ...]:
    rows = connection.execute(_ERASED_SINCE, {"sequence": alert.data_sequence, "as_of": alert.as_of})
    return tuple(Erased(row.ref, row.erasure_id) for row in rows)


def _kept_model(connection: Connection, models: Path | None, version: str) -> Risk | None:
    """The model that scored, from its signed file; None where it was trained in the run. Raises ModelRefused."""
    if models is None:
        return None
    digest = connection.scalar(select(model_bundles.c.digest).where(model_bundles.c.version == version))
    return None if digest is None else vouched(connection, models, digest, set()).risk


def _again(found: Detection, alert: Row[Any]) -> dict[str, object] | None:
    made: dict[str, object] = {"frozen": found.frozen}
    if alert.kind == "network":
        networks = (each for each in found.networks if each.network_id == alert.subject)
        return next((each.statement() | made for each in networks), None)
    if alert.kind == "agency":
        return made if alert.subject in set(found.agencies["license_no"]) else None
    if alert.kind == "recruiter":
        every = rank_recruiters(found.known, found.scores["p_tppo"])
        return next((each.statement() | made for each in every if each.recruiter_id == alert.subject), None)
    refs = person_refs(found.now)
    person = next(
        (name for name, own in refs.items() if alert.subject == found.names.get(str(name), name)), None
    )
    if person is None:
        own_rows = set(alert.refs)
        person = next((name for name, own in refs.items() if own_rows.intersection(own)), None)
    if person is None:
        return None
    chosen: pd.DataFrame = found.scores.loc[[person]].assign(rank=alert.rank)
    (one,) = person_alerts(found, chosen, refs)
    return statement(one, found)


def differences(one: object, other: object, at: str = "") -> Iterator[str]:
    """The names of the parts in which two statements are not alike, as paths."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in sorted({*one, *other}):
            yield from differences(one.get(name), other.get(name), f"{at}.{name}" if at else str(name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{at}[{place}]")
    elif canonical(one) != canonical(other):
        yield at
