"""What people have judged about who is the same: which judgements hold on a day, and what follows from them.

*Same* reaches on through others (a is b, b is c), and *different* holds between all that are the same as either.
Where judgements contradict each other none of them is preferred: they are set aside and told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import combinations

from sqlalchemy import Connection, select

from records.days import instant
from records.tables import identity_judgements, identity_questions


class Verdict(StrEnum):
    """What someone says of two records; a withdrawal takes an earlier judgement back."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Judgement:
    """One judgement of the book. Records are ``feed/key``, as linkage names them."""

    judgement_id: int
    record_a: str
    record_b: str
    verdict: Verdict
    by: str
    at: datetime
    withdraws: int | None = None

    @property
    def pair(self) -> tuple[str, str]:
        """The two records, in order."""
        first, second = sorted((self.record_a, self.record_b))
        return first, second


@dataclass(frozen=True)
class Conflict:
    """Judgements that cannot all be true, and the records that they are about."""

    judgements: tuple[int, ...]
    records: tuple[str, ...]


@dataclass(frozen=True)
class Settled:
    """What the judgements of a day come to: pairs that must be one person, pairs that must not, contradictions.

    ``same`` holds every pair of a chain, not its links alone.
    """

    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Judgements:
    """Every judgement and withdrawal in the order in which it was made; nothing is ever taken out."""

    book: tuple[Judgement, ...] = ()

    @property
    def last(self) -> int:
        """The number of the newest; 0 for an empty book."""
        return max((each.judgement_id for each in self.book), default=0)

    def in_force(self, before: datetime) -> list[Judgement]:
        """Those that were made before a moment, not withdrawn before it, and not replaced by the same person."""
        made = [each for each in self.book if each.at < before]
        gone = {each.withdraws for each in made if each.verdict is Verdict.WITHDRAWN}
        newest = {
            (each.pair, each.by): each
            for each in made
            if each.verdict is not Verdict.WITHDRAWN and each.judgement_id not in gone
        }
        return sorted(newest.values(), key=lambda each: each.judgement_id)

    def as_of(self, day: date) -> Settled:
        """What binds a run of a day: only judgements made before it."""
        return settle(self.in_force(instant(day)))


def settle(judgements: Iterable[Judgement]) -> Settled:
    """Draw the conclusions; those who are not sure bind nothing."""
    told = list(judgements)
    same = [each for each in told if each.verdict is Verdict.SAME]
    apart = [each for each in told if each.verdict is Verdict.DIFFERENT]
    aside: set[int] = set()
    conflicts = []
    for no in apart:
        found = {no.judgement_id}
        records = set(no.pair)
        # Every chain that says the opposite is part of the contradiction, not the shortest alone.
        links = same
        while chain := _chain(links, *no.pair):
            found |= {each.judgement_id for each in chain}
            records |= {record for each in chain for record in each.pair}
            links = [each for each in links if each.judgement_id not in found]
        if len(found) > 1:
            conflicts.append(Conflict(tuple(sorted(found)), tuple(sorted(records))))
            aside |= found
    groups = _groups(each.pair for each in same if each.judgement_id not in aside)
    return Settled(
        tuple(sorted(pair for group in groups for pair in combinations(sorted(group), 2))),
        tuple(sorted({each.pair for each in apart if each.judgement_id not in aside})),
        tuple(conflicts),
    )


def _chain(links: Sequence[Judgement], start: str, end: str) -> list[Judgement]:
    """The shortest chain of links from one record to another; empty where there is none."""
    beside: dict[str, list[Judgement]] = {}
    for link in links:
        for record in link.pair:
            beside.setdefault(record, []).append(link)
    came_by: dict[str, Judgement | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for link in beside.get(here, ()):
            there = link.pair[1] if link.pair[0] == here else link.pair[0]
            if there not in came_by:
                came_by[there] = link
                waiting.append(there)
    chain: list[Judgement] = []
    while (by := came_by.get(end)) is not None:
        chain.append(by)
        end = by.pair[1] if by.pair[0] == end else by.pair[0]
    return chain


def _groups(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    group_of: dict[str, set[str]] = {}
    for a, b in pairs:
        merged = group_of.get(a, {a}) | group_of.get(b, {b})
        group_of.update(dict.fromkeys(merged, merged))
    return list({id(group): group for group in group_of.values()}.values())


def load(connection: Connection, up_to: int | None = None) -> Judgements:
    """The judgements that the context may see, up to a number if one is given; erased records are not among them."""
    asked, said = identity_questions.c, identity_judgements.c
    columns = (asked.ref_a, asked.ref_b, said.verdict, said.judged_by, said.judged_at, said.withdraws)
    wanted = (
        select(said.judgement_id, *columns)
        .select_from(identity_judgements.join(identity_questions))
        .where(asked.ref_a != asked.ref_b)
        .order_by(said.judgement_id)
    )
    if up_to is not None:
        wanted = wanted.where(said.judgement_id <= up_to)
    return Judgements(
        tuple(
            Judgement(row[0], record_id(row[1]), record_id(row[2]), Verdict(row[3]), row[4], row[5], row[6])
            for row in connection.execute(wanted)
        )
    )


def record_id(ref: str) -> str:
    """The name that linkage has for a row, from its reference: ``feed:key`` becomes ``feed/key``."""
    return ref.replace(":", "/", 1)


def ref_of(record: str) -> str:
    """The reference of a record of linkage."""
    return record.replace("/", ":", 1)


def states(settled: Settled, judged: Mapping[int, tuple[int, Verdict]]) -> dict[int, str]:
    """How each question stands, from its judgements in force (judgement id to question id and verdict).

    ``conflict`` where its judgements contradict others, else what was said of it.
    """
    disputed = {number for conflict in settled.conflicts for number in conflict.judgements}
    found: dict[int, str] = {}
    for number, (question, verdict) in sorted(judged.items()):
        if number in disputed:
            found[question] = "conflict"
        elif found.get(question) in (None, Verdict.UNSURE.value):
            found[question] = verdict.value
    return found
