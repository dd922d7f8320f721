from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from factories import Told, known, told

from detection.agencies import SIGNS, agency_signs, rank_agencies
from detection.networks import Network

DAY = date(2025, 6, 1)
START = date(2025, 1, 1)


def agency(number: int, **fields: object) -> Told:
    return told("agencies", f"SIP3MI-{number}", "2024-01-01", phone=f"0215550{number}", **fields)


def clients(number: int, size: int, **fields: object) -> list[Told]:
    return [
        told(
            "registrations",
            f"REG{number}{n:03d}",
            START + timedelta(days=n),
            who=f"a{number}c{n}",
            license_no=f"SIP3MI-{number}",
            **fields,
        )
        for n in range(size)
    ]


def level(number: int, size: int, probability: float) -> dict[str, float]:
    return {f"a{number}c{n}": probability for n in range(size)}


def network(persons: list[str], score: float) -> Network:
    return Network("net_x", 1, score, 0.0, tuple(persons), (), (), (), (), ())


def order(tmp_path: Path, rows: list[Told], probabilities: dict[str, float], *networks: Network) -> list[str]:
    ranked = rank_agencies(known(tmp_path, DAY, rows), pd.Series(probabilities), networks)
    assert ranked["rank"].tolist() == list(range(1, len(ranked) + 1))
    assert ranked["probability"].between(0, 1).all()
    return list(ranked["license_no"])


def test_clients_at_risk_put_an_agency_first(tmp_path: Path) -> None:
    rows = [agency(1), agency(2), *clients(1, 20), *clients(2, 20)]
    assert order(tmp_path, rows, level(1, 20, 0.001) | level(2, 20, 0.01)) == ["SIP3MI-2", "SIP3MI-1"]


def test_one_unlucky_client_does_not_put_a_small_agency_before_a_large_one_with_many(tmp_path: Path) -> None:
    rows = [agency(1), agency(2), agency(3), *clients(1, 1), *clients(2, 60), *clients(3, 60)]
    chances = level(1, 1, 0.02) | level(2, 60, 0.01) | level(3, 60, 0.001)
    assert order(tmp_path, rows, chances)[0] == "SIP3MI-2"


@pytest.mark.parametrize(
    ("sign", "rows"),
    [
        ("not_active", [agency(2, status="suspended")]),
        (
            "complaints",
            [agency(2), *(told("complaints", f"C{n}", START, license_no="SIP3MI-2") for n in range(5))],
        ),
        ("after_expiry", [agency(2, license_to=date(2025, 1, 2))]),
        ("quota_overrun", [agency(2), told("job_orders", "JO-2", START, license_no="SIP3MI-2", quota=5)]),
    ],
)
def test_what_is_wrong_with_an_agency_counts_against_it_alone(
    tmp_path: Path, sign: str, rows: list[Told]
) -> None:
    every = [agency(1), *clients(1, 10), *clients(2, 10, job_order_no="JO-2"), *rows]
    now = known(tmp_path, DAY, every)
    chances = pd.Series(level(1, 10, 0.01) | level(2, 10, 0.01))
    signs = agency_signs(now, chances, ())
    assert signs.at["SIP3MI-2", sign] > max(0.0, signs.at["SIP3MI-1", sign])
    assert rank_agencies(now, chances, ())["license_no"][0] == "SIP3MI-2"


def test_a_likely_network_among_its_clients_counts_against_an_agency(tmp_path: Path) -> None:
    rows = [agency(1), agency(2), *clients(1, 20), *clients(2, 20)]
    chances = level(1, 20, 0.01) | level(2, 20, 0.01)
    inside = [f"a2c{n}" for n in range(10)]
    assert order(tmp_path / "likely", rows, chances, network(inside, 0.9))[0] == "SIP3MI-2"
    unlikely = known(tmp_path / "unlikely", DAY, rows)
    assert agency_signs(unlikely, pd.Series(chances), [network(inside, 0.1)])["in_networks"].eq(0).all()


def test_a_network_of_other_peoples_clients_says_little_about_an_agency(tmp_path: Path) -> None:
    rows = [agency(1), agency(2), *clients(1, 20), *clients(2, 20)]
    persons = [f"a2c{n}" for n in range(10)] + ["a1c0"]
    signs = agency_signs(known(tmp_path, DAY, rows), pd.Series(dtype="float64"), [network(persons, 0.9)])
    assert signs.at["SIP3MI-1", "in_networks"] < 0.1
    assert signs.at["SIP3MI-2", "in_networks"] > 2


def test_an_agency_that_is_licensed_later_is_not_ranked(tmp_path: Path) -> None:
    later = told("agencies", "SIP3MI-9", DAY)
    assert order(tmp_path, [agency(1), later], {}) == ["SIP3MI-1"]


def test_each_sign_is_a_column_and_has_words_in_both_languages(tmp_path: Path) -> None:
    signs = agency_signs(known(tmp_path, DAY, [agency(1)]), pd.Series(dtype="float64"), ())
    assert set(signs.columns) == {sign.column for sign in SIGNS}
    assert all(sign.id and sign.en for sign in SIGNS)


def test_without_a_register_no_agency_is_told(tmp_path: Path) -> None:
    assert order(tmp_path, clients(1, 3), level(1, 3, 0.01)) == []


def test_a_register_without_clients_is_ranked(tmp_path: Path) -> None:
    assert order(tmp_path, [agency(1)], {}) == ["SIP3MI-1"]
