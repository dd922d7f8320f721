"""What Prometheus reads: counts and ages, labelled with names that we declare ourselves and never with a person's.

They leave by two doors: to a program with a key for them (``/v1/metrics``), and from a listener on the loopback
address that an operator asks for. On the service's own port nothing is open to strangers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy.exc import SQLAlchemyError

from api.jobs import queue, runs
from api.service.house import House
from api.service.standing import look
from records.rights.context import job
from records.rights.purpose import Purpose

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_OWN = CollectorRegistry()
REQUESTS = Counter("suluh_requests_total", "Answers.", ("method", "route", "status"), registry=_OWN)
SECONDS = Histogram(
    "suluh_request_seconds",
    "Time to the end of an answer.",
    ("route",),
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=_OWN,
)


def count(method: str, route: str | None, status: int, seconds: float) -> None:
    """Count an answer; what led to no route of ours stands under one name."""
    known = route or "none"
    REQUESTS.labels(method, known, str(status)).inc()
    SECONDS.labels(known).observe(seconds)


def exposition(house: House, now: datetime) -> bytes:
    """All of it in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(_Standing(house, now))
    return generate_latest(_OWN) + generate_latest(registry)


@contextmanager
def beside(house: House, port: int) -> Iterator[WSGIServer]:
    """Serve it on this machine alone, as long as the block."""
    registry = CollectorRegistry()
    registry.register(_Both(house))
    server, thread = start_http_server(port, addr="127.0.0.1", registry=registry)
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Standing:
    """How the service, its jobs and its queue stand, asked from the database when it is read."""

    def __init__(self, house: House, now: datetime | None = None) -> None:
        self._house = house
        self._now = now

    def describe(self) -> list[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The gauges; where the database does not answer only that."""
        now = self._now or self._house.clock()
        up = GaugeMetricFamily("suluh_database_up", "1 where the database answers.")
        try:
            gauges = list(self._gauges(now))
        except SQLAlchemyError:
            gauges = []
        up.add_metric((), float(bool(gauges)))
        yield from (up, *gauges)

    def _gauges(self, now: datetime) -> Iterator[Metric]:
        well = GaugeMetricFamily(
            "suluh_part_well", "1 where a part of the service is well.", labels=("part",)
        )
        measure = GaugeMetricFamily("suluh_part_measure", "What its look measured.", labels=("part",))
        for part in look(self._house, now):
            well.add_metric((part.name,), float(part.well))
            if part.measure is not None:
                measure.add_metric((part.name,), part.measure)
        yield from (well, measure)
        entries = GaugeMetricFamily("suluh_jobs", "Entries of the queue.", labels=("job", "state"))
        ended = GaugeMetricFamily(
            "suluh_job_last_success_seconds", "When a job last came to its end.", labels=("job",)
        )
        with self._house.store.acting(job(Purpose.ADMINISTRATION)).reading() as connection:
            for (name, state), number in queue.counts(connection).items():
                entries.add_metric((name, state), float(number))
            for name, at in runs.last_success(connection).items():
                ended.add_metric((name,), at.astimezone(UTC).timestamp())
        yield from (entries, ended)


class _Both:
    """The counts of this process and the standing, for the listener on this machine."""

    def __init__(self, house: House) -> None:
        self._standing = _Standing(house)

    def describe(self) -> list[Metric]:
        """Nothing beforehand."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Both."""
        yield from _OWN.collect()
        yield from self._standing.collect()
