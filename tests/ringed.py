"""Networks of things alone, as large and as hostile as a test wants them; all of it invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from sqlalchemy import func, insert, select

from records.store import Store
from records.tables import alerts, detection_runs

Tie = tuple[str, str, str, str]
"""Kind and key of the one, kind and key of the other."""

HOSTILE = (
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "\u202e\u2066terbalik\u0627\u0644\u0639",
    "\"'>{{7*7}}${7*7}</title>" + "W" * 180,
)
"""What a hand or a machine may have put where we expect a word."""


def ring(
    store: Store,
    ties: Sequence[Tie],
    roles: Sequence[tuple[str, str, str]] = (),
    areas: Sequence[str] = ("5203",),
    refs: Sequence[str] = (),
) -> int:
    """The alert of one more network in the newest run (a new one where there is none)."""
    things = sorted({(tie[0], tie[1]) for tie in ties} | {(tie[2], tie[3]) for tie in ties})
    with store.begin() as connection:
        run_id = connection.scalar(select(func.max(detection_runs.c.run_id)))
        if run_id is None:
            run = {"as_of": date(2025, 1, 6), "capacity": 5, "data_sequence": 9, "data_digest": "d"}
            run |= {"model_version": "m", "learned": False, "people": 4, "missing": [], "seed": 7}
            made = connection.execute(insert(detection_runs).values(run).returning(detection_runs.c.run_id))
            run_id = made.scalar_one()
        highest = select(func.coalesce(func.max(alerts.c.rank), 0))
        rank: int = connection.execute(
            highest.where(alerts.c.run_id == run_id, alerts.c.kind == "network")
        ).scalar_one()
        statement = {"reasons": [], "things": things, "roles": list(roles), "ties": list(ties)}
        values = {"run_id": run_id, "kind": "network", "subject": f"N-made-{rank + 1}", "rank": rank + 1}
        values |= {"probability": 0.4, "refs": list(refs), "areas": list(areas), "statement": statement}
        number: int = connection.execute(
            insert(alerts).values(values).returning(alerts.c.alert_id)
        ).scalar_one()
    return number


def star(hands: int) -> list[Tie]:
    """One recruiter with so many phones; the first phone has an account, and that another recruiter."""
    ties: list[Tie] = [("phone", f"ph_{n:04d}", "recruiter", "recruiter_0") for n in range(hands)]
    return [*ties, ("account", "ac_0", "phone", "ph_0000"), ("account", "ac_0", "recruiter", "recruiter_1")]


def hostile() -> tuple[list[Tie], list[tuple[str, str, str]]]:
    """Every word a hostile one: kinds of nodes and roles."""
    ties = [(word, f"key{n}", "recruiter", "recruiter_0") for n, word in enumerate(HOSTILE)]
    return ties, [("recruiter", "recruiter_0", word) for word in HOSTILE]


def large(nodes: int, edges: int, seed: int = 7) -> list[Tie]:
    """A connected network of so many nodes and edges, some of them much better tied than others."""
    random = Random(seed)  # noqa: S311  (a network for a test, no secret)
    kinds = ("recruiter", "phone", "account", "place", "booking")

    def thing(number: int) -> tuple[str, str]:
        return kinds[number % len(kinds)], f"{number:05d}"

    ends = {(random.randrange(max(1, int(number**0.8))), number) for number in range(1, nodes)}
    while len(ends) < edges:
        one, other = sorted(random.sample(range(nodes), 2))
        ends.add((one, other))
    return [(*thing(one), *thing(other)) for one, other in sorted(ends)]
