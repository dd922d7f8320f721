"""One byte form: the database's, the program's and the page's are the same, and nothing else is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from history import intruder
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import ARRAY, Connection, NullPool, Text, bindparam, create_engine, text

from records.audit import trail
from records.audit.canonical import ENTRY, FIELDS, HEAD, genesis, read, without
from records.audit.check import Check
from records.audit.export import check_export
from records.audit.kept import head_digest
from records.audit.signing import holds
from records.canonical import Document, canonical, digest
from records.settings import Settings
from records.tables import audit_countersignatures, audit_entries, audit_heads, audit_seals

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLE = DOCS / "audit-example.ndjson"
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)))
NUMBER = st.integers(0, 2**63 - 1)
ENTRIES = st.fixed_dictionaries(
    {
        "act": TEXT,
        "at": st.datetimes().map(lambda at: at.isoformat(timespec="microseconds") + "Z"),
        "entry_id": NUMBER,
        "fields": st.lists(TEXT, max_size=3),
        "format": st.just(ENTRY),
        "login": TEXT,
        "object_count": NUMBER,
        "object_kind": TEXT,
        "object_refs": st.lists(TEXT, max_size=3),
        "purpose": TEXT,
        "role": TEXT,
        "who": TEXT,
    }
)
_MADE = text("""
    SELECT audit_canonical(ROW(:entry_id, CAST(:at AS timestamptz), :login, :who, :role, :purpose, :act,
        :object_kind, :object_count, :object_refs, :fields)::audit_entries)
""").bindparams(bindparam("object_refs", type_=ARRAY(Text)), bindparam("fields", type_=ARRAY(Text)))


@pytest.fixture(scope="module")
def database(sealed: Settings) -> Iterator[Connection]:
    assert sealed.database_owner_url
    owner = create_engine(sealed.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.connect() as connection:
        yield connection


@given(ENTRIES)
@settings(max_examples=200)
def test_the_database_and_the_program_make_the_same_bytes(database: Connection, entry: Document) -> None:
    values = {name: value for name, value in entry.items() if name != "format"}
    assert database.scalar(_MADE, values).encode() == canonical(entry)


@given(ENTRIES)
def test_what_was_written_is_read_back(entry: Document) -> None:
    assert read(canonical(entry)) == entry


@given(ENTRIES, ENTRIES)
def test_two_different_entries_never_have_the_same_bytes(one: Document, other: Document) -> None:
    assert (canonical(one) == canonical(other)) == (one == other)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b'{"entry_id":1,"format":"suluh-audit-waiting/1"} ',
        b'{"entry_id": 1,"format":"suluh-audit-waiting/1"}',
        b'{"format":"suluh-audit-waiting/1","entry_id":1}',
        b'{"entry_id":1,"entry_id":1,"format":"suluh-audit-waiting/1"}',
        b'{"entry_id":01,"format":"suluh-audit-waiting/1"}',
        b'{"entry_id":1.0,"format":"suluh-audit-waiting/1"}',
        b'{"entry_id":1e0,"format":"suluh-audit-waiting/1"}',
        b'{"entry_id":-0,"format":"suluh-audit-waiting/1"}',
        b'{"entry_id":true,"format":"suluh-audit-waiting/1"}',
        b'{"entry_id":NaN,"format":"suluh-audit-waiting/1"}',
        b'{"entry_id":"1","format":"suluh-audit-waiting/1"}',
        b'{"entry_id":1,"format":"suluh-audit-waiting/2"}',
        b'{"entry_id":1,"format":"suluh-audit-waiting/1","more":1}',
        b'{"entry_id":1,"format":"suluh\\u002daudit-waiting/1"}',
        b'{"entry_id":1,"format":"\\ud800"}',
        b"[" * 100_000,
        b'{"entry_id":' + b"9" * 5_000 + b',"format":"suluh-audit-waiting/1"}',
    ],
)
def test_any_other_form_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (whichever reason comes first)
        read(line)


def test_an_entry_has_every_column(sealed: Settings) -> None:
    """A column that came later would not be sealed: it needs a new version of the format."""
    assert set(FIELDS[ENTRY]) - {"format"} == set(audit_entries.columns.keys())
    with intruder(sealed) as connection:
        documents = {d["format"]: d for d in trail.documents(connection)}
    assert len(documents) == 6
    for document in documents.values():
        assert read(canonical(document)) == document
    sources = {"suluh-audit-link/1": audit_seals, HEAD: audit_heads}
    for name, table in sources.items():
        assert set(table.columns.keys()) <= set(documents[name])
    assert set(audit_countersignatures.columns.keys()) <= set(documents["suluh-audit-countersignature/1"])


def test_the_page_s_example_is_sound_and_as_the_page_says() -> None:
    page = (DOCS / "audit-format.md").read_text("utf-8")
    lines = EXAMPLE.read_bytes().splitlines()
    head = next(read(line) for line in lines if HEAD.encode() in line)
    check = Check()
    with EXAMPLE.open("rb") as file:
        check_export(file, check)
    verdict = check.verdict()
    assert verdict.sound
    assert (verdict.links, verdict.heads, verdict.countersignatures, verdict.waiting) == (2, 1, 1, 1)
    assert f"`{genesis(head['installation'])}`" in page
    assert f"`{head_digest(head)}`" in page
    assert holds(head)
    for name, fields in FIELDS.items():
        assert f"`{name}`" in page
        assert all(f"`{field}`" in page for field in fields)


def test_any_byte_of_the_example_changed_is_refused() -> None:
    whole = EXAMPLE.read_bytes()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        check = Check()
        check_export(iter(bytes(changed).splitlines(keepends=True)), check)  # type: ignore[arg-type]
        assert not check.verdict().sound, place


def test_the_digest_is_that_of_the_form_without_the_member() -> None:
    link = next(read(line) for line in EXAMPLE.read_bytes().splitlines() if b"-link/" in line)
    assert link["hash"] == digest(without(link, "hash"))
    assert json.loads(canonical(link)) == link
