"""Taking files in: what is recorded, what is left out, what is set aside, and that it is all or nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from factories import desk_row, write_csv
from planted_faults import plant
from sqlalchemy import select, text
from unsealed import quarantined_rows_of, source_rows_of

from records.store import Store, take_turn
from records.tables import audit_entries, quarantined_rows, received_files, source_rows
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import TURN, Ingest
from sources.report import FaultLine, FileReport, Status

KEY = bytes(32)
Take = Callable[[Path], FileReport]


@pytest.fixture
def ingest(store: Store) -> Ingest:
    shipped = agreements.load(None)
    return Ingest(store, Tokeniser(KEY), KEY, shipped)


@pytest.fixture
def take(ingest: Ingest) -> Take:
    return lambda path: ingest.take(path, lambda _fraction, _rows: None)


def rows_of(store: Store, table: Any, *columns: str) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        found = connection.execute(select(*(table.c[name] for name in columns)))
        return sorted((tuple(row) for row in found), key=repr)


def counts(report: FileReport) -> tuple[int, int, int, int]:
    return report.read, report.new, report.repeated, report.quarantined


def someone(number: int, **changes: str) -> dict[str, str]:
    return desk_row("registrations", number, **changes)


STRANGER = {"full_name": "Yohanes Banu", "birth_date": "1977-07-07", "nik": "5301010707770001"}
LATER, LATEST = "2024-06-01T08:00:00+07:00", "2024-07-01T08:00:00+07:00"


def test_a_row_is_recorded_with_its_file_its_number_tokens_and_clear_identifiers(
    store: Store, take: Take, tmp_path: Path
) -> None:
    row = someone(1)
    report = take(write_csv(tmp_path / "registrations.csv", [row]))
    assert (report.status, counts(report)) == (Status.RECORDED, (1, 1, 0, 0))
    (recorded,) = source_rows_of(store, "feed", "entity_key", "row_number", "known", "opened")
    feed, key, number, known, clear = recorded
    assert (feed, key, number) == ("registrations", "REG-000001", 2)
    assert clear["nik"] == row["nik"]
    assert known["nik"] == Tokeniser(KEY).token(_identifier("nik"), row["nik"])
    assert known["birth_date"] == row["birth_date"]
    assert not set(clear.values()) & set(map(str, known.values()))
    ((name, filled),) = rows_of(store, received_files, "name", "filled")
    assert name == "registrations.csv"
    assert filled["nik"] == 1


def _identifier(field: str) -> Any:
    return agreements.FEED_BY_NAME["registrations"].by_name[field].identifier


def test_the_audit_entry_names_file_and_fields_and_no_value(store: Store, take: Take, tmp_path: Path) -> None:
    take(write_csv(tmp_path / "tips.csv", [desk_row("tips", 1)]))
    (entry,) = rows_of(store, audit_entries, "who", "act", "object_kind", "object_refs", "fields")
    assert entry[:3] == ("suluh", "receive", "file")
    assert entry[3][0].startswith("file/")
    assert "narrative" in entry[4]


def test_the_same_file_again_is_skipped_and_the_same_rows_again_change_nothing(
    store: Store, take: Take, tmp_path: Path
) -> None:
    rows = [someone(number) for number in range(50)]
    path = write_csv(tmp_path / "registrations.csv", rows)
    assert counts(take(path)) == (50, 50, 0, 0)
    assert take(path).status is Status.KNOWN
    before = rows_of(store, source_rows, "sequence", "entity_key", "digest")
    (tmp_path / "registrations.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "registrations.parquet")
    for suffix in ("ndjson", "parquet"):
        assert counts(take(tmp_path / f"registrations.{suffix}")) == (50, 0, 50, 0)
    assert counts(take(write_csv(tmp_path / "registrations-2.csv", rows + rows))) == (100, 0, 100, 0)
    assert rows_of(store, source_rows, "sequence", "entity_key", "digest") == before


def test_a_row_that_stands_twice_in_a_new_file_is_recorded_once(take: Take, tmp_path: Path) -> None:
    assert counts(take(write_csv(tmp_path / "tips.csv", [desk_row("tips", 1)] * 3))) == (3, 1, 2, 0)


def test_a_later_row_with_the_same_key_is_a_correction_and_both_stay(
    store: Store, take: Take, tmp_path: Path
) -> None:
    first, second = someone(1), someone(1, recorded_at=LATER, full_name="Budi Wati Siti")
    assert take(write_csv(tmp_path / "registrations.csv", [first])).new == 1
    assert take(write_csv(tmp_path / "registrations-2.csv", [second])).new == 1
    names = [clear["full_name"] for (clear,) in source_rows_of(store, "opened")]
    assert sorted(names) == sorted([first["full_name"], "Budi Wati Siti"])


def test_a_key_that_is_suddenly_about_someone_else_waits_for_a_judgement(
    store: Store, take: Take, tmp_path: Path
) -> None:
    take(write_csv(tmp_path / "registrations.csv", [someone(1)]))
    stranger = someone(1, recorded_at=LATER, **STRANGER)
    report = take(write_csv(tmp_path / "registrations-2.csv", [stranger]))
    assert report.reasons == {"identity_conflict": 1}
    ((raw, reason, field, value_class),) = quarantined_rows_of(
        store, "opened", "reason", "field", "value_class"
    )
    assert (reason, field, value_class) == ("identity_conflict", None, "row")
    assert raw["nik"] == STRANGER["nik"]
    assert set(raw) == set(stranger)


@pytest.mark.parametrize("kept", ["full_name", "birth_date", "nik"])
def test_someone_of_whom_one_thing_stays_is_corrected(take: Take, tmp_path: Path, kept: str) -> None:
    changed = {name: value for name, value in STRANGER.items() if name != kept}
    take(write_csv(tmp_path / "registrations.csv", [someone(1)]))
    report = take(write_csv(tmp_path / "registrations-2.csv", [someone(1, recorded_at=LATER, **changed)]))
    assert counts(report) == (1, 1, 0, 0)


def test_a_missing_nik_or_another_spelling_is_no_other_person(take: Take, tmp_path: Path) -> None:
    take(write_csv(tmp_path / "registrations.csv", [someone(1, full_name="Moch. Soekardi")]))
    spelt = someone(1, recorded_at=LATER, **STRANGER | {"full_name": "H. Muhammad Sukardi"})
    without = someone(1, recorded_at=LATEST, **STRANGER | {"nik": ""})
    assert counts(take(write_csv(tmp_path / "registrations-2.csv", [spelt]))) == (1, 1, 0, 0)
    assert counts(take(write_csv(tmp_path / "registrations-3.csv", [without]))) == (1, 1, 0, 0)


def test_a_late_row_is_held_against_the_version_after_it_too(take: Take, tmp_path: Path) -> None:
    take(write_csv(tmp_path / "registrations.csv", [someone(1, recorded_at=LATEST)]))
    report = take(write_csv(tmp_path / "registrations-2.csv", [someone(1, recorded_at=LATER, **STRANGER)]))
    assert report.reasons == {"identity_conflict": 1}


def test_two_contents_for_one_key_and_time_are_both_set_aside(
    store: Store, take: Take, tmp_path: Path
) -> None:
    one, other = desk_row("tips", 1), desk_row("tips", 1, narrative="Kabar lain.")
    report = take(write_csv(tmp_path / "tips.csv", [one, desk_row("tips", 2), other]))
    assert report.reasons == {"version_conflict": 2}
    assert take(write_csv(tmp_path / "tips-2.csv", [one])).new == 1
    later = take(write_csv(tmp_path / "tips-3.csv", [other, one]))
    assert (later.repeated, later.reasons) == (1, {"version_conflict": 1})
    assert [key for (key,) in rows_of(store, source_rows, "entity_key")] == ["TIP-000001", "TIP-000002"]


def _difficult_rows() -> list[dict[str, str]]:
    rows = [someone(number) for number in range(20)]
    rows += [someone(number) for number in range(5)]
    rows += [someone(number, birth_place="Bima") for number in range(5, 8)]
    rows += [someone(number, recorded_at=LATER, **STRANGER) for number in range(8, 12)]
    rows += [someone(number, recorded_at=LATEST, **STRANGER) for number in range(10, 12)]
    rows += [someone(number, recorded_at=LATEST) for number in range(8, 10)]
    return [*rows, someone(20, nik="3.2E+15"), someone(21, sex="X")]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_in_a_file_changes_nothing(
    store: Store, take: Take, tmp_path: Path, seed: int
) -> None:
    rows = _difficult_rows()
    random.Random(seed).shuffle(rows)  # noqa: S311  (test data, no secret)
    report = take(write_csv(tmp_path / "registrations.csv", rows))
    assert counts(report) == (38, 19, 5, 14)
    expected = {"version_conflict": 6, "identity_conflict": 6, "scientific_number": 1, "not_in_list": 1}
    assert report.reasons == expected
    recorded = source_rows_of(store, "entity_key", "recorded_at", "known", "opened")
    set_aside = [raw["registration_id"] for (raw,) in quarantined_rows_of(store, "opened")]
    assert sorted(key for key, *_ in recorded) == sorted(
        f"REG-{number:06d}" for number in [*range(5), *range(8, 20), 8, 9]
    )
    conflicts = [5, 5, 6, 6, 7, 7, 8, 9, 10, 10, 11, 11, 20, 21]
    assert sorted(set_aside) == [f"REG-{number:06d}" for number in conflicts]


def test_a_file_with_a_thousand_faults_is_recorded_but_for_them(
    store: Store, ingest: Ingest, tmp_path: Path
) -> None:
    told: list[tuple[int, str]] = []

    def tell(_: Path, fault: FaultLine) -> None:
        told.append((fault.row_number, fault.problem.reason))

    planted = plant(tmp_path, "csv", 1_000)
    report = replace(ingest, tell_fault=tell).take(planted.path, lambda _fraction, _rows: None)
    assert counts(report) == (2_000, 1_000, 0, 1_000)
    assert len(report.first_faults) == 20
    expected = {number: fault.reason for number, fault in planted.faults.items()}
    assert dict(told) == expected
    assert dict(rows_of(store, quarantined_rows, "row_number", "reason")) == expected
    clear = {key: held.get("nik") for key, held in source_rows_of(store, "entity_key", "opened")}
    assert clear == planted.niks


def test_a_refused_file_leaves_no_trace_and_the_others_go_on(
    store: Store, ingest: Ingest, tmp_path: Path
) -> None:
    (tmp_path / "registrations.parquet").write_bytes(b"PAR1")
    write_csv(tmp_path / "tips.csv", [desk_row("tips", 1)])
    (tmp_path / "catatan.docx").write_bytes(b"x")
    (tmp_path / "~$tips.xlsx").write_bytes(b"x")
    reports = [ingest.take(path, lambda _fraction, _rows: None) for path in find([tmp_path])]
    assert [report.status for report in reports] == [Status.REFUSED, Status.RECORDED]
    assert reports[0].notes
    assert len(rows_of(store, received_files, "file_id")) == 1


def test_after_the_agreement_a_feed_is_refused_visibly(ingest: Ingest, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tips.csv", [desk_row("tips", 1)])
    late = replace(ingest, now=datetime(2100, 1, 2, tzinfo=UTC))
    report = late.take(path, lambda _fraction, _rows: None)
    assert report.status is Status.REFUSED
    assert "PKS-SINTETIS-04/2023" in report.notes[0][0]
    assert ingest.take(path, lambda _fraction, _rows: None).status is Status.RECORDED


def test_fields_outside_the_agreement_reach_no_table(store: Store, ingest: Ingest, tmp_path: Path) -> None:
    narrow = tuple(
        replace(each, fields={"tips": frozenset({"tip_id", "recorded_at", "district_code"})})
        if "tips" in each.fields
        else each
        for each in ingest.agreements
    )
    story = "rahasia dari kampung"
    rows = [desk_row("tips", 1, narrative=story), desk_row("tips", 2, narrative=story, district_code="x")]
    path = write_csv(tmp_path / "tips.csv", rows)
    report = replace(ingest, agreements=narrow).take(path, lambda _fraction, _rows: None)
    assert counts(report) == (2, 1, 0, 1)
    assert any("narrative" in text_en for _, text_en in report.notes)
    everything = source_rows_of(store, "known", "opened") + quarantined_rows_of(store, "opened")
    assert story not in repr(everything)


def test_a_file_that_changes_while_it_is_read_is_not_recorded(
    store: Store, ingest: Ingest, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "tips.csv", [desk_row("tips", number) for number in range(3)])

    def meddle(_fraction: float, _rows: int) -> None:
        path.write_text(path.read_text() + "\n")

    assert ingest.take(path, meddle).status is Status.REFUSED
    assert rows_of(store, source_rows, "sequence") == []


def test_a_file_that_turns_out_damaged_half_way_is_not_recorded(
    store: Store, take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.formats.text.LONGEST_LINE", 2**18)
    path = write_csv(tmp_path / "tips.csv", [desk_row("tips", number) for number in range(3_000)])
    path.write_text(path.read_text() + "x" * 2**20)
    report = take(path)
    assert report.status is Status.REFUSED
    assert rows_of(store, source_rows, "sequence") == []
    assert take(write_csv(tmp_path / "tips.csv", [desk_row("tips", 1)])).new == 1


def test_a_file_that_may_not_be_read_is_refused(take: Take, tmp_path: Path) -> None:
    assert take(tmp_path / "tips.csv").status is Status.REFUSED


def test_a_second_ingest_waits_for_its_turn(store: Store, take: Take, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tips.csv", [desk_row("tips", 1)])
    reports: list[FileReport] = []
    second = Thread(target=lambda: reports.append(take(path)))
    with store.begin() as first:
        take_turn(first, TURN)
        second.start()
        with store.engine.connect() as watcher:
            waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            while not watcher.scalar(waiting):
                watcher.rollback()
        assert reports == []
    second.join()
    assert reports[0].new == 1


def test_a_broken_audit_takes_the_file_back(
    store: Store, take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("records.audit.write", fail)
    with pytest.raises(RuntimeError, match="no audit"):
        take(write_csv(tmp_path / "tips.csv", [desk_row("tips", 1)]))
    assert rows_of(store, source_rows, "sequence") == []
    assert rows_of(store, received_files, "file_id") == []


def test_nothing_of_a_value_is_in_what_is_told(take: Take, tmp_path: Path) -> None:
    phone = "081299998888"
    report = take(write_csv(tmp_path / "tips.csv", [desk_row("tips", 1, mentioned_phone=f"={phone}")]))
    assert report.quarantined == 1
    assert phone not in repr(report)


def test_hostile_text_reaches_the_database_unchanged(store: Store, take: Take, tmp_path: Path) -> None:
    hostile = "\\N \\. \\t'; DROP TABLE source_rows; -- \"\t{}\n日本 𝄞 \\u0041"
    report = take(write_csv(tmp_path / "tips.csv", [desk_row("tips", 1, narrative=hostile)]))
    assert counts(report) == (1, 1, 0, 0)
    ((clear,),) = source_rows_of(store, "opened")
    assert clear["narrative"] == hostile
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM source_rows")) == 1
