"""The hostile corpus, read in a process with 512 MiB and 5 seconds of CPU a file; and no NIK that changes silently."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import confined
import hostile
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from factories import desk_row
from hostile import CORPUS, HEADER, NIK, ROW, Hostile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.errors import InputRefused
from sources import incoming
from sources.reading import CheckedRow, read
from sources.report import FileReport, printable

MEMORY, CPU_SECONDS = 512 * 2**20, 5
EVERY = [(kind, each) for kind, group in CORPUS.items() for each in group]
Outcome = dict[str, object]


def read_confined(paths: Sequence[Path]) -> list[Outcome]:
    """What became of each file; shorter than the paths where one ended the process."""
    done = subprocess.run(
        [sys.executable, str(Path(confined.__file__)), str(MEMORY), str(CPU_SECONDS)],
        input="".join(f"{path}\n" for path in paths),
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) < len(paths):
        answers.append({"ended": done.returncode, "told": done.stderr[-500:]})
    return answers


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Outcome]:
    found: dict[tuple[str, str], Outcome] = {}
    for kind, group in CORPUS.items():
        waiting = list(group)
        path = tmp_path_factory.mktemp(kind)
        for number, each in enumerate(waiting):
            (path / str(number)).mkdir()
            each.write(path / str(number) / f"registrations.{kind}")
        files = [path / str(number) / f"registrations.{kind}" for number in range(len(waiting))]
        while waiting:
            answers = read_confined(files)
            found |= {(kind, each.name): answer for each, answer in zip(waiting, answers, strict=False)}
            waiting, files = waiting[len(answers) :], files[len(answers) :]
    return found


@pytest.mark.parametrize(("kind", "file"), EVERY, ids=lambda value: getattr(value, "name", value))
def test_a_hostile_file_is_refused_or_reported_within_its_limits(
    outcomes: dict[tuple[str, str], Outcome], kind: str, file: Hostile
) -> None:
    found = outcomes[kind, file.name]
    assert "ended" not in found, found
    if file.refused:
        assert "refused" in found, found
        text_id, text_en = found["refused"]
        assert any(part in text_en for part in file.refused.split("|")), text_en
        assert text_id
        assert text_id != text_en
        return
    assert "refused" not in found, found
    faults = [tuple(fault) for fault in found["faults"]]
    assert set(file.faults) <= set(faults), faults[:5]
    for _, nik in found["good"]:
        assert nik == NIK
    if not file.faults:
        assert found["good"], faults[:5]


def test_the_corpus_is_large_and_names_each_file_once() -> None:
    assert len(EVERY) >= 130
    assert len({(kind, each.name) for kind, each in EVERY}) == len(EVERY)


def test_the_limits_are_real_and_a_reader_without_them_is_caught(tmp_path: Path) -> None:
    """The planted fault is a file that is honest and takes more memory or time than the process has."""
    path = tmp_path / "registrations.csv"
    hostile.text(hostile.row())(path)
    for memory, seconds in ((2**20, CPU_SECONDS), (MEMORY, 1e-4)):
        command = [sys.executable, str(Path(confined.__file__)), str(memory), str(seconds)]
        # A megabyte is too little for a line of ten; a ten-thousandth of a second for anything.
        hostile.text(hostile.row(full_name=hostile.MB10))(path)
        done = subprocess.run(command, input=f"{path}\n", capture_output=True, text=True, check=False)
        assert done.returncode != 0


@pytest.mark.parametrize(("kind", "count"), [("xlsx", 150), ("parquet", 200), ("csv", 150), ("ndjson", 150)])
def test_mutants_of_honest_files_never_end_the_process(tmp_path: Path, kind: str, count: int) -> None:
    honest = tmp_path / f"honest.{kind}"
    _write(honest, [ROW | {"registration_id": f"REG-{n}"} for n in range(20)])
    whole = honest.read_bytes()
    draw = random.Random(count)  # noqa: S311  (test data, no secret)
    files = []
    for number in range(count):
        (tmp_path / str(number)).mkdir()
        files.append(tmp_path / str(number) / f"registrations.{kind}")
        files[-1].write_bytes(_mutant(whole, draw))
    answers = read_confined(files)
    assert len(answers) == count
    assert [answer for answer in answers if "ended" in answer] == []


def _mutant(whole: bytes, draw: random.Random) -> bytes:
    mutant = bytearray(whole)
    for _ in range(draw.randrange(1, 6)):
        at = draw.randrange(len(mutant))
        match draw.randrange(4):
            case 0:
                mutant[at] = draw.randrange(256)
            case 1:
                del mutant[at : at + draw.randrange(1, 50)]
            case 2:
                mutant[at:at] = draw.randbytes(draw.randrange(1, 20))
            case _:
                mutant[at : at + 4] = draw.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"))
    return bytes(mutant)


def _write(path: Path, rows: Sequence[hostile.Cells]) -> None:
    match path.suffix:
        case ".csv":
            with path.open("w", newline="", encoding="utf-8", errors="surrogatepass") as file:
                writer = csv.writer(file, quoting=csv.QUOTE_ALL)
                writer.writerows([HEADER, *(row.values() for row in rows)])
        case ".ndjson":
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        case ".xlsx":
            book = openpyxl.Workbook(write_only=True)
            sheet = book.create_sheet()
            for row in [HEADER, *(row.values() for row in rows)]:
                sheet.append(list(row))
            book.save(path)
        case _:
            pq.write_table(pa.table({name: [row[name] for row in rows] for name in HEADER}), path)


DIGITS = st.text("0123456789", min_size=14, max_size=17)
PAPUA = st.builds(
    "{}{}".format,
    st.sampled_from(["91", "92", "94", "95", "96"]),
    st.text("0123456789", min_size=14, max_size=14),
)
TYPED = st.text("0123456789 .,-eE+O'=\u0660\u00a0\u200b", min_size=1, max_size=20)
NIKS = st.lists(st.one_of(PAPUA, DIGITS, TYPED), min_size=1, max_size=6)


@given(niks=NIKS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("suffix", [".csv", ".ndjson", ".xlsx", ".parquet"])
def test_no_nik_is_ever_changed_silently(tmp_path: Path, suffix: str, niks: list[str]) -> None:
    path = tmp_path / f"registrations{suffix}"
    _write(path, [ROW | {"registration_id": f"REG-{n}", "nik": nik} for n, nik in enumerate(niks)])
    rows = list(read(path))
    assert len(rows) == len(niks)
    for row, nik in zip(rows, niks, strict=True):
        if isinstance(row, CheckedRow):
            assert row.values["nik"] == (nik if nik.strip(" ") else None)
        else:
            assert row.field == "nik"


@given(nik=PAPUA)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("suffix", [".ndjson", ".xlsx", ".parquet"])
@pytest.mark.parametrize("kind", [int, float])
def test_a_nik_that_became_a_number_is_never_taken(
    tmp_path: Path, suffix: str, kind: Callable[[str], object], nik: str
) -> None:
    """The planted fault would be a reader that takes it: half of these change on the way through a double."""
    path = tmp_path / f"registrations{suffix}"
    _write(path, [ROW | {"nik": kind(nik)}])
    (row,) = read(path)
    assert not isinstance(row, CheckedRow)
    assert (row.field, row.reason) == ("nik", "not_text")


def test_a_workbook_that_counts_from_1904_gives_the_same_days(tmp_path: Path) -> None:
    from datetime import date  # noqa: PLC0415

    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415

    for epoch in (None, CALENDAR_MAC_1904):
        book = openpyxl.Workbook()
        if epoch:
            book.epoch = epoch
        book.active.append(HEADER)
        book.active.append(list((ROW | {"birth_date": date(1990, 5, 4)}).values()))
        book.save(tmp_path / "registrations.xlsx")
        (row,) = read(tmp_path / "registrations.xlsx")
        assert isinstance(row, CheckedRow)
        assert row.values["birth_date"] == date(1990, 5, 4)


NAMES = (
    "registrations\n2025.csv",
    "registrations\x1b[2J.csv",
    "registrations;rm -rf ~.csv",
    "registrations$(id).csv",
    "registrations%2e%2e%2f.csv",
    "registrations-[bold red]x.csv",
    "registrations-\u202evsc.exe.csv",
    "registrations-" + "x" * 200 + ".csv",
    "-rf registrations.csv",
    "=cmd|' C calc'!A0.csv",
    "..registrations.csv",
    "registrations\udce9.csv",
)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:30])
def test_a_file_name_is_a_name_and_nothing_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    hostile.text(hostile.row())(path)
    (row,) = read(path)
    assert isinstance(row, CheckedRow)
    shown = FileReport(path).name
    assert shown.isprintable()
    shown.encode()


def test_a_folder_gives_no_files_from_outside_it(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    hostile.text(hostile.row())(inside / "registrations.csv")
    hostile.text(hostile.row())(outside / "registrations.csv")
    (inside / "link.csv").symlink_to(outside / "registrations.csv")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "broken.csv").symlink_to("nowhere.csv")
    (inside / "own.csv").symlink_to("registrations.csv")
    assert [path.name for path in incoming.find([inside])] == ["own.csv", "registrations.csv"]


@pytest.mark.parametrize(
    "place", ["/dev/zero", "/dev/stdin", "/proc/self/mem", "/proc/version", "/nowhere.csv"]
)
def test_what_is_no_table_is_refused(place: str) -> None:
    with pytest.raises(InputRefused):
        _take(Path(place))


def _take(place: Path) -> None:
    for path in incoming.find([place]):
        list(read(path))


def test_names_of_columns_are_told_without_signs_that_a_terminal_obeys() -> None:
    assert printable("\x1b[2Jnik\u202e\n") == "?[2Jnik??"


def test_an_honest_row_of_the_corpus_passes_whole(tmp_path: Path) -> None:
    hostile.text(hostile.row())(tmp_path / "registrations.csv")
    (row,) = read(tmp_path / "registrations.csv")
    assert isinstance(row, CheckedRow)
    assert row.values["full_name"] == desk_row("registrations", 1)["full_name"]
