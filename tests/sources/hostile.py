"""Files that are made to harm, to mislead or to hide: what each is, and what must become of it."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from factories import desk_row

Cells = dict[str, object]
NIK = "9103056010900009"
"""Sixteen digits that begin with 91: more than a double can tell apart."""
ROW: Cells = dict(desk_row("registrations", 1, nik=NIK))
HEADER = tuple(ROW)


@dataclass(frozen=True)
class Hostile:
    """One file; ``refused`` is a part of the English refusal, ``faults`` are row numbers with reasons.

    Where neither is given, the file's one good row must come out with its NIK as it was written.
    """

    name: str
    write: Callable[[Path], object]
    refused: str = ""
    faults: tuple[tuple[int, str], ...] = ()


def _csv_line(cells: Cells) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells.values())
    return line.getvalue()


def text(
    *lines: str, header: Sequence[str] = HEADER, encoding: str = "utf-8", start: bytes = b""
) -> Callable[[Path], object]:
    whole = "\r\n".join([",".join(header), *lines]) + "\r\n"
    return lambda path: path.write_bytes(start + whole.encode(encoding, "surrogateescape"))


def row(**changes: object) -> str:
    return _csv_line(ROW | changes)


def ndjson(*lines: str | Cells) -> Callable[[Path], object]:
    written = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    return lambda path: path.write_bytes(written.encode("utf-8", "surrogatepass"))


def with_number(name: str, number: str) -> str:
    """The row as JSON with a number, written as it stands, in one place."""
    return json.dumps(ROW | {name: "@"}).replace('"@"', number)


def raw(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def workbook(**changes: object) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.append(HEADER)
        book.active.append(list((ROW | changes).values()))
        book.save(path)

    return write


Parts = dict[str, bytes]


def repacked(change: Callable[[Parts], object], *, links: tuple[str, ...] = ()) -> Callable[[Path], None]:
    """An honest workbook with its parts changed."""

    def write(path: Path) -> None:
        workbook()(path)
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        _share_strings(parts)
        change(parts)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in parts.items():
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = (stat.S_IFLNK | 0o777) << 16 if name in links else 0o600 << 16
                new.writestr(info, content)

    return write


def _share_strings(parts: Parts) -> None:
    """Texts in a table of their own, as Excel writes them (openpyxl writes them into the cells)."""
    texts: list[bytes] = []

    def shared(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return b'<c r="%s" t="s"><v>%d</v></c>' % (found[1], len(texts) - 1)

    inline = rb'<c r="([A-Z]+[0-9]+)" t="inlineStr"><is><t>([^<]*)</t></is></c>'
    parts[SHEET] = re.sub(inline, shared, parts[SHEET])
    listed = b"".join(b"<si><t>%s</t></si>" % each for each in texts)
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts[STRINGS] = b'<sst xmlns="%s">%s</sst>' % (space, listed)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    told = b'<Override PartName="/%s" ContentType="%s"/></Types>' % (STRINGS.encode(), kind)
    if kind not in parts[TYPES]:
        parts[TYPES] = parts[TYPES].replace(b"</Types>", told)


SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
BOOK, TYPES = "xl/workbook.xml", "[Content_Types].xml"
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
REMOTE = b'<!DOCTYPE x [<!ENTITY %% a SYSTEM "http://example.invalid/a.dtd"> %%a;]>'


def entity(part: str, declaration: bytes) -> Callable[[Path], None]:
    def change(parts: Parts) -> None:
        content = parts[part].removeprefix(b"<?xml version='1.0' encoding='UTF-8'?>").lstrip()
        parts[part] = declaration + content.replace(b"nik", b"&a;", 1)

    return repacked(change)


def in_sheet(old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(parts: Parts) -> None:
        assert old in parts[SHEET], old
        parts[SHEET] = parts[SHEET].replace(old, new, 1)

    return repacked(change)


def lying_sizes(path: Path) -> None:
    """The archive's directory says that the sheet unpacks to a hundred bytes; it does to more."""
    workbook()(path)
    _patch_directory(path, SHEET, struct.pack("<I", 100))


def huge_claim(path: Path) -> None:
    """The directory says that the sheet unpacks to nearly 4 GiB."""
    workbook()(path)
    _patch_directory(path, SHEET, struct.pack("<I", 0xFFFFFFF0))


def _patch_directory(path: Path, part: str, size: bytes) -> None:
    content = bytearray(path.read_bytes())
    name_at = content.rindex(part.encode())
    content[name_at - 22 : name_at - 18] = size
    path.write_bytes(content)


def overlapping(path: Path) -> None:
    """Two thousand names in the directory for the bytes of one part (Fifield 2019, without its nesting)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SHEET, b"<a/>" * 250_000)
        info = archive.infolist()[0]
        for number in range(200):
            other = zipfile.ZipInfo(f"xl/worksheets/sheet{number + 2}.xml")
            other.header_offset, other.file_size = info.header_offset, info.file_size
            other.compress_size, other.CRC, other.compress_type = (
                info.compress_size,
                info.CRC,
                info.compress_type,
            )
            archive.filelist.append(other)
            archive.NameToInfo[other.filename] = other
        archive._didModify = True


def twice(path: Path) -> None:
    workbook()(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET.upper(), b"<worksheet/>")


def many_parts(path: Path) -> None:
    workbook()(path)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(20_000):
            archive.writestr(f"xl/media/{number}", b"")


def packed(path: Path) -> None:
    inner = path.with_name("inner.xlsx")
    workbook()(inner)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "registrations.xlsx")
    inner.unlink()


def shared_bomb(path: Path) -> None:
    """One text of two million letters that ten thousand cells refer to."""

    def change(parts: Parts) -> None:
        place = parts[STRINGS].count(b"<si>")
        row = b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>'
        rows = b"".join(row % (number, number, place) for number in range(3, 10_003))
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")
        parts[STRINGS] = parts[STRINGS].replace(b"</sst>", b"<si><t>%s</t></si></sst>" % (b"x" * 2_000_000))

    repacked(change)(path)


def _table(**changes: object) -> pa.Table:
    return pa.table(
        {
            name: cell if isinstance(cell, pa.Array) else pa.array([cell])
            for name, cell in (ROW | changes).items()
        }
    )


def parquet(**changes: object) -> Callable[[Path], None]:
    return lambda path: pq.write_table(_table(**changes), path)


def encrypted_mark(path: Path) -> None:
    parquet()(path)
    content = path.read_bytes()
    path.write_bytes(b"PARE" + content[4:-4] + b"PARE")


def footer_of(length: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        parquet()(path)
        path.write_bytes(path.read_bytes()[:-8] + struct.pack("<I", length) + b"PAR1")

    return write


def dictionary_bomb(rows: int, letters: int) -> Callable[[Path], None]:
    """A text of many letters that stands once in the file and in every row of the table."""

    def write(path: Path) -> None:
        places = pa.array([0] * rows, pa.int32())
        columns = {
            name: pa.DictionaryArray.from_arrays(places, pa.array([cell])) for name, cell in ROW.items()
        }
        columns["full_name"] = pa.DictionaryArray.from_arrays(places, pa.array(["x" * letters]))
        pq.write_table(pa.table(columns), path, compression="zstd")

    return write


def zeros(path: Path) -> None:
    """A column of plain zeros: half a gigabyte in a few kilobytes."""
    table = pa.table({"nik": pa.array([b"\0" * 2**26] * 8)})
    pq.write_table(table, path, compression="zstd", use_dictionary=False)


def more_rows_than_bytes(path: Path) -> None:
    pq.write_table(pa.table({name: pa.nulls(3_000_000, pa.string()) for name in HEADER}), path)


BOM8, BOM16 = b"\xef\xbb\xbf", b"\xff\xfe"
TOO_LARGE, DAMAGED_XLSX, DAMAGED_PARQUET = "too large once unpacked", "damaged or not XLSX", "Parquet file"
MB10 = "x" * 10_000_000

CORPUS: dict[str, tuple[Hostile, ...]] = {
    "csv": (
        Hostile("a NIK beyond doubles", text(row())),
        Hostile("marked UTF-8", text(row(), start=BOM8)),
        Hostile("marked UTF-16", text(row(), encoding="utf-16-le", start=BOM16)),
        Hostile("marked UTF-16, the other way", text(row(), encoding="utf-16-be", start=b"\xfe\xff")),
        Hostile("unmarked UTF-16", text(row(), encoding="utf-16-le"), "UTF-16 or UTF-32"),
        Hostile("unmarked UTF-32", text(row(), encoding="utf-32-be"), "UTF-16 or UTF-32"),
        Hostile(
            "marked UTF-16, cut in a letter",
            text(row() + "\r\n", encoding="utf-16-le", start=BOM16 + b"\n"),
            "absent|unclear",
        ),
        Hostile(
            "a mark in the middle", text(row(full_name="\ufeffSiti")), faults=((2, "invisible_character"),)
        ),
        Hostile("cp1252", text(row(full_name="Ren\udce9")), faults=((2, "undecodable"),)),
        Hostile(
            "cp1252 among UTF-8",
            text(row(full_name="Ren\u00e9", birth_place="Ren\udce9")),
            faults=((2, "undecodable"),),
        ),
        Hostile("overlong UTF-8", text(row(full_name="a\udcc0\udcaf")), faults=((2, "undecodable"),)),
        Hostile(
            "surrogates in UTF-8", text(row(full_name="a\udced\udca0\udc80")), faults=((2, "undecodable"),)
        ),
        Hostile("NUL", text(row(full_name="Siti\0")), faults=((2, "control_character"),)),
        Hostile("NUL in the header", text(row(), header=("\0", *HEADER[1:])), "UTF-16|absent"),
        Hostile("terminal signs", text(row(full_name="\x1b[2JSiti")), faults=((2, "control_character"),)),
        Hostile("turned round", text(row(full_name="\u202eitiS")), faults=((2, "control_character"),)),
        Hostile(
            "isolated directions", text(row(full_name="\u2066Siti\u2069")), faults=((2, "control_character"),)
        ),
        Hostile(
            "zero width in a NIK",
            text(row(nik=NIK[:8] + "\u200b" + NIK[8:])),
            faults=((2, "invisible_character"),),
        ),
        Hostile(
            "zero width in a name", text(row(full_name="Si\u200dti")), faults=((2, "invisible_character"),)
        ),
        Hostile("a soft hyphen", text(row(full_name="Si\u00adti")), faults=((2, "invisible_character"),)),
        Hostile(
            "tags that cannot be seen",
            text(row(full_name="Siti\U000e0041")),
            faults=((2, "invisible_character"),),
        ),
        Hostile("a Hangul filler", text(row(full_name="Siti\u3164")), faults=((2, "invisible_character"),)),
        Hostile(
            "zero width in a key",
            text(row(registration_id="REG\u200b1")),
            faults=((2, "invisible_character"),),
        ),
        Hostile(
            "zero width in the header",
            text(row(), header=tuple(n.replace("full_name", "full_na\u200bme") for n in HEADER)),
            "absent: full_name",
        ),
        Hostile("scientific in Indonesian", text(row(nik="3,27306E+15")), faults=((2, "scientific_number"),)),
        Hostile(
            "scientific, small letter",
            text(row(nik="9.10305601090001e+15")),
            faults=((2, "scientific_number"),),
        ),
        Hostile("decimal", text(row(nik=NIK + ".0")), faults=((2, "decimal_number"),)),
        Hostile("31 February", text(row(birth_date="1990-02-31")), faults=((2, "bad_date"),)),
        Hostile("31-02", text(row(birth_date="31-02-1990")), faults=((2, "bad_date"),)),
        Hostile("two digits of a year", text(row(birth_date="31/12/90")), faults=((2, "bad_date"),)),
        Hostile("an Excel serial", text(row(birth_date="33238")), faults=((2, "bad_date"),)),
        Hostile(
            "other digits", text(row(birth_date="\u0661\u0669\u0669\u0660-01-01")), faults=((2, "bad_date"),)
        ),
        Hostile("year 0", text(row(birth_date="0000-01-01")), faults=((2, "bad_date"),)),
        Hostile(
            "an amount without end", text(row(declared_cost_idr="9" * 5_000)), faults=((2, "bad_integer"),)
        ),
        Hostile(
            "an amount in other digits", text(row(declared_cost_idr="\u0661")), faults=((2, "bad_integer"),)
        ),
        Hostile(
            "formulas",
            text(row(full_name="=1+1"), row(full_name="@SUM(A1)"), row(full_name="=cmd|' /C calc'!A0")),
            faults=((2, "formula"), (4, "formula")),
        ),
        Hostile("a field of 10 MB", text(row(full_name=MB10)), faults=((2, "too_long"),)),
        Hostile(
            "10 MB of spaces before a letter",
            text(row(full_name=" " * 10_000_000 + "x")),
            faults=((2, "too_long"),),
        ),
        Hostile("10 MB of digits", text(row(nik="1" * 10_000_000)), faults=((2, "too_long"),)),
        Hostile("10 MB of digits and points", text(row(nik="1." * 5_000_000)), faults=((2, "too_long"),)),
        Hostile("a line of 20 MB", text("x" * 20_000_000), "too long"),
        Hostile("50,000 columns", text(row(), header=[f"c{n}" for n in range(50_000)]), "Too many columns"),
        Hostile("50,000 cells", text("," * 50_000, row()), faults=((2, "ragged_row"),)),
        Hostile("a header of commas", text(row(), header=[""] * 2_000), "Too many columns"),
        Hostile("a column twice", text(row(), header=(*HEADER[:-1], HEADER[0])), "have the same name"),
        Hostile(
            "a column twice in other letters",
            text(row(), header=(*HEADER[:-1], HEADER[0].upper() + " ")),
            "have the same name",
        ),
        Hostile("an open quotation mark", text('"REG-9,' + row()[6:], row()), faults=((2, "open_quote"),)),
        Hostile(
            "a quotation mark on every line",
            text(*['"a'] * 100_000, row()),
            faults=((2, "open_quote"), (100_001, "open_quote")),
        ),
        Hostile("quotation marks that open and close", text(*['"",""",x'] * 50_000, row())),
        Hostile("quotation marks alone", text(*['"'] * 100_000, row())),
        Hostile("an open header", text(row(), header=('"' + HEADER[0], *HEADER[1:])), "header"),
        Hostile("a header once more", text(",".join(HEADER), row()), faults=((2, "header_repeated"),)),
        Hostile(
            "a cell with rows in it",
            text(row(birth_place="x\r\n" + row(nik="1"))),
            faults=((2, "open_quote"),),
        ),
        Hostile("nothing", raw(b""), "unclear|absent"),
        Hostile("a workbook in the clothes of a CSV", workbook(), "UTF-16|absent|header|unclear"),
        Hostile("zeros", raw(b"\0" * 100_000), "UTF-16"),
        Hostile("marks alone", raw(BOM16 * 5), "unclear|absent"),
        Hostile("line ends alone", raw(b"\n" * 1_000_000), "unclear|absent"),
    ),
    "ndjson": (
        Hostile("a NIK beyond doubles", ndjson(ROW)),
        Hostile("a NIK as number", ndjson(with_number("nik", NIK)), faults=((1, "not_text"),)),
        Hostile("a NIK as decimal", ndjson(with_number("nik", NIK + ".0")), faults=((1, "not_text"),)),
        Hostile(
            "a NIK as scientific number",
            ndjson(with_number("nik", "9.103056010900009e15")),
            faults=((1, "not_text"),),
        ),
        Hostile(
            "a phone without its zero", ndjson(with_number("phone", "81234567890")), faults=((1, "not_text"),)
        ),
        Hostile("a depth of 100,000", ndjson("[" * 100_000, ROW), faults=((1, "bad_json"),)),
        Hostile(
            "a deep cell",
            ndjson(ROW, with_number("nik", "[" * 100_000 + "]" * 100_000)),
            faults=((2, "bad_json"),),
        ),
        Hostile(
            "a cell of some depth",
            ndjson(with_number("nik", "[" * 50 + "]" * 50)),
            faults=((1, "nested_value"),),
        ),
        Hostile(
            "5,000 digits",
            ndjson(ROW, with_number("declared_cost_idr", "9" * 5_000)),
            faults=((2, "bad_json"),),
        ),
        Hostile(
            "4,000 digits",
            ndjson(with_number("declared_cost_idr", "9" * 4_000)),
            faults=((1, "bad_integer"),),
        ),
        Hostile(
            "beyond doubles", ndjson(with_number("declared_cost_idr", "1e999")), faults=((1, "bad_integer"),)
        ),
        Hostile("NaN", ndjson(ROW, with_number("declared_cost_idr", "NaN")), faults=((2, "bad_json"),)),
        Hostile(
            "a name twice", ndjson(ROW, json.dumps(ROW)[:-1] + ', "nik": "1"}'), faults=((2, "name_twice"),)
        ),
        Hostile(
            "a name twice by an escape",
            ndjson(ROW, json.dumps(ROW)[:-1] + ', "n\\u0069k": "1"}'),
            faults=((2, "name_twice"),),
        ),
        Hostile(
            "NUL by an escape",
            ndjson(json.dumps(ROW | {"full_name": "a\0"})),
            faults=((1, "control_character"),),
        ),
        Hostile(
            "half a pair", ndjson(json.dumps(ROW | {"full_name": "\ud83d"})), faults=((1, "undecodable"),)
        ),
        Hostile(
            "zero width by an escape",
            ndjson(json.dumps(ROW | {"nik": NIK + "\u200b"})),
            faults=((1, "invisible_character"),),
        ),
        Hostile("50,000 names", ndjson(ROW | {f"c{n}": 1 for n in range(50_000)}), "Too many columns"),
        Hostile(
            "50,000 names later",
            ndjson(*[ROW] * 120, {f"c{n}": 1 for n in range(50_000)}),
            faults=((121, "required_missing"),),
        ),
        Hostile("a field of 10 MB", ndjson(ROW | {"full_name": MB10}), faults=((1, "too_long"),)),
        Hostile(
            "many fields of 5 MB",
            ndjson(*[ROW | {"full_name": MB10[:5_000_000]}] * 12),
            faults=tuple((n, "too_long") for n in range(1, 13)),
        ),
        Hostile("a line of 20 MB", ndjson(ROW, "[" + "1," * 10_000_000), "too long"),
        Hostile("one array of all", ndjson(json.dumps([ROW])), "unclear|absent"),
        Hostile("two objects on a line", ndjson(ROW, json.dumps(ROW) * 2), faults=((2, "bad_json"),)),
    ),
    "xlsx": (
        Hostile("a NIK beyond doubles", workbook()),
        Hostile("a NIK as number", workbook(nik=int(NIK)), faults=((2, "not_text"),)),
        Hostile("a NIK as number with a mask", in_sheet(b"<sheetData>", b"<sheetData>")),
        Hostile("a NIK as Excel leaves it", workbook(nik=9.10305601090001e15), faults=((2, "not_text"),)),
        Hostile("scientific text", workbook(nik="9,10306E+15"), faults=((2, "scientific_number"),)),
        Hostile("a formula", workbook(nik=f'="{NIK}"'), faults=((2, "formula"),)),
        Hostile("a day before 1900", workbook(birth_date=-5), faults=((2, "bad_date"),)),
        Hostile("a day as serial", workbook(birth_date=33_238), faults=((2, "bad_date"),)),
        Hostile("a field of 10 MB", workbook(full_name=MB10), faults=((2, "too_long"),)),
        Hostile("a bomb of spaces", in_sheet(b"<sheetData>", b"<sheetData>" + b" " * 60_000_000), TOO_LARGE),
        Hostile(
            "a bomb of rows", in_sheet(b"</sheetData>", b"<row/>" * 10_000_000 + b"</sheetData>"), TOO_LARGE
        ),
        Hostile(
            "a bomb that is not read",
            repacked(lambda parts: parts.update({"xl/media/a.bin": b"\0" * 60_000_000})),
            TOO_LARGE,
        ),
        Hostile("a text that stands in every row", shared_bomb, faults=((3, "too_long"),)),
        Hostile("parts that lie over each other", overlapping, TOO_LARGE),
        Hostile("sizes that lie", lying_sizes, DAMAGED_XLSX),
        Hostile("a claim of 4 GB", huge_claim, TOO_LARGE),
        Hostile("a part twice", twice, DAMAGED_XLSX),
        Hostile("20,000 parts", many_parts, TOO_LARGE),
        Hostile("a workbook in an archive", packed, DAMAGED_XLSX),
        Hostile(
            "a path upwards",
            repacked(lambda parts: parts.update({"xl/../../../etc/cron.d/x": b"x"})),
            DAMAGED_XLSX,
        ),
        Hostile(
            "a path from the root",
            repacked(lambda parts: parts.update({"/etc/cron.d/x": b"x"})),
            DAMAGED_XLSX,
        ),
        Hostile(
            "a path of another system", repacked(lambda parts: parts.update({"C:\\x": b"x"})), DAMAGED_XLSX
        ),
        Hostile(
            "a link",
            repacked(lambda parts: parts.update({"xl/link": b"/etc/passwd"}), links=("xl/link",)),
            DAMAGED_XLSX,
        ),
        Hostile(
            "a link in place of the sheet",
            repacked(lambda parts: parts.update({SHEET: b"/etc/passwd"}), links=(SHEET,)),
            DAMAGED_XLSX,
        ),
        *(
            Hostile(f"{kind} entities in {part}", entity(part, declaration), DAMAGED_XLSX)
            for part in (SHEET, STRINGS, STYLES, BOOK, TYPES)
            for kind, declaration in (("laughing", LAUGHS), ("outside", OUTSIDE), ("remote", REMOTE))
        ),
        Hostile("nested elements", in_sheet(b"<sheetData>", b"<x>" * 100_000 + b"<sheetData>"), DAMAGED_XLSX),
        Hostile("a shared text that is not there", in_sheet(b"<v>0</v>", b"<v>99999</v>"), DAMAGED_XLSX),
        Hostile("a shared text below zero", in_sheet(b"<v>0</v>", b"<v>-99999</v>"), DAMAGED_XLSX),
        Hostile("a style that is not there", in_sheet(b'<c r="A2"', b'<c s="99999" r="A2"')),
        Hostile("a column that is none", in_sheet(b'r="A2"', b'r="ZZZZ2"'), "damaged|Too many"),
        Hostile(
            "the last column",
            in_sheet(b"</sheetData>", b'<row r="3"><c r="XFD3" t="n"><v>1</v></c></row></sheetData>'),
            "Too many columns",
        ),
        Hostile(
            "a row beyond the last",
            in_sheet(b"</sheetData>", b'<row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData>'),
            DAMAGED_XLSX,
        ),
        Hostile("a row number that is none", in_sheet(b'<row r="2"', b'<row r="x"'), DAMAGED_XLSX),
        Hostile(
            "a number that is none",
            in_sheet(b"</sheetData>", b'<row r="3"><c r="A3"><v>1e999999</v></c></row></sheetData>'),
            faults=((3, "not_text"),),
        ),
        Hostile(
            "50,000 columns", in_sheet(b"</row>", b'<c r="BUNX1"><v>1</v></c></row>'), "damaged|Too many"
        ),
        Hostile("no sheet", repacked(lambda parts: parts.pop(SHEET)), DAMAGED_XLSX),
        Hostile("no book", repacked(lambda parts: parts.pop(BOOK)), DAMAGED_XLSX),
        Hostile(
            "an encrypted workbook", raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000), DAMAGED_XLSX
        ),
        Hostile("a CSV in the clothes of a workbook", text(row()), DAMAGED_XLSX),
    ),
    "parquet": (
        Hostile("a NIK beyond doubles", parquet()),
        Hostile("a NIK as number", parquet(nik=int(NIK)), faults=((1, "not_text"),)),
        Hostile("a NIK as double", parquet(nik=float(NIK)), faults=((1, "not_text"),)),
        Hostile(
            "a NIK as text of a double", parquet(nik=f"{float(NIK):g}"), faults=((1, "scientific_number"),)
        ),
        Hostile("lists in cells", parquet(nik=pa.array([[NIK]])), faults=((1, "nested_value"),)),
        Hostile(
            "bytes of another encoding",
            parquet(full_name=pa.array([b"Ren\xe9"])),
            faults=((1, "undecodable"),),
        ),
        Hostile(
            "a time beyond the calendar",
            parquet(recorded_at=pa.array([2**62], pa.timestamp("us", "UTC"))),
            faults=((1, "unreadable_cell"),),
        ),
        Hostile("a field of 10 MB", parquet(full_name=MB10), faults=((1, "too_long"),)),
        Hostile(
            "50,000 columns",
            lambda path: pq.write_table(pa.table({f"c{n}": [1] for n in range(20_000)}), path),
            "Too many columns",
        ),
        Hostile(
            "a column twice",
            lambda path: pq.write_table(pa.Table.from_arrays([pa.array(["1"])] * 2, ["nik", "NIK"]), path),
            "have the same name",
        ),
        Hostile(
            "a text of 10 MB in every row",
            dictionary_bomb(2_000, 10_000_000),
            faults=((1, "too_long"), (2_000, "too_long")),
        ),
        Hostile("more rows than bytes", more_rows_than_bytes, "declares far more"),
        Hostile("half a gigabyte of zeros", zeros, "declares far more"),
        Hostile("encrypted", encrypted_mark, DAMAGED_PARQUET),
        Hostile("a footer of 4 GB", footer_of(0xFFFFFFFF), DAMAGED_PARQUET),
        Hostile("no footer", footer_of(0), DAMAGED_PARQUET),
        Hostile("a footer that is too short", footer_of(20), DAMAGED_PARQUET),
        Hostile("a CSV in the clothes of Parquet", text(row()), DAMAGED_PARQUET),
    ),
}
