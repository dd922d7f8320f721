"""The facade: all evidence of a day in one table, and in sentences."""

from __future__ import annotations

from factories import known
from scenes import ANA, DAY
from scenes.identity import D02
from scenes.scene import passport, registered

from detection.indicators import INDICATOR_BY_ID, fired, sentence

COLUMNS = ["person_id", "indicator", "feed", "entity_key", "detail"]


def test_all_evidence_stands_in_one_sorted_table_whatever_the_order_of_the_rows(tmp_path):
    rows = fired(known(tmp_path / "one", DAY, D02.rows))
    assert list(rows.columns) == COLUMNS
    assert rows.equals(rows.sort_values(COLUMNS, ignore_index=True))
    assert not rows.duplicated().any()
    assert set(rows["person_id"]) == {ANA}
    assert {"D02", "D03"} <= set(rows["indicator"])
    assert rows.equals(fired(known(tmp_path / "two", DAY, D02.rows[::-1])))


def test_an_honest_applicant_fires_nothing(tmp_path):
    rows = fired(known(tmp_path, DAY, (registered(), passport())))
    assert rows.empty
    assert list(rows.columns) == COLUMNS


def test_a_sentence_tells_days_and_codes_in_words():
    orientation, closed = INDICATOR_BY_ID["P07"], INDICATOR_BY_ID["P10"]
    assert sentence(orientation, "2025-03-04", "id") == "Tidak ada catatan OPP, berangkat 4 Maret 2025."
    assert sentence(orientation, "2025-03-04", "en") == "No orientation on record, departure 4 March 2025."
    assert "Arab Saudi sebagai pekerja rumah tangga" in sentence(closed, "SAU; domestic_worker", "id")
