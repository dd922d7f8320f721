"""The engine of linkage holds clear text: it may run out of memory, but not write it to disk."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from graphs.linkage.linker import connect

MARK = b"qzxkanari"
NAMES = f"CREATE TEMP TABLE names AS SELECT '{MARK.decode()} ' || n || repeat(md5(n::text), 6) AS name FROM range(300000) AS t (n)"  # noqa: S608, E501
SORT = "SELECT count(*) FROM (SELECT name, row_number() OVER (ORDER BY md5(name)) FROM names)"


def spilled(con: duckdb.DuckDBPyConnection, folder: Path) -> bool:
    """Work that needs more memory than there is; whether a file shows what it worked on."""
    con.execute("SET memory_limit = '60MB'")
    shown = False
    for statement in (NAMES, SORT):
        try:
            con.execute(statement)
        except duckdb.OutOfMemoryException:
            break
        shown = shown or any(MARK in file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return shown


def test_linkage_never_spills_clear_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where DuckDB would make its folder
    with connect(threads=1) as con:
        assert not spilled(con, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_engine_as_it_comes_would_be_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with duckdb.connect(config={"threads": 1}) as con:
        assert spilled(con, tmp_path)
