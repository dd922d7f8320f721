from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.linkage import recruiters
from graphs.linkage.recruiters import MENTION_COLUMNS, resolve_recruiters


def mention(key: str, **fields: str) -> dict[str, object]:
    """A recruiter link with these values; ``on`` is the day on which it was recorded."""
    empty: dict[str, object] = dict.fromkeys(MENTION_COLUMNS)
    day = pd.Timestamp(fields.pop("on", "2024-01-01"), tz="UTC")
    return empty | {"feed": "recruiter_links", "key": key, "recorded_at": day} | fields


def groups(*mentions: dict[str, object]) -> list[str]:
    """The recruiters, each as the keys of the mentions joined by +, in order."""
    found = resolve_recruiters(pd.DataFrame(mentions, columns=list(MENTION_COLUMNS)))
    return sorted("+".join(sorted(keys)) for keys in found.groupby("recruiter_id")["key"].agg(list))


def test_a_phone_is_one_recruiter_however_the_name_is_typed() -> None:
    assert groups(
        mention("a", name="asep", phone="1"), mention("b", name="aesp", phone="1"), mention("c", phone="1")
    ) == ["a+b+c"]


def test_a_line_that_many_names_use_is_nobodys_own() -> None:
    office = [
        mention(f"{name}{i}", name=name, phone="1") for name in ("asep", "budi", "wati") for i in (1, 2)
    ]
    assert groups(*office) == ["asep1+asep2", "budi1+budi2", "wati1+wati2"]


def test_without_that_guard_the_line_would_be_one_recruiter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recruiters, "SHARED_LINE", 0.0)
    office = [
        mention(f"{name}{i}", name=name, phone="1") for name in ("asep", "budi", "wati") for i in (1, 2)
    ]
    assert len(groups(*office)) == 1


def test_an_account_joins_two_phones_of_one_name_but_not_the_ring_that_shares_it() -> None:
    assert groups(
        mention("a", name="eko sutrisno", phone="1", account="BRI1"),
        mention("b", name="eko sutrisno", phone="2", account="BRI1"),
        mention("c", name="wati", phone="3", account="BRI1"),
    ) == ["a+b", "c"]


def test_a_first_name_written_once_does_not_join_two_of_a_ring() -> None:
    assert groups(
        *(mention(f"a{i}", name="marselinus taek", phone="1", account="BNI1") for i in range(3)),
        *(mention(f"b{i}", name="marselinus sau", phone="2", account="BNI1") for i in range(3)),
        mention("c", name="marselinus", phone="1", account="BNI1"),
        mention("d", name="marselinus", phone="2", account="BNI1"),
    ) == ["a0+a1+a2+c", "b0+b1+b2+d"]


def test_a_name_alone_is_found_where_one_recruiter_of_the_place_has_it() -> None:
    assert groups(
        mention("a", name="siti", phone="1", regency_code="5203"),
        mention("b", name="siti", phone="2", regency_code="3209"),
        mention("c", name="siti", regency_code="5203"),
        mention("d", name="siti"),
    ) == ["a+c", "b", "d"]


def test_a_name_that_two_of_the_place_have_is_left_alone() -> None:
    assert groups(
        mention("a", name="siti", phone="1", regency_code="5203", on="2024-01-01"),
        mention("b", name="siti", phone="2", regency_code="5203", on="2024-02-01"),
        mention("a2", name="siti", phone="1", regency_code="5203", on="2024-03-01"),
        mention("c", name="siti", regency_code="5203"),
    ) == ["a+a2", "b", "c"]


def test_numbers_used_one_after_the_other_are_one_recruiter() -> None:
    first = [mention("a", name="lalu hadi", phone="1", regency_code="5203", on="2024-01-01")]
    second = [mention("b", name="lalu hadi", phone="2", regency_code="5203", on="2024-06-01")]
    assert groups(*first, *second) == ["a+b"]


def test_a_name_that_many_numbers_carry_is_a_common_name() -> None:
    people = [
        mention(str(i), name="siti", phone=str(i), regency_code="5203", on=f"2024-0{i}-01")
        for i in range(1, 6)
    ]
    assert len(groups(*people)) == 5


def test_a_nameless_payment_for_a_person_is_to_the_only_recruiter_of_that_person() -> None:
    assert groups(
        mention("a", name="asep", phone="1", subject="REG1"),
        mention("b", account="BCA9", subject="REG1"),
        mention("c", name="wati", subject="REG1"),
    ) == ["a+b", "c"]


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_the_order_of_mentions_does_not_matter(data: st.DataObject) -> None:
    some = st.sampled_from([None, "x", "y", "z"])
    rows = pd.DataFrame(
        [
            mention(str(i), on=f"2024-01-{i + 1:02d}")
            | {column: data.draw(some) for column in MENTION_COLUMNS[3:]}
            for i in range(data.draw(st.integers(0, 10)))
        ],
        columns=list(MENTION_COLUMNS),
    )
    shuffled = rows.sample(frac=1, random_state=1)
    assert resolve_recruiters(rows).equals(resolve_recruiters(shuffled))
    assert len(resolve_recruiters(rows)) == len(rows)
