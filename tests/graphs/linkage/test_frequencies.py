from __future__ import annotations

import pandas as pd
import pytest
from crowd import row, table

from graphs.linkage.frequencies import held_by_others, share, share_containing
from graphs.linkage.prepare import prepare


def named(*names: str) -> pd.DataFrame:
    return table([row("complaints", str(number), name) for number, name in enumerate(names)])


def test_the_share_of_a_name_counts_those_who_carry_exactly_it() -> None:
    records = prepare(named("Siti", "Siti Banu", "Budi", "Siti"))
    assert share(records, "name_key")["siti"] == 0.5


def test_a_word_left_out_counts_all_who_could_have_left_one_out() -> None:
    records = prepare(named("Siti", "Siti Banu", "Budi", "Siti"))
    assert share_containing(records, "name_words") == {"siti": 0.75, "banu siti": 0.25, "budi": 0.25}


def test_an_identifier_of_one_person_says_more_than_one_that_serves_many() -> None:
    births = ["1990-01-01", "1990-01-01", "1985-02-02", "1986-03-03", "1987-04-04"]
    phones = ["0811111111", "0811111111", "0822222222", "0822222222", "0822222222"]
    rows = [
        row("registrations", str(i), "Siti", birth_date=birth, phone=phone)
        for i, (birth, phone) in enumerate(zip(births, phones, strict=True))
    ]
    chances = held_by_others(prepare(table(rows)), "phone", wrong=0.2)
    assert chances["62811111111"] == pytest.approx(0.2 / 2)  # seen twice, but with one birth date
    assert chances["62822222222"] == pytest.approx((0.2 + 2) / 2)  # three birth dates: two holders too many
