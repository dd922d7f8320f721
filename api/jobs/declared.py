"""Every job that the service does by itself, in one tuple; what is not here, no worker does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module

from records.days import WIB
from records.node import BOTH, LPSK, PROVINCE, Node
from records.settings import Settings
from records.store import Store


@dataclass(frozen=True)
class Errand:
    """What a job is given: the database in the program's name, its arguments, and whom to tell how far it is.

    ``now`` is the moment that it was due, where it has a schedule, and otherwise the moment that it began. ``tell``
    takes the program's own words, never of a person. ``threads`` and folders stand in the settings.
    """

    store: Store
    settings: Settings
    now: datetime
    arguments: Mapping[str, object]
    tell: Callable[[str], None]


Work = Callable[[Errand], None]


@dataclass(frozen=True)
class Job:
    """One job. Jobs of one ``lock`` never run at the same time; a failure is tried ``retries`` times again.

    ``schedule`` is in the form of cron and by Jakarta's clock (WIB, which knows no summer time). ``module`` holds
    a function ``work(errand)``; it is loaded in the process that does the job alone, since it may be heavy. Doing a
    job twice must change nothing: a process may be killed after its work and before the queue knows.
    """

    name: str
    text_id: str
    text_en: str
    module: str
    schedule: str | None
    retries: int
    timeout: timedelta
    lock: str
    arguments: frozenset[str] = frozenset()
    quiet: bool = False
    """Looks often and mostly finds nothing: its successes are not kept for long."""
    nodes: frozenset[Node] = BOTH

    def work(self) -> Work:
        """The function that does it."""
        found: Work = import_module(self.module).work
        return found

    def cron_utc(self) -> str | None:
        """The schedule by the clock of the queue. A schedule names hours one by one, or none."""
        if self.schedule is None:
            return None
        minute, hour, day, month, weekday = self.schedule.split()
        if hour == "*":
            return self.schedule
        noon = datetime(2000, 1, 1, int(hour), tzinfo=WIB)
        if day != "*" or weekday != "*":
            raise ValueError(f"{self.name}: a day in Jakarta is another in UTC before seven in the morning")
        return f"{minute} {noon.astimezone(UTC).hour} {day} {month} {weekday}"


JOBS: tuple[Job, ...] = (
    Job(
        "detect",
        "menemukan peringatan dini pada data hari ini",
        "find early warnings in what is known today",
        "api.jobs.work.detect",
        "0 2 * * *",
        retries=2,
        timeout=timedelta(hours=6),
        lock="detection",
        arguments=frozenset({"as_of"}),
        nodes=PROVINCE,
    ),
    Job(
        "duty",
        "memanggil petugas piket untuk yang tidak dapat menunggu",
        "call those on duty for what cannot wait",
        "api.jobs.work.duty",
        "* * * * *",
        retries=1,
        timeout=timedelta(minutes=5),
        lock="duty",
        quiet=True,
        nodes=PROVINCE,
    ),
    Job(
        "tend",
        "mengakhiri klaim, membangunkan yang ditunda, mencatat yang lewat waktu",
        "end claims, wake what was put off, lapse what nobody looked at in time",
        "api.jobs.work.tend",
        "*/10 * * * *",
        retries=1,
        timeout=timedelta(minutes=9),
        lock="alert work",
        quiet=True,
        nodes=PROVINCE,
    ),
    Job(
        "train",
        "melatih model yang diminta analis",
        "train the models that analysts asked for",
        "api.jobs.work.train",
        None,
        retries=2,
        timeout=timedelta(hours=6),
        lock="training",
        nodes=PROVINCE,
    ),
    Job(
        "exchange",
        "bertukar berkas tersegel dengan simpul lain",
        "exchange sealed bundles with other nodes",
        "api.jobs.work.exchange",
        "* * * * *",
        retries=1,
        timeout=timedelta(minutes=30),
        lock="exchange",
        quiet=True,
    ),
    Job(
        "outcomes",
        "melepas hasil perkara: kelompok dari LPSK, label bagi pelatihan berikutnya",
        "release outcomes: batches at LPSK, labels for the next training in a province",
        "api.jobs.work.outcomes",
        "30 1 * * *",
        retries=2,
        timeout=timedelta(minutes=30),
        lock="outcomes",
    ),
    Job(
        "remind",
        "memberi tahu penangan perkara tentang tenggat yang hampir habis",
        "tell case handlers of clocks that are about to run out",
        "api.jobs.work.remind",
        "30 5 * * *",
        retries=2,
        timeout=timedelta(minutes=10),
        lock="remind",
        nodes=LPSK,
    ),
    Job(
        "look_back",
        "menghitung ulang pekan lampau yang diminta analis",
        "compute the past weeks that analysts asked for",
        "api.jobs.work.look_back",
        None,
        retries=2,
        timeout=timedelta(hours=6),
        lock="looking back",
        nodes=PROVINCE,
    ),
    Job(
        "due",
        "memberi tahu pejabat pelindungan data apa yang habis masa simpannya",
        "tell the data protection officer what is due for erasure",
        "api.jobs.work.due",
        "30 4 * * *",
        retries=2,
        timeout=timedelta(minutes=30),
        lock="due",
    ),
    Job(
        "backup",
        "membuat cadangan tersegel, bila SULUH_BACKUP_DIR diisi",
        "make a sealed backup, where SULUH_BACKUP_DIR is set",
        "api.jobs.work.backup",
        "0 23 * * *",
        retries=2,
        timeout=timedelta(hours=4),
        lock="backup",
    ),
    Job(
        "tidy",
        "menghapus antrean dan catatan tugas yang lama",
        "delete old entries of the queue and of the runs",
        "api.jobs.work.tidy",
        "15 5 * * *",
        retries=1,
        timeout=timedelta(minutes=10),
        lock="tidy",
    ),
)
"""Sealing the audit is no job: its loop runs beside the service all the time."""

JOB = {job.name: job for job in JOBS}


def jobs_of(node: Node) -> tuple[Job, ...]:
    """The jobs that a node of that kind has."""
    return tuple(job for job in JOBS if node in job.nodes)
