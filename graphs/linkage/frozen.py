"""Linkage with what a run has learned and counted: the same blocking, weights and clusters, for a few records.

A run freezes its parameters, how often values are met, and by which keys each record would be brought together with
others. The last two are kept under keyed hashes: no value of a person can be read from them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from splink import DuckDBAPI

from graphs.linkage.clusters import NO_JUDGEMENT, cluster, person_ids
from graphs.linkage.comparisons import BLOCKING
from graphs.linkage.frequencies import RARITIES
from graphs.linkage.identities import EVIDENCE_WEIGHT, Identities
from graphs.linkage.judgements import Settled
from graphs.linkage.linker import as_table, connect, open_linker
from graphs.linkage.prepare import ROW_COLUMNS, prepare
from graphs.linkage.score import PAIRS
from graphs.linkage.train import Model
from records import shelf
from records.shelf import Shelf

_CREATES = re.compile(r"\s*CREATE TABLE (\S+) AS(.*)", re.DOTALL)


def freeze(folder: Path, rows: pd.DataFrame, model: Model, key: bytes) -> None:
    """Write what ``Frozen`` reads: ``linkage.json``, ``blocks.arrow`` and ``frequencies.arrow``."""
    records = prepare(rows)
    (folder / "linkage.json").write_text(json.dumps({**asdict(model), "records": len(records)}))
    places, keys = [], []
    for place, text in _blocks(records):
        places.append(place)
        keys.append(text)
    record = records["record_id"].str.partition("/")
    taken = np.array(places, dtype=np.int64)
    blocks = pa.table({"feed": record[0].to_numpy()[taken], "key": record[2].to_numpy()[taken]})
    shelf.write(folder / "blocks.arrow", blocks, (), _keyed(keys, key))
    counted = {rarity.column: rarity.count(records) for rarity in RARITIES}
    shares = [(f"{column}\t{value}", share) for column, of in counted.items() for value, share in of.items()]
    # What nobody has had yet is as rare as what one record has.
    shares += [(f"{column}\t", min(of.values(), default=1.0)) for column, of in counted.items()]
    numbers = _keyed([text for text, _ in shares], key)
    rare = pa.table({"number": pa.array(numbers, pa.uint64()), "share": [share for _, share in shares]})
    shelf.write(folder / "frequencies.arrow", rare, (), numbers)


class Frozen:
    """What a run has frozen, ready to resolve a few records; one thread at a time."""

    def __init__(self, folder: Path, key: bytes) -> None:
        told = json.loads((folder / "linkage.json").read_text())
        self._records: int = told.pop("records")
        self._blocks, self._frequencies = Shelf(folder / "blocks.arrow"), Shelf(folder / "frequencies.arrow")
        self._key = key
        self._score = _Scorer(Model(**told), self._records)

    def near(self, rows: pd.DataFrame) -> list[tuple[str, str]]:
        """Feed and key of the run's records that a blocking rule brings together with these rows."""
        texts = list(dict.fromkeys(text for _, text in _blocks(prepare(rows))))
        found = self._blocks.find_numbers(_keyed(texts, self._key))
        both = zip(found["feed"].to_pylist(), found["key"].to_pylist(), strict=True)
        return list(dict.fromkeys(both))

    def resolve(self, rows: pd.DataFrame, judged: Settled = NO_JUDGEMENT) -> Identities:
        """Persons and evidence among these rows (``prepare.ROW_COLUMNS``), by the frozen parameters.

        What people have judged binds the persons here as in a run.
        """
        records = prepare(rows)
        pairs = self._score.pairs(
            records, {rarity.column: self._shares(records, rarity.column) for rarity in RARITIES}
        )
        persons = person_ids(rows[list(ROW_COLUMNS)], records, cluster(records, pairs, judged))
        return Identities(persons, pairs[pairs["weight"] >= EVIDENCE_WEIGHT].reset_index(drop=True))

    def _shares(self, records: pd.DataFrame, column: str) -> dict[str, float]:
        values = list(dict.fromkeys(records[column].dropna()))
        numbers = _keyed([f"{column}\t{value}" for value in ["", *values]], self._key)
        found = self._frequencies.find_numbers(numbers)
        known: dict[int, float] = dict(
            zip(found["number"].to_pylist(), found["share"].to_pylist(), strict=True)
        )
        rarest = known[int(numbers[0])]
        numbered = zip(values, numbers[1:], strict=True)
        return {value: known.get(int(number), rarest) for value, number in numbered}


class _Scorer:
    """Splink's statements for a model, written once over no records and run again over any."""

    def __init__(self, model: Model, records: int) -> None:
        self._open = connect(threads=1)
        self._con = self._open.__enter__()
        self._lock = Lock()
        nothing = prepare(pd.DataFrame(columns=list(ROW_COLUMNS), dtype=object))
        statements: list[str] = []

        class Recording(DuckDBAPI):  # type: ignore[misc]  # Splink has no types
            def _execute_sql_against_backend(self, final_sql: str) -> Any:
                statements.append(final_sql)
                return super()._execute_sql_against_backend(final_sql)

        linker = open_linker(self._con, nothing, model.settings_for(records), Recording)
        self._scored = linker.inference.predict().physical_name
        for name in ("records", *(f"frequency_of_{rarity.column}" for rarity in RARITIES)):
            self._con.execute(f"CREATE TEMP TABLE given AS FROM {name}")
            self._con.unregister(name)
            self._con.execute(f"ALTER TABLE given RENAME TO {name}")
        self._names = []
        self._con.execute("PRAGMA disable_optimizer")
        for made in filter(None, map(_CREATES.fullmatch, statements)):
            self._names.append(made[1])
            # Splink has dropped some of them already.
            self._con.execute(f"CREATE TABLE IF NOT EXISTS {made[1]} AS {made[2]}")
            self._con.execute(f"PREPARE make_{made[1]} AS INSERT INTO {made[1]} {made[2]}")

    def pairs(self, records: pd.DataFrame, shares: dict[str, dict[str, float]]) -> pd.DataFrame:
        """As ``score.score_pairs``, with the shares given."""
        with self._lock:
            self._con.execute("BEGIN")
            try:
                return self._pairs(records, shares)
            finally:
                self._con.execute("ROLLBACK")

    def _pairs(self, records: pd.DataFrame, shares: dict[str, dict[str, float]]) -> pd.DataFrame:
        rows = as_table(records)
        self._con.execute("INSERT INTO records SELECT * FROM rows")
        for column, of in shares.items():
            rows = pa.table(  # noqa: F841  (DuckDB finds it by its name)
                {"value": pa.array(list(of), pa.string()), "share": pa.array(list(of.values()), pa.float64())}
            )
            self._con.execute(f"INSERT INTO frequency_of_{column} SELECT * FROM rows")  # noqa: S608  (declared names)
        for name in self._names:
            self._con.execute(f"EXECUTE make_{name}")
        found: pd.DataFrame = self._con.table(self._scored).query("scored", PAIRS).df()
        return found


def _blocks(records: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """The place of each record with every key by which a rule brings it together with others."""
    for number, rule in enumerate(BLOCKING):
        columns = [records[column] for column in rule.on]
        each = records[rule.each] if rule.each else [("",)] * len(records)
        for place, (words, *values) in enumerate(zip(each, *columns, strict=True)):
            if None in values:
                continue
            yield from ((place, "\t".join((str(number), *values, word))) for word in words)


def _keyed(texts: Iterable[str], key: bytes) -> np.ndarray:
    """A keyed 64-bit hash of each text."""
    digests = b"".join(blake2b(text.encode(), digest_size=8, key=key).digest() for text in texts)
    return np.frombuffer(digests, dtype="<u8")
