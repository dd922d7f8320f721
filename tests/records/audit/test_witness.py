"""Another agency countersigns what continues the history that it kept, and nothing that contradicts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from history import OTHER, SECRET, TRUSTED, WITNESS, findings, heads_of, sealed_history
from sqlalchemy import text

from records.audit import trail, witness
from records.audit.canonical import HEAD
from records.audit.export import write_heads
from records.audit.kept import Kept, head_digest, read_file
from records.audit.signing import holds, public_key, signed
from records.audit.verify import verify
from records.audit.witness import HeadRefused
from records.canonical import Document
from records.store import Store


@pytest.fixture
def heads(store: Store) -> list[Document]:
    """Three heads over 300 entries."""
    sealed_history(store, 300)
    with store.reading() as connection:
        return list(trail.heads(connection, trail.installation(connection)))


def resigned(head: Document, secret: bytes = SECRET, **changed: object) -> Document:
    draft = {name: value for name, value in head.items() if name != "signature"}
    return signed(draft | {"key": public_key(secret)} | changed, secret)


def test_the_newest_head_is_countersigned_and_stored(store: Store, heads: list[Document]) -> None:
    head, signature = witness.countersign(Kept(heads), "LPSK", WITNESS)
    assert head == heads[-1]
    assert holds(signature)
    assert signature["head"] == head_digest(head)
    for new in (1, 0):  # twice changes nothing
        with store.begin() as connection:
            assert witness.accept(connection, Kept([head, signature])) == new
    verdict = verify(store, TRUSTED)
    assert verdict.sound
    assert verdict.countersignatures == 1
    with store.reading() as connection:
        acts = connection.execute(text("SELECT object_refs FROM audit_entries WHERE act = 'accept'")).all()
    assert [tuple(act) for act in acts] == [(["3"],), ([],)]


def test_a_witness_goes_on_from_what_it_kept(heads: list[Document]) -> None:
    head, _ = witness.countersign(Kept([*heads[:2], *heads[1:]]), "LPSK", WITNESS)
    assert head["number"] == 3


@pytest.mark.parametrize(
    ("kept", "handed", "told"),
    [
        ("1", "3", "missing"),
        ("12", "2x", "forked"),
        ("12", "2y", "forked"),
        ("12", "3k", "changed"),
        ("12", "3p", "forked"),
        ("12", "3i", "does not hold"),
        ("12", "3s", "does not hold"),
        ("", "", "no head"),
    ],
)
def test_a_witness_refuses_what_contradicts_what_it_kept(
    heads: list[Document], kept: str, handed: str, told: str
) -> None:
    zeros = 64 * "0"
    variants = {str(head["number"]): head for head in heads} | {
        "2x": resigned(heads[1], hash=zeros),
        "2y": resigned(heads[1], number=3),
        "3k": resigned(heads[2], OTHER),
        "3p": resigned(heads[2], previous=zeros),
        "3i": resigned(heads[2], installation="another"),
        "3s": heads[2] | {"signature": 128 * "0"},
    }
    given = [*(variants[number] for number in kept), *([variants[handed]] if handed else [])]
    with pytest.raises(HeadRefused, match=told):
        witness.countersign(Kept(given), "LPSK", WITNESS)


def test_a_countersignature_of_another_history_is_not_accepted(store: Store, heads: list[Document]) -> None:
    forged = resigned(heads[2], hash=64 * "0")
    head, signature = witness.countersign(Kept([forged]), "LPSK", WITNESS)
    with pytest.raises(HeadRefused, match="not a head of this"), store.begin() as connection:
        witness.accept(connection, Kept([head, signature]))
    with pytest.raises(HeadRefused, match="does not hold"), store.begin() as connection:
        witness.accept(connection, Kept([heads[2], signature]))


def test_heads_are_read_back_from_their_file(tmp_path: Path, heads: list[Document]) -> None:
    file = tmp_path / "heads.ndjson"
    with file.open("wb") as target:
        write_heads(heads, target)
    kept = Kept(read_file(file))
    assert not kept.findings
    assert list(kept.heads.values()) == heads
    assert kept.keys == {public_key(SECRET)}
    for place in range(0, len(file.read_bytes()), 7):
        changed = bytearray(file.read_bytes())
        changed[place] ^= 1
        (tmp_path / "changed").write_bytes(changed)
        assert Kept(read_file(tmp_path / "changed")).findings, place


def test_a_kept_file_must_be_signed_with_a_key_that_is_trusted(heads: list[Document]) -> None:
    assert not Kept(heads, TRUSTED).findings
    assert Kept(heads, frozenset({public_key(OTHER)})).findings


def test_heads_of_another_installation_are_told_apart(heads: list[Document]) -> None:
    other = resigned(heads[0], installation="another")
    begin = {
        "at": "2025-01-06T09:00:00.000000Z",
        "format": "suluh-audit-export/1",
        "installation": heads[0]["installation"],
    }
    codes = [finding.fault.code for finding in findings([begin], Kept([other]))]
    assert codes == ["kept_head_bad", "tail_cut"]


def test_the_short_form_names_one_history(heads: list[Document]) -> None:
    told = witness.short(heads[2])
    assert told.startswith(f"SULUH {heads[2]['installation']} #3 @300 ")
    letters = told.splitlines()[1]
    assert len(letters.split()) == 8
    others = {witness.short(resigned(heads[2], hash=64 * digit)).splitlines()[1] for digit in "0123"}
    assert len(others | {letters}) == 5


def test_the_verdict_names_the_last_position_on_which_both_agree(store: Store, heads: list[Document]) -> None:
    elsewhere = resigned(heads[1], hash=64 * "0")
    with store.reading() as connection:
        (first, second, *_) = findings(trail.documents(connection), Kept([heads[0], elsewhere]))
    assert (first.fault.code, first.position, first.agreed) == ("head_contradicts", 200, 100)
    assert (second.fault.code, second.head, second.agreed) == ("forked", 2, 100)
    assert "positions 100 and 200" in first.text_en


def test_all_heads_that_stand_are_kept(store: Store, heads: list[Document]) -> None:
    with store.reading() as connection:
        assert sorted(heads_of(connection).heads) == [1, 2, 3]
    assert all(head["format"] == HEAD for head in heads)
