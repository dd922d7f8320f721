"""A small office in which every sequence of steps is walked, and an oracle that knows whose hands they were.

Two people: M, who tries alone, and Q, a colleague who does what colleagues do: agrees to what M asks for, grants
M a role or takes one away. M has one account and would like a second one; accounts and roles are what the
machine sees, people are what the oracle sees. Q does not agree to a second account for M: whom an account is
for is what the second person looks at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from records.four_eyes.acts import ACT, APART, GuardedAct
from records.four_eyes.machine import CHECKS, EDGES, Check, Edge, Move, Standing, State, refusal
from records.rights.role import Role

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RIGHTS = ACT["change_rights"]
SECOND = "account:m2"


class Asked(NamedTuple):
    """A request with the days since its last step, and what the oracle knows: who agreed, how often it was used."""

    act: str
    refs: str
    asker: str
    state: State
    age: int
    approver: str = ""
    approver_fit: bool = False
    uses: int = 0


class Office(NamedTuple):
    """Everything that is so at one moment."""

    ticks: int
    roles: frozenset[tuple[str, Role]]
    accounts: frozenset[str]
    given: frozenset[tuple[str, str, int]]
    """Who gave the other an account or a role, and how many days ago; what no longer counts is forgotten."""
    requests: tuple[Asked, ...]
    changes: int


class Step(NamedTuple):
    """An edge of the state graph: what was done, where it led, and why it may not have been."""

    told: str
    to: Office
    fault: str | None


@dataclass(frozen=True)
class Rules:
    """What is walked; tests take something out of it and expect to see it found."""

    act: GuardedAct
    edges: Sequence[Edge] = EDGES
    checks: Sequence[Check] = CHECKS
    rights_gated: bool = True
    days: tuple[int, ...] = (8, 31)
    """How long one may wait: past every request, short of ``APART``; past everything."""
    ticks: int = 2
    requests: int = 2
    changes: int = 2


def natural(account: str) -> str:
    return account[0]


def opening(rules: Rules) -> Office:
    """M may ask and keeps accounts, Q may agree; both roles are old."""
    asks, approves = (
        sorted(rules.act.asks)[0],
        sorted(rules.act.approves - rules.act.asks or rules.act.approves)[0],
    )
    roles = {("m1", asks), ("m1", Role.ADMIN), ("q1", approves), ("q1", Role.ADMIN)}
    for emergency in (rules.act.breaks & rules.act.asks, rules.act.breaks):
        if emergency:
            roles.add(("m1", sorted(emergency)[0]))
            break
    roles |= {("q1", role) for role in sorted(rules.act.reviews)[:1]}
    return Office(rules.ticks, frozenset(roles), frozenset({"m1", "q1"}), frozenset(), (), rules.changes)


def steps(office: Office, rules: Rules) -> Iterator[Step]:
    """Everything that anybody could do now."""
    for days in rules.days if office.ticks else ():
        yield Step(f"{days} days go by", _later(office, days), None)
    yield from _people_change(office, rules)
    for who, role in sorted(office.roles):
        if who in office.accounts:
            yield from _asks(office, rules, who, role)
            for number in range(len(office.requests)):
                yield from _moves(office, rules, number, who, role)


def _later(office: Office, days: int) -> Office:
    return office._replace(
        ticks=office.ticks - 1,
        given=frozenset((by, to, age + days) for by, to, age in office.given if age + days < APART.days),
        requests=tuple(each._replace(age=min(each.age + days, 8)) for each in office.requests),
    )


def _people_change(office: Office, rules: Rules) -> Iterator[Step]:
    if not office.changes:
        return
    approves = sorted(rules.act.approves)[0]
    asks = sorted(rules.act.asks)[0]
    changed = office._replace(changes=office.changes - 1)
    for role in {approves, asks}:
        if ("m1", role) in office.roles:
            yield Step(
                f"q1 takes {role} from m1", changed._replace(roles=office.roles - {("m1", role)}), None
            )
        else:
            yield Step(f"q1 grants m1 {role}", _granted(changed, "q1", "m1", role), None)
    if ("q1", approves) in office.roles:
        yield Step(
            f"m1 takes {approves} from q1", changed._replace(roles=office.roles - {("q1", approves)}), None
        )
    yield Step(f"m1 grants q1 {approves}", _granted(changed, "m1", "q1", approves), None)
    if not rules.rights_gated and "m2" not in office.accounts:
        yield Step("m1 makes itself m2", _second_account(changed, rules), None)


def _granted(office: Office, by: str, to: str, role: Role) -> Office:
    return office._replace(roles=office.roles | {(to, role)}, given=office.given | {(by, to, 0)})


def _second_account(office: Office, rules: Rules) -> Office:
    made = office._replace(accounts=office.accounts | {"m2"})
    for role in {sorted(rules.act.asks)[0], sorted(rules.act.approves)[0]}:
        made = _granted(made, "m1", "m2", role)
    return made


def _asks(office: Office, rules: Rules, who: str, role: Role) -> Iterator[Step]:
    if len(office.requests) >= rules.requests:
        return
    wanted = [(rules.act, "x")]
    if rules.rights_gated and "m2" not in office.accounts:
        wanted.append((RIGHTS, SECOND))
    for act, refs in wanted:
        for after in (State.ASKED, State.BROKEN):
            move = _move(office, act, None, after, who, role, refs)
            if refusal(move, rules.edges, rules.checks) is None:
                asked = Asked(act.name, refs, who, after, 0)
                to = office._replace(requests=tuple(sorted((*office.requests, asked))))
                yield Step(f"{who} as {role}: {after} {act.name} {refs}", to, None)


def _moves(office: Office, rules: Rules, number: int, who: str, role: Role) -> Iterator[Step]:
    request = office.requests[number]
    act = RIGHTS if request.act == RIGHTS.name else rules.act
    if act is RIGHTS and request.refs == SECOND and natural(who) == "q":
        return
    standing = Standing(
        act, request.asker, request.refs.encode(), request.state, NOW - timedelta(days=request.age)
    )
    for after in [edge.after for edge in rules.edges if edge.before is request.state]:
        acting = after in (State.USED, State.FORCED)
        for refs in (request.refs, "y") if acting else (request.refs,):
            move = _move(office, act, standing, after, who, role, refs)
            if refusal(move, rules.edges, rules.checks) is not None:
                continue
            taken = request._replace(state=after, age=0, uses=request.uses + acting)
            if after is State.APPROVED:
                fit = (who, role) in office.roles and role in act.approves
                taken = taken._replace(
                    approver=who, approver_fit=fit and not _apart_breached(office, request.asker, who)
                )
            others = (*office.requests[:number], *office.requests[number + 1 :])
            to = office._replace(requests=tuple(sorted((*others, taken))))
            if after is State.USED and request.refs == SECOND:
                to = _second_account(to, rules)
            yield Step(
                f"{who} as {role}: {after} {act.name} {refs}",
                to,
                oracle(request, act, after, who, refs),
            )


def _move(
    office: Office, act: GuardedAct, standing: Standing | None, after: State, who: str, role: Role, refs: str
) -> Move:
    return Move(
        act=act,
        standing=standing,
        after=after,
        who=who,
        role=role,
        holds=frozenset(each for account, each in office.roles if account == who),
        tied=standing is not None and _apart_breached(office, standing.asker, who),
        digest=refs.encode(),
        now=NOW,
    )


def _apart_breached(office: Office, one: str, other: str) -> bool:
    return any({by, to} == {one, other} and age < APART.days for by, to, age in office.given)


def oracle(request: Asked, act: GuardedAct, after: State, who: str, refs: str) -> str | None:
    """What is wrong with an act that was done, or a judgement of one, as people would see it."""
    judged = after in (State.JUSTIFIED, State.UNJUSTIFIED)
    faults = {
        "one person alone": not request.approver or natural(request.approver) == natural(request.asker),
        "done twice on one approval": request.uses > 0,
        "something else than was approved": refs != request.refs,
        "done by another than who asked": natural(who) != natural(request.asker),
        "done after the approval had expired": timedelta(days=request.age) >= act.lasts,
        "approved by someone who could not": not request.approver_fit,
    }
    if after is State.USED:
        return next((fault for fault, so in faults.items() if so), None)
    if after is State.FORCED and (request.uses or refs != request.refs or not act.breaks):
        return "broken glass for something else"
    if judged and natural(who) == natural(request.asker):
        return "judged by the one who broke the glass"
    return None


@dataclass(frozen=True)
class Walk:
    """How much was walked, and the shortest way to each fault that was found."""

    nodes: int
    edges: int
    faults: dict[str, tuple[str, ...]]


def walk(rules: Rules, until: str | None = None) -> Walk:
    """Every office that can be reached, breadth first; no further than to the fault that is looked for."""
    first = opening(rules)
    came: dict[Office, tuple[Office, str] | None] = {first: None}
    ahead, edges, faults = [first], 0, dict[str, tuple[str, ...]]()
    while ahead and until not in faults:
        following = []
        for office in ahead:
            for step in steps(office, rules):
                edges += 1
                if step.fault is not None and step.fault not in faults:
                    faults[step.fault] = (*_way(office, came), step.told)
                if step.to not in came:
                    came[step.to] = (office, step.told)
                    following.append(step.to)
        ahead = following
    return Walk(len(came), edges, faults)


def _way(office: Office, came: dict[Office, tuple[Office, str] | None]) -> tuple[str, ...]:
    way = []
    while (step := came[office]) is not None:
        office, told = step
        way.append(told)
    return tuple(reversed(way))


def without(rules: Rules, why: str) -> Rules:
    """The rules with one check left out."""
    return replace(rules, checks=tuple(check for check in rules.checks if check.why != why))
