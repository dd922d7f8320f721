"""An alert as people read it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import cast

import pandas as pd

from api.alerts import Bilingual, ToldAlert, told_alerts
from detection.chance import Chance
from detection.detect import Detection
from detection.person_alerts import NO_CHANCE, PersonAlert
from detection.reasons import Reason, Row

MOMENT = pd.Timestamp("2025-08-04 18:30", tz="UTC")


def told(*, chance: Chance = NO_CHANCE, indicators: tuple[str, ...] = ("P02", "D07")) -> ToldAlert:
    rows = (Row("registrations", "REG0000001", MOMENT),)
    alert = PersonAlert(
        person_id="person_0123456789abcdef",
        rank=1,
        probability=0.18,
        refs=("registrations:REG0000001", "passports:pp_12:34"),
        reasons=(
            Reason("phone", 1.2, "Nomor yang sama", "The same phone", rows),
            Reason("process", 0.1, "Dokumen", "Documents", ()),
            Reason("travel", -0.5, "Paspor", "Passport", rows),
        ),
        indicators=pd.DataFrame(
            [
                ("person_0123456789abcdef", id_, "registrations", "REG0000001", "revoked")
                for id_ in indicators
            ],
            columns=["person_id", "indicator", "feed", "entity_key", "detail"],
        ),
        missing=("paspor tidak ditemukan / no passport found",),
        chance=chance,
    )
    detection = SimpleNamespace(people=(alert,), missing_feeds=(), as_of=date(2025, 8, 4))
    (alert_told,) = told_alerts(cast("Detection", detection))
    return alert_told


def test_reasons_for_and_against_are_told_apart_with_their_strength() -> None:
    alert = told()
    assert [reason.strength for reason in alert.reasons_for] == [3, 1]
    assert [reason.strength for reason in alert.reasons_against] == [2]


def test_a_record_is_told_with_its_day_in_jakarta() -> None:
    (record,) = told().reasons_for[0].records
    assert (record.feed, record.key, record.recorded) == ("registrations", "REG0000001", "2025-08-05")


def test_keys_that_hold_a_colon_stay_whole() -> None:
    assert told().records[1].key == "pp_12:34"


def test_indicators_come_with_ground_trap_and_records_the_gravest_first() -> None:
    signs = told().indicators
    assert [sign.id for sign in signs] == ["P02", "D07"]
    for sign in signs:
        assert sign.grounds
        assert sign.trap.id
        assert sign.trap.en
        assert [record.key for record in sign.records] == ["REG0000001"]


def test_each_element_is_told() -> None:
    standing = {element.id: how.id for element, how in told(indicators=("P02",)).elements}
    assert standing == {
        "proses": "ada petunjuk",
        "cara": "belum ada petunjuk",
        "tujuan": "tidak dapat dinilai",
    }


def test_a_chance_is_told_in_the_words_of_the_alert_itself() -> None:
    assert told(chance=Chance("Dari 100", "Of 100", 0.18)).chance == Bilingual("Dari 100", "Of 100")
    assert "Belum cukup temuan" in told().chance.id


def test_the_person_is_a_code_alone() -> None:
    assert "0123456789abcdef" not in repr(told())
