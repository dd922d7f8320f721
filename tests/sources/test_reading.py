import csv
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from factories import desk_row, write_csv
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.errors import InputRefused
from sources.formats import FORMATS, workbook
from sources.reading import CheckedRow, Fault, read
from sources.registry import SOURCE_BY_FEED, SOURCES

REGISTRATIONS = SOURCE_BY_FEED["registrations"]


def checked(path: Path) -> list[CheckedRow]:
    rows = list(read(path))
    assert all(isinstance(row, CheckedRow) for row in rows), rows
    return [row for row in rows if isinstance(row, CheckedRow)]


def faults(path: Path) -> list[tuple[int, str | None, str]]:
    return [(row.number, row.field, row.reason) for row in read(path) if isinstance(row, Fault)]


def write_xlsx(path: Path, rows: list[dict[str, object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)
    return path


def write_parquet(path: Path, columns: dict[str, pa.Array]) -> Path:
    row = desk_row("tips", 1)
    arrays = {name: pa.array([cell]) for name, cell in row.items()} | columns
    pq.write_table(pa.table(arrays), path)
    return path


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.feed.name)
def test_each_format_gives_the_same_rows_of_a_feed(tmp_path: Path, source) -> None:
    name = source.feed.name
    rows = [desk_row(name, number) for number in range(5)]
    table = pa.Table.from_pylist(rows)
    pq.write_table(table, tmp_path / f"{name}.parquet")
    (tmp_path / f"{name}.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    write_xlsx(tmp_path / f"{name}.xlsx", rows)
    write_csv(tmp_path / f"{name}.csv", rows)
    read_back = [[row.values for row in checked(tmp_path / f"{name}{f.suffixes[0]}")] for f in FORMATS]
    assert all(values == read_back[0] for values in read_back)
    assert [set(values) for values in read_back[0]] == [set(source.feed.by_name)] * 5


def test_a_header_counts_as_row_one_and_a_cell_may_hold_line_breaks(tmp_path: Path) -> None:
    rows = [desk_row("tips", n, narrative=f"baris satu\nbaris dua {n}") for n in range(3)]
    read_back = checked(write_csv(tmp_path / "tips.csv", rows))
    assert [row.number for row in read_back] == [2, 3, 4]
    assert read_back[1].values["narrative"] == "baris satu\nbaris dua 1"


def test_a_stray_quotation_mark_spoils_its_own_row_alone(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tips.csv", [desk_row("tips", n) for n in range(400)])
    lines = path.read_text().splitlines()
    for spoilt in (10, 20, 300):
        lines[spoilt] = lines[spoilt].replace(",Laporan", ',"Laporan')
    path.write_text("\n".join(lines))
    assert [number for number, _, _ in faults(path)] == [11, 21, 301]
    assert sum(isinstance(row, CheckedRow) for row in read(path)) == 397


def test_two_stray_quotation_marks_do_not_swallow_the_rows_between_them(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tips.csv", [desk_row("tips", n) for n in range(20)])
    lines = path.read_text().splitlines()
    lines[5] = lines[5].replace(",Laporan", ',"Laporan')
    lines[9] = lines[9].replace("warga nomor 8.", 'warga nomor 8."')
    path.write_text("\n".join(lines))
    assert [number for number, _, _ in faults(path)] == [6]
    assert sum(isinstance(row, CheckedRow) for row in read(path)) == 19


def test_old_line_ends_are_read(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tips.csv", [desk_row("tips", n) for n in range(3)])
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\r"))
    assert len(checked(path)) == 3


def test_the_delimiter_is_the_one_of_the_header(tmp_path: Path) -> None:
    rows = [
        desk_row("tips", n, narrative="satu, dua, tiga, empat, lima, enam, tujuh, delapan") for n in (1, 2)
    ]
    assert len(checked(write_csv(tmp_path / "tips.csv", rows, delimiter=";"))) == 2


def test_extra_columns_are_ignored_and_told_and_absent_ones_are_empty(tmp_path: Path) -> None:
    row = desk_row("tips", 1) | {"petugas": "x"}
    del row["mentioned_name"]
    reading = read(write_csv(tmp_path / "tips.csv", [row]))
    assert (reading.extra, reading.absent) == (("petugas",), ("mentioned_name",))
    found = next(reading)
    assert isinstance(found, CheckedRow)
    assert found.values["mentioned_name"] is None
    assert "petugas" not in found.values


def test_a_name_that_comes_late_in_ndjson_is_not_lost(tmp_path: Path) -> None:
    rows = [desk_row("tips", n) for n in range(150)]
    for row in rows[:-1]:
        del row["mentioned_phone"]
    path = tmp_path / "tips.ndjson"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert checked(path)[-1].values["mentioned_phone"] == rows[-1]["mentioned_phone"]


def test_absent_required_columns_refuse_the_file_by_their_names(tmp_path: Path) -> None:
    row = desk_row("tips", 1)
    del row["narrative"]
    with pytest.raises(InputRefused, match="narrative"):
        read(write_csv(tmp_path / "tips.csv", [row]))


def test_what_the_agreement_does_not_cover_is_withheld_from_rows_and_from_faults(tmp_path: Path) -> None:
    covered = frozenset(REGISTRATIONS.feed.by_name) - {"phone", "full_name"}
    good, bad = desk_row("registrations", 1), desk_row("registrations", 2, sex="X")
    path = write_csv(tmp_path / "registrations.csv", [good, bad])
    with path.open("a") as file:
        file.write("terpotong,081234567890\n")
    reading = read(path, covered=covered)
    row, fault, cut = list(reading)
    assert reading.withheld == ("full_name", "phone")
    assert isinstance(row, CheckedRow)
    assert (row.values["phone"], row.values["full_name"]) == (None, None)
    assert isinstance(fault, Fault)
    assert not {"phone", "full_name"} & set(fault.raw)
    assert isinstance(cut, Fault)
    assert "081234567890" not in json.dumps(cut.raw)


@pytest.mark.parametrize("stem", ["registrations", "Registrations-2025-01", "registrations 2025", "data"])
def test_a_file_is_recognised_by_its_name_or_by_its_columns(tmp_path: Path, stem: str) -> None:
    path = write_csv(tmp_path / f"{stem}.csv", [desk_row("registrations", 1)])
    assert read(path).source is REGISTRATIONS


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.feed.name)
def test_every_feed_is_recognised_by_its_columns_alone(tmp_path: Path, source) -> None:
    path = write_csv(tmp_path / "unggahan.csv", [desk_row(source.feed.name, 1)])
    assert read(path).source is source


def test_a_file_that_is_no_feed_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="unclear"):
        read(write_csv(tmp_path / "daftar.csv", [{"a": "1", "b": "2"}]))
    with pytest.raises(InputRefused, match="Unknown format"):
        read(tmp_path / "registrations.docx")


def test_a_column_that_stands_twice_refuses_the_file(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tips.csv", [desk_row("tips", 1)])
    path.write_text(path.read_text().replace("mentioned_phone", "Narrative", 1))
    with pytest.raises(InputRefused, match="Columns 5 and 7"):
        read(path)


def test_all_problems_of_a_row_are_told_at_once_and_the_raw_row_is_kept(tmp_path: Path) -> None:
    row = desk_row("registrations", 1, nik="3.27E+15", birth_date="31/12/1990", sex="X")
    (fault,) = read(write_csv(tmp_path / "registrations.csv", [row]))
    assert isinstance(fault, Fault)
    told = [(problem.field, problem.reason, problem.value_class) for problem in fault.problems]
    assert told == [
        ("nik", "scientific_number", "scientific"),
        ("birth_date", "bad_date", "date_text"),
        ("sex", "not_in_list", "text"),
    ]
    assert fault.raw == row


def test_recorded_at_is_held_against_the_given_clock(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tips.csv", [desk_row("tips", 1)])
    (row,) = read(path, now=datetime(2023, 1, 1, tzinfo=UTC))
    assert isinstance(row, Fault)
    assert row.reason == "in_future"


def test_a_workbook_may_hold_dates_numbers_and_truth_values_but_no_number_for_a_nik(tmp_path: Path) -> None:
    row: dict[str, object] = dict(desk_row("registrations", 1))
    good = row | {"birth_date": date(1990, 5, 4), "declared_cost_idr": 1_500_000}
    path = write_xlsx(tmp_path / "registrations.xlsx", [good, good | {"nik": 3273056010900009}])
    first, second = read(path)
    assert isinstance(first, CheckedRow)
    assert (first.values["birth_date"], first.values["declared_cost_idr"]) == (date(1990, 5, 4), 1_500_000)
    assert isinstance(second, Fault)
    assert (second.number, second.field, second.reason) == (3, "nik", "not_text")


def test_a_time_in_a_workbook_cell_has_no_offset_and_is_refused(tmp_path: Path) -> None:
    row: dict[str, object] = desk_row("tips", 1) | {"recorded_at": datetime(2024, 1, 1, 9)}  # noqa: DTZ001
    assert faults(write_xlsx(tmp_path / "tips.xlsx", [row])) == [(2, "recorded_at", "no_offset")]


def test_empty_rows_of_a_workbook_keep_the_numbers_of_the_others_true(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "tips.xlsx", [dict(desk_row("tips", n)) for n in range(3)])
    book = openpyxl.load_workbook(path)
    book.active.insert_rows(3, amount=2)
    book.create_sheet("catatan")
    book.save(path)
    reading = read(path)
    assert [row.number for row in reading] == [2, 5, 6]
    assert reading.unread == ("catatan",)


def test_a_wrong_dimension_tag_cuts_no_row_off(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "tips.xlsx", [dict(desk_row("tips", n)) for n in range(3)])
    lying = tmp_path / "tips-2.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(lying, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, text.replace(b'<dimension ref="A1:H4"', b'<dimension ref="A1:B2"'))
        assert b'<dimension ref="A1:H4"' in old.read("xl/worksheets/sheet1.xml")
    assert len(checked(lying)) == 3


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "tips.xlsx", [dict(desk_row("tips", 1))])
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 1_000)
    with pytest.raises(InputRefused, match="too large"):
        read(path)


def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "tips.xlsx", [dict(desk_row("tips", 1))])
    bomb = tmp_path / "tips-2.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bomb, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part.endswith("sheet1.xml"):
                text = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + text.replace(b"tip_id", b"&a;")
            new.writestr(part, text)
    with pytest.raises(InputRefused, match="damaged"):
        list(read(bomb))


def test_parquet_types_are_held_against_the_contract(tmp_path: Path) -> None:
    naive = pa.array([datetime(2024, 1, 1)], pa.timestamp("ns"))  # noqa: DTZ001
    assert faults(write_parquet(tmp_path / "tips.parquet", {"recorded_at": naive}))[0][2] == "no_offset"
    aware = pa.array([datetime(2024, 1, 1, tzinfo=UTC)], pa.timestamp("ns", "Asia/Jakarta"))
    (row,) = checked(write_parquet(tmp_path / "tips.parquet", {"recorded_at": aware}))
    assert row.values["recorded_at"] == datetime(2024, 1, 1, tzinfo=UTC)
    number = pa.array([85771532862])
    assert faults(write_parquet(tmp_path / "tips.parquet", {"mentioned_phone": number}))[0][2] == "not_text"
    spoilt = pa.StringArray.from_buffers(1, pa.py_buffer(b"\0\0\0\0\4\0\0\0"), pa.py_buffer(b"Ren\xe9"))
    assert faults(write_parquet(tmp_path / "tips.parquet", {"narrative": spoilt}))[0][2] == "undecodable"
    beyond = pa.array([2**62], pa.timestamp("us", "UTC"))
    assert (
        faults(write_parquet(tmp_path / "tips.parquet", {"recorded_at": beyond}))[0][2] == "unreadable_cell"
    )


@pytest.mark.parametrize("name", ["tips.xlsx", "tips.parquet", "tips.csv", "tips.ndjson"])
@pytest.mark.parametrize("content", [b"", b"\0", b"PK\x03\x04 cut off", b"PAR1", b"\xff\xfe\0\0", b"{}\n"])
def test_a_damaged_file_is_refused_and_never_a_crash(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputRefused):
        list(read(path))


def test_a_file_cut_off_in_the_middle_is_never_a_crash(tmp_path: Path) -> None:
    rows = [dict(desk_row("tips", n)) for n in range(200)]
    whole = [write_xlsx(tmp_path / "a.xlsx", rows), write_parquet(tmp_path / "a.parquet", {})]
    for path in whole:
        content = path.read_bytes()
        for part in range(1, 8):
            cut = tmp_path / f"tips{path.suffix}"
            cut.write_bytes(content[: len(content) * part // 8])
            with pytest.raises(InputRefused):
                list(read(cut))


@given(content=st.binary(max_size=400))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("suffix", ["csv", "ndjson"])
def test_whatever_bytes_follow_every_row_is_either_checked_or_at_fault(
    tmp_path: Path, suffix: str, content: bytes
) -> None:
    start = (
        ",".join(desk_row("tips", 1)) + "\n" if suffix == "csv" else json.dumps(desk_row("tips", 1)) + "\n"
    )
    path = tmp_path / f"tips.{suffix}"
    path.write_bytes(start.encode() + content)
    numbers = [row.number for row in read(path)]
    assert numbers == sorted(set(numbers))


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12)


@given(cells=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_desks_type_no_row_is_lost_and_no_text_changed(
    tmp_path: Path, cells: list[tuple[str, str, str]]
) -> None:
    path = tmp_path / "tips.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["tip_id", "recorded_at", "narrative", "mentioned_name", "mentioned_phone"])
        for number, (name, phone, story) in enumerate(cells):
            writer.writerow([f"TIP{number}", "2024-01-01T00:00:00+07:00", "Kabar: " + story, name, phone])
    rows = list(read(path))
    assert [row.number for row in rows] == list(range(2, len(cells) + 2))
    for row, (name, phone, story) in zip(rows, cells, strict=True):
        if isinstance(row, CheckedRow):
            assert row.values["mentioned_name"] == (name if name.strip() else None)
            assert row.values["mentioned_phone"] == (phone if phone.strip() else None)
            assert row.values["narrative"] == "Kabar: " + story


def test_a_desks_clock_may_be_a_little_ahead(tmp_path: Path) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    assert len(checked(write_csv(tmp_path / "tips.csv", [desk_row("tips", 1, recorded_at=soon)]))) == 1
