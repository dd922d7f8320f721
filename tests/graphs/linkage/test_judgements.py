"""What people judge binds linkage, also through others, until it is withdrawn; contradictions are told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.linkage.clusters import cluster
from graphs.linkage.comparisons import COMPARISONS
from graphs.linkage.judgements import Judgement, Judgements, Settled, Verdict, settle

NAMES = [comparison.name for comparison in COMPARISONS]
DAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
SAME, DIFFERENT, UNSURE, WITHDRAWN = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE, Verdict.WITHDRAWN


def said(
    number: int, a: str, b: str, verdict: Verdict, by: str = "ani", withdraws: int | None = None
) -> Judgement:
    return Judgement(number, a, b, verdict, by, DAY + timedelta(minutes=number), withdraws)


def records(*names: str, nik: dict[str, str] | None = None) -> pd.DataFrame:
    frame = pd.DataFrame({"record_id": sorted(names)}, dtype=object)
    frame["nik"] = frame["record_id"].map(nik or {}).astype(object).where(lambda value: value.notna(), None)
    return frame.assign(birth_date=None, nik_sound=frame["nik"].notna())


def pairs(*scored: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(scored, columns=["record_a", "record_b", "weight"])
    return frame.assign(**dict.fromkeys(NAMES, 0))


def groups(frame: pd.DataFrame, scored: pd.DataFrame, judged: Settled) -> list[str]:
    numbers = cluster(frame, scored, judged).to_numpy()
    return sorted("".join(ids) for ids in frame["record_id"].groupby(numbers).agg(list))


NOTHING = pairs()


def test_same_joins_what_no_evidence_would_and_reaches_through_others() -> None:
    judged = settle([said(1, "a", "b", SAME), said(2, "c", "b", SAME)])
    assert judged.same == (("a", "b"), ("a", "c"), ("b", "c"))
    assert groups(records("a", "b", "c", "d"), NOTHING, judged) == ["abc", "d"]


def test_same_holds_although_the_two_state_different_niks() -> None:
    frame = records("a", "b", "c", nik={"a": "1" * 16, "b": "2" * 16, "c": "2" * 16})
    judged = settle([said(1, "a", "b", SAME)])
    assert groups(frame, pairs(("b", "c", 9.0)), judged) == ["abc"]


def test_different_parts_what_evidence_joins_and_whatever_is_the_same_as_either() -> None:
    frame, scored = records("a", "b", "c"), pairs(("a", "b", 9.0), ("b", "c", 8.0))
    assert groups(frame, scored, Settled()) == ["abc"]
    assert groups(frame, scored, settle([said(1, "a", "b", DIFFERENT)])) == ["a", "bc"]
    through = settle([said(1, "a", "c", DIFFERENT), said(2, "b", "c", SAME)])
    assert groups(frame, scored, through) == ["a", "bc"]


def test_who_is_not_sure_binds_nothing() -> None:
    assert settle([said(1, "a", "b", UNSURE)]) == Settled()


def test_a_contradiction_is_told_and_binds_nobody() -> None:
    book = [
        said(1, "a", "b", SAME),
        said(2, "b", "c", SAME),
        said(3, "a", "c", DIFFERENT, "budi"),
        said(4, "d", "e", SAME),
    ]
    judged = settle(book)
    (conflict,) = judged.conflicts
    assert conflict.judgements == (1, 2, 3)
    assert (judged.same, judged.different) == ((("d", "e"),), ())
    assert groups(records("a", "b", "c", "d", "e"), pairs(("a", "c", 9.0)), judged) == ["ac", "b", "de"]


def test_two_people_who_judge_one_pair_differently_contradict_each_other() -> None:
    judged = settle([said(1, "a", "b", SAME), said(2, "b", "a", DIFFERENT, "budi")])
    assert judged.conflicts[0].judgements == (1, 2)


def test_every_chain_that_contradicts_is_set_aside() -> None:
    chains = [
        said(1, "a", "b", SAME),
        said(2, "b", "d", SAME),
        said(3, "a", "c", SAME),
        said(4, "c", "d", SAME),
    ]
    judged = settle([*chains, said(5, "a", "d", DIFFERENT)])
    assert judged.conflicts[0].judgements == (1, 2, 3, 4, 5)
    assert not judged.same


def test_a_withdrawal_restores_what_was_before() -> None:
    frame, scored = records("a", "b"), pairs(("a", "b", 9.0))
    book = Judgements((said(1, "a", "b", DIFFERENT), said(2, "a", "b", WITHDRAWN, "budi", withdraws=1)))
    bound = [settle(book.in_force(DAY + timedelta(minutes=after))) for after in (1, 2, 3)]
    assert [groups(frame, scored, each) for each in bound] == [["ab"], ["a", "b"], ["ab"]]


def test_a_later_judgement_of_the_same_person_replaces_the_earlier() -> None:
    book = Judgements((said(1, "a", "b", SAME), said(2, "a", "b", DIFFERENT)))
    judged = settle(book.in_force(DAY + timedelta(days=1)))
    assert (judged.same, judged.different, judged.conflicts) == ((), (("a", "b"),), ())


def test_a_run_is_bound_by_what_was_judged_before_its_day() -> None:
    book = Judgements((said(1, "a", "b", SAME),))
    assert book.as_of(date(2025, 3, 3)) == Settled()
    assert book.as_of(date(2025, 3, 4)).same == (("a", "b"),)


RECORDS = [f"r{number}" for number in range(7)]
PAIR = st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)).filter(lambda pair: pair[0] < pair[1])


@settings(max_examples=40)
@given(
    st.lists(st.tuples(PAIR, st.sampled_from([SAME, DIFFERENT])), max_size=10),
    st.lists(st.tuples(PAIR, st.integers(-5, 12)), max_size=14, unique_by=lambda each: each[0]),
)
def test_no_person_ever_goes_against_a_judgement(
    judgements: list[tuple[tuple[str, str], Verdict]], scored: list[tuple[tuple[str, str], int]]
) -> None:
    judged = settle([said(n, a, b, how) for n, ((a, b), how) in enumerate(judgements, start=1)])
    frame = records(*RECORDS)
    person = dict(
        zip(
            frame["record_id"],
            cluster(frame, pairs(*((a, b, float(w)) for (a, b), w in scored)), judged),
            strict=True,
        )
    )
    assert all(person[a] == person[b] for a, b in judged.same)
    assert all(person[a] != person[b] for a, b in judged.different)
    aside = {number for conflict in judged.conflicts for number in conflict.judgements}
    kept = [(pair, how) for n, (pair, how) in enumerate(judgements, start=1) if n not in aside]
    assert {pair for pair, how in kept if how is SAME} <= set(judged.same)
    assert {pair for pair, how in kept if how is DIFFERENT} == set(judged.different)
