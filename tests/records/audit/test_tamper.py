"""Whatever whoever runs the machine changes in a sealed history is found; what cannot be is told as such.

``pytest -s`` prints the tamper table of docs/trust.md, which this module holds to be true.
"""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from history import OTHER, SECRET, TRUSTED, WITNESS, findings, found, heads_of, intruder
from sqlalchemy import Connection, text

from records.audit import seal, trail, witness
from records.audit.canonical import COUNTERSIGNATURE, END, ENTRY, EXPORT, HEAD, LINK, WAITING
from records.audit.check import Check
from records.audit.export import check_export, write_export
from records.audit.kept import Kept
from records.canonical import canonical
from records.settings import Settings
from records.witness import verify as second
from records.witness.faults import Fault as SecondFault
from records.witness.kept import read_kept

TRUST = Path(__file__).parents[3] / "docs" / "trust.md"
COLUMNS = {
    "entry_id": "999",
    "at": "at + interval '1 microsecond'",
    "login": "login || 'x'",
    "who": "'another'",
    "role": "'admin'",
    "purpose": "'statistik'",
    "act": "'export'",
    "object_kind": "'person'",
    "object_count": "object_count + 1",
    "object_refs": "object_refs[2:]",
    "fields": "'{nik}'",
}
FLIP = "set_byte({0}, 0, get_byte({0}, 0) # 1)"


def run(*statements: str) -> Callable[[Connection], None]:
    def tamper(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return tamper


def rechain(*statements: str, key: bytes | None = None, heads: bool = True) -> Callable[[Connection], None]:
    """Change history, then let the database's own functions seal all of it anew, as its owner could."""

    def tamper(connection: Connection) -> None:
        keep = connection.scalar(text("SELECT count(*) FROM audit_seals"))
        run("DELETE FROM audit_seals", *statements)(connection)
        connection.execute(
            text(
                "INSERT INTO audit_unsealed SELECT entry_id FROM audit_entries AS e WHERE NOT EXISTS "
                "(SELECT FROM audit_unsealed AS u WHERE u.entry_id = e.entry_id)"
            )
        )
        connection.execute(text("SELECT audit_seal(:keep)"), {"keep": keep})
        if not heads:
            run("DELETE FROM audit_heads", "DELETE FROM audit_countersignatures")(connection)
        if key:
            run("DELETE FROM audit_heads", "DELETE FROM audit_countersignatures")(connection)
            seal.sign_due(connection, key)

    return tamper


def change(table: str, column: str, value: str, where: str) -> Callable[[Connection], None]:
    return run(f"UPDATE audit_{table} SET {column} = {value} WHERE {where}")  # noqa: S608  (our own words)


@dataclass(frozen=True)
class Kind:
    """One way to tamper: is it found by the verifier alone, and against heads kept elsewhere?"""

    name: str
    tamper: Callable[[Connection], None]
    alone: str | None
    """Code of the first finding; None where nothing can be found."""
    kept: str | None = "same"


BACKDATED = "UPDATE audit_entries SET who = 'another' WHERE entry_id = 137"
CUT_AT_100 = (
    "DELETE FROM audit_unsealed",
    "DELETE FROM audit_entries WHERE entry_id > 100",
    "DELETE FROM audit_seals WHERE position > 100",
    "DELETE FROM audit_heads WHERE position > 100",
    "DELETE FROM audit_countersignatures",
)
CUT_AT_12 = (
    "DELETE FROM audit_heads",
    "DELETE FROM audit_countersignatures",
    "DELETE FROM audit_unsealed",
    "DELETE FROM audit_entries WHERE entry_id > 13",
    "INSERT INTO audit_unsealed SELECT entry_id FROM audit_entries",
)
KINDS: tuple[Kind, ...] = (
    *(
        Kind(
            f"entry: {column} changed",
            change("entries", column, value, "entry_id = 137"),
            "entry_deleted" if column == "entry_id" else "entry_changed",
        )
        for column, value in COLUMNS.items()
    ),
    Kind(
        "entry: a moment without end",
        change("entries", "at", "'infinity'", "entry_id = 137"),
        "entry_changed",
    ),
    Kind(
        "entry: emptied column",
        run(
            "ALTER TABLE audit_entries ALTER who DROP NOT NULL",
            "UPDATE audit_entries SET who = NULL WHERE entry_id = 137",
        ),
        "entry_changed",
    ),
    Kind("link: position changed", change("seals", "position", "999", "position = 137"), "links_missing"),
    Kind("link: entry changed", change("seals", "entry_id", "136", "position = 137"), "entry_changed"),
    Kind(
        "link: moment changed",
        change("seals", "sealed_at", "sealed_at + interval '1 microsecond'", "position = 137"),
        "link_changed",
    ),
    Kind(
        "link: content changed",
        change("seals", "content", FLIP.format("content"), "position = 137"),
        "entry_changed",
    ),
    Kind(
        "link: previous changed",
        change("seals", "previous", FLIP.format("previous"), "position = 137"),
        "link_loose",
    ),
    Kind(
        "link: hash changed", change("seals", "hash", FLIP.format("hash"), "position = 137"), "link_changed"
    ),
    Kind("head: number changed", change("heads", "number", "9", "number = 2"), "head_missing"),
    Kind("head: position changed", change("heads", "position", "199", "number = 2"), "head_changed"),
    Kind("head: hash changed", change("heads", "hash", FLIP.format("hash"), "number = 2"), "head_changed"),
    Kind(
        "head: moment changed",
        change("heads", "at", "at - interval '1 day'", "number = 2"),
        "head_changed",
    ),
    Kind(
        "head: previous changed",
        change("heads", "previous", FLIP.format("previous"), "number = 2"),
        "head_missing",
    ),
    Kind("head: key changed", change("heads", "key", FLIP.format("key"), "number = 2"), "head_strange"),
    Kind(
        "head: signature changed",
        change("heads", "signature", FLIP.format("signature"), "number = 2"),
        "head_changed",
    ),
    *(
        Kind(
            f"countersignature: {column} changed",
            change("countersignatures", column, value, "number = 2"),
            "countersignature_bad",
        )
        for column, value in {
            "number": "1",
            "key": FLIP.format("key"),
            "witness": "'KPK'",
            "head": FLIP.format("head"),
            "at": "at - interval '1 day'",
            "signature": FLIP.format("signature"),
        }.items()
    ),
    Kind("installation renamed", change("installation", "installation", "'another'", "true"), "link_loose"),
    Kind("entry deleted", run("DELETE FROM audit_entries WHERE entry_id = 137"), "entry_deleted"),
    Kind("link deleted", run("DELETE FROM audit_seals WHERE position = 137"), "links_missing"),
    Kind(
        "entry and link deleted",
        run("DELETE FROM audit_entries WHERE entry_id = 137", "DELETE FROM audit_seals WHERE position = 137"),
        "links_missing",
    ),
    Kind(
        "entry and link deleted, the rest moved up",
        run(
            "DELETE FROM audit_entries WHERE entry_id = 137",
            "DELETE FROM audit_seals WHERE position = 137",
            "UPDATE audit_seals SET position = position - 1 WHERE position > 137",
        ),
        "link_loose",
    ),
    Kind("waiting entry deleted", run("DELETE FROM audit_entries WHERE entry_id = 252"), "waiting_deleted"),
    Kind("waiting mark deleted", run("DELETE FROM audit_unsealed WHERE entry_id = 252"), "entry_inserted"),
    Kind("sealed entry marked as waiting", run("INSERT INTO audit_unsealed VALUES (137)"), "waiting_deleted"),
    Kind(
        "two entries swapped",
        change("entries", "entry_id", "entry_id # 1", "entry_id IN (136, 137)"),
        "entry_changed",
    ),
    Kind(
        "two links swapped",
        change("seals", "position", "position # 1", "position IN (136, 137)"),
        "link_loose",
    ),
    Kind(
        "two heads swapped",
        change("heads", "number", "number # 3", "number IN (1, 2)"),
        "head_missing",
    ),
    Kind(
        "entry doubled",
        run("INSERT INTO audit_entries SELECT * FROM audit_entries WHERE entry_id = 137"),
        "links_disordered",
    ),
    Kind(
        "link doubled",
        run("INSERT INTO audit_seals SELECT * FROM audit_seals WHERE position = 137"),
        "links_disordered",
    ),
    Kind(
        "entry sealed a second time",
        run("INSERT INTO audit_unsealed VALUES (137)", "SELECT audit_seal(1)"),
        "entry_twice",
    ),
    Kind(
        "entry inserted past the function",
        run(
            "INSERT INTO audit_entries SELECT 888, at, login, who, role, purpose, act, object_kind, "
            "object_count, object_refs, fields FROM audit_entries WHERE entry_id = 137"
        ),
        "entry_inserted",
    ),
    Kind(
        "entry inserted with a link",
        run(
            "INSERT INTO audit_entries SELECT 888, at, login, who, role, purpose, act, object_kind, "
            "object_count, object_refs, fields FROM audit_entries WHERE entry_id = 137",
            "UPDATE audit_seals SET position = position + 1 WHERE position > 137",
            "INSERT INTO audit_seals SELECT 138, 888, sealed_at, content, hash, hash FROM audit_seals "
            "WHERE position = 137",
        ),
        "entry_changed",
    ),
    Kind("tail of the chain cut", run("DELETE FROM audit_seals WHERE position > 150"), "tail_cut"),
    Kind(
        "tail of the chain cut, its entries marked as waiting",
        run(
            "DELETE FROM audit_seals WHERE position > 150",
            "INSERT INTO audit_unsealed SELECT entry_id FROM audit_entries WHERE entry_id BETWEEN 151 AND 251",
        ),
        "tail_cut",
    ),
    Kind("tail cut with its entries and heads", run(*CUT_AT_100), None, "tail_cut"),
    Kind("head deleted", run("DELETE FROM audit_heads WHERE number = 1"), "head_missing"),
    Kind("newest head deleted", run("DELETE FROM audit_heads WHERE number = 2"), "head_missing"),
    Kind(
        "all heads deleted",
        run("DELETE FROM audit_heads", "DELETE FROM audit_countersignatures"),
        "head_missing",
    ),
    Kind("whole history re-chained, heads as they were", rechain(BACKDATED), "head_contradicts"),
    Kind("whole history re-chained, without heads", rechain(BACKDATED, heads=False), "head_missing"),
    Kind(
        "whole history re-chained and signed with another key", rechain(BACKDATED, key=OTHER), "head_strange"
    ),
    Kind(
        "whole history re-chained and signed with the stolen key",
        rechain(BACKDATED, key=SECRET),
        None,
        "head_contradicts",
    ),
    Kind(
        "entry erased, whole history re-chained and signed with the stolen key",
        rechain("DELETE FROM audit_entries WHERE entry_id = 137", key=SECRET),
        None,
        "head_contradicts",
    ),
    Kind(
        "links behind the last head re-chained",
        run(
            "UPDATE audit_entries SET who = 'another' WHERE entry_id = 249",
            "DELETE FROM audit_seals WHERE position > 200",
            "INSERT INTO audit_unsealed SELECT entry_id FROM audit_entries WHERE entry_id BETWEEN 201 AND 251",
            "SELECT audit_seal(51)",
        ),
        None,
        None,
    ),
    Kind(
        "entry changed before it was sealed",
        run("UPDATE audit_entries SET who = 'another' WHERE entry_id = 252"),
        None,
        None,
    ),
)


def second_finds(export: bytes, kept: list[Path]) -> bool:
    """Whether the second verifier, which shares nothing with the first, finds anything."""
    try:
        second.verify(io.BytesIO(export), "export", TRUSTED, read_kept(kept, TRUSTED))
    except SecondFault:
        return True
    return False


@pytest.fixture(scope="module")
def told() -> Iterator[list[str]]:
    """The lines of the table, printed when all kinds have been tried."""
    lines: list[str] = []
    yield lines
    print("\n| Tampering | Verifier alone | With heads kept elsewhere |\n|---|---|---|")
    print("\n".join(lines))


def test_an_untouched_history_is_sound(sealed: Settings) -> None:
    with intruder(sealed) as connection:
        kept = heads_of(connection)
        assert len(kept.heads) == 2
        assert len(kept.countersignatures) == 1
        assert found(connection) == found(connection, kept) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_tampering_is_found_or_told_to_be_beyond_finding(
    sealed: Settings, kind: Kind, told: list[str], tmp_path: Path
) -> None:
    with intruder(sealed) as connection:
        kept = heads_of(connection)
        kept_file = tmp_path / "kept.ndjson"
        kept_file.write_bytes(b"".join(canonical(d) + b"\n" for d in [*kept.heads.values()]))
        kind.tamper(connection)
        alone, against = found(connection), found(connection, kept)
        export = b"".join(exported(connection))
    assert (alone[0] if alone else None) == kind.alone, alone
    expected = kind.alone if kind.kept == "same" else kind.kept
    assert (expected in against) if expected else (against == []), against
    assert second_finds(export, []) == bool(alone)
    assert second_finds(export, [kept_file]) == bool(against)
    results = ("found" if codes else "**not found**" for codes in (alone, against))
    line = "| {} | {} | {} |".format(kind.name, *results)
    told.append(line)
    in_the_table = line in TRUST.read_text("utf-8")
    assert in_the_table, line


def test_the_first_bad_entry_is_named_in_both_languages(sealed: Settings) -> None:
    with intruder(sealed) as connection:
        run("UPDATE audit_entries SET who = 'x' WHERE entry_id IN (137, 201)")(connection)
        first, second = findings(trail.documents(connection))
    assert first.text_en == "Entry 137 at position 137 was changed after it was sealed."
    assert first.text_id == "Entri 137 pada posisi 137 diubah sesudah disegel."
    assert second.entry == 201


def test_a_verifier_that_skips_the_middle_would_be_caught(sealed: Settings) -> None:
    """The planted fault: a verifier that looks at heads alone finds nothing."""
    with intruder(sealed) as connection:
        run("UPDATE audit_entries SET who = 'x' WHERE entry_id = 137")(connection)
        documents = list(trail.documents(connection))
    assert findings(documents)
    assert not Kept([d for d in documents if "signature" in d]).findings


def exported(connection: Connection, sealed_only: int | None = None) -> list[bytes]:
    """The lines of an export of the first ``sealed_only`` entries with their links, or of everything."""
    documents = list(trail.documents(connection))
    file = io.BytesIO()
    write_export(documents[: 1 + 2 * sealed_only] if sealed_only else documents, file)
    return file.getvalue().splitlines(keepends=True)


def file_findings(lines: list[bytes]) -> list[str]:
    check = Check(TRUSTED)
    check_export(io.BytesIO(b"".join(lines)), check)
    return [finding.fault.code for finding in check.verdict().findings]


def ended(lines: list[bytes]) -> list[bytes]:
    """The lines with an end line that fits them, as whoever tampers with a file would see to."""
    body = b"".join(lines[:-1])
    end = {"digest": hashlib.sha256(body).hexdigest(), "format": END, "lines": len(lines) - 1}
    return [*lines[:-1], canonical(end) + b"\n"]


def test_every_byte_of_twenty_entries_counts(sealed: Settings) -> None:
    with intruder(sealed) as connection:
        lines = exported(connection, sealed_only=20)
    assert file_findings(lines) == []
    tried = 0
    for number, line in enumerate(lines):
        if f'"{ENTRY}"'.encode() not in line:
            continue
        for place in range(len(line)):
            changed = bytearray(line)
            changed[place] ^= 1
            forged = ended([*lines[:number], bytes(changed), lines[number + 1], lines[-1]])
            assert file_findings(forged), (number, place)
            tried += 1
    assert tried > 20 * 200


def test_two_thousand_random_bytes_of_an_export_count(
    sealed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "HEAD_EVERY", 4)  # a short export that holds everything
    with intruder(sealed) as connection:
        run("DELETE FROM audit_seals", *CUT_AT_12, "SELECT audit_seal(12)")(connection)
        run("ALTER TABLE audit_entries ALTER entry_id ADD GENERATED ALWAYS AS IDENTITY (START 14)")(
            connection
        )
        seal.sign_due(connection, SECRET)
        witness.accept(connection, Kept(witness.countersign(heads_of(connection), "LPSK", WITNESS)))
        whole = b"".join(exported(connection))
    formats = (ENTRY, LINK, HEAD, COUNTERSIGNATURE, WAITING, EXPORT, END)
    assert all(f'"{name}"'.encode() in whole for name in formats)
    assert file_findings([whole]) == []
    draw = random.Random(7)  # noqa: S311  (test data, no secret)
    for _ in range(2_000):
        changed = bytearray(whole)
        place = draw.randrange(len(changed))
        changed[place] ^= draw.randrange(1, 256)
        assert file_findings([bytes(changed)]), place
        assert second_finds(bytes(changed), []), place


@pytest.mark.parametrize("damage", ["cut", "swap", "double", "drop", "append", "no end", "empty", "space"])
def test_damage_to_the_lines_of_an_export_is_found(sealed: Settings, damage: str) -> None:
    with intruder(sealed) as connection:
        lines = exported(connection)
    forged = {
        "cut": ended([*lines[:100], lines[-1]]),
        "swap": ended([*lines[:50], lines[51], lines[50], *lines[52:]]),
        "double": ended([*lines[:50], lines[49], *lines[50:]]),
        "drop": ended([*lines[:50], *lines[51:]]),
        "append": [*lines, lines[1]],
        "no end": lines[:-1],
        "empty": [],
        "space": ended([*lines[:50], lines[50].replace(b":", b": ", 1), *lines[51:]]),
    }[damage]
    assert file_findings(forged)


def test_two_histories_under_one_key_contradict_each_other(sealed: Settings) -> None:
    """The installation shows one history to one agency and another to the other."""
    with intruder(sealed) as connection:
        shown = list(trail.heads(connection, trail.installation(connection)))
        rechain(BACKDATED, key=SECRET)(connection)
        forged = list(trail.heads(connection, trail.installation(connection)))
    assert not Kept(shown).findings
    assert not Kept(forged).findings
    (first, *_) = Kept([*shown[1:], *forged[1:]]).findings
    assert (first.fault.code, first.head) == ("forked", 2)
