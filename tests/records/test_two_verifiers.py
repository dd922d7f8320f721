"""Two verifiers, written apart from one page, judge the same exports of the real database alike."""

from __future__ import annotations

import hashlib
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from records import audit
from records.audit import Act, Deed, trail
from records.audit.check import Check, Verdict
from records.audit.export import check_export, write_export, write_heads
from records.audit.kept import Kept as FirstKept
from records.audit.kept import read_file
from records.audit.seal import seal
from records.audit.signing import public_key, signed
from records.audit.witness import accept, countersign
from records.store import Store
from records.witness.account import Account
from records.witness.faults import Fault
from records.witness.kept import Kept, read_kept
from records.witness.verify import verify

SECRET, WITNESS, THIEF = (bytes(range(start, start + 32)) for start in (0, 32, 64))
KEYS = frozenset({public_key(SECRET)})
SEALED, WAITING = 205, 2
Lines = list[bytes]
Mutation = Callable[[Lines], Lines]


@pytest.fixture
def history(store: Store, tmp_path: Path) -> tuple[bytes, Path]:
    """An export of real rows, and the heads that a witness keeps."""
    _write(store, SEALED)
    while seal(store, SECRET):
        pass
    kept = tmp_path / "heads.ndjson"
    with store.begin() as connection:
        name = trail.installation(connection)
        head, mark = countersign(FirstKept(trail.heads(connection, name), KEYS), "LPSK", WITNESS)
        assert accept(connection, FirstKept([head, mark], KEYS)) == 1
    _write(store, WAITING)
    export = io.BytesIO()
    with store.reading() as connection, kept.open("wb") as file:
        write_export(trail.documents(connection), export)
        write_heads(trail.heads(connection, name), file)
    return export.getvalue(), kept


def _write(store: Store, count: int) -> None:
    for number in range(count):
        with store.begin() as connection:
            audit.write(
                connection, Act(Deed.READ, "alert", (str(number),), fields=("nik", "phone")[: number % 3])
            )


def first(export: bytes, kept: Path | None) -> Verdict:
    check = Check(KEYS, FirstKept(read_file(kept), KEYS) if kept else None)
    check_export(io.BytesIO(export), check)
    return check.verdict()


def second(export: bytes, kept: Path | None) -> Account | Fault:
    try:
        return verify(io.BytesIO(export), "export", KEYS, read_kept([kept], KEYS) if kept else Kept())
    except Fault as fault:
        return fault


# --- Mutations of the lines before the end line, which is made to fit again -----------------------------------


def at(line: int, old: bytes, new: bytes) -> Mutation:
    def mutate(lines: Lines) -> Lines:
        assert old in lines[line], lines[line]
        copy = list(lines)
        copy[line] = copy[line].replace(old, new, 1)
        return copy

    return mutate


def without(*gone: int) -> Mutation:
    return lambda lines: [
        line for number, line in enumerate(lines) if number not in {n % len(lines) for n in gone}
    ]


def doubled(number: int) -> Mutation:
    return lambda lines: [*lines[:number], lines[number], *lines[number:]]


def swapped(one: int, other: int) -> Mutation:
    def mutate(lines: Lines) -> Lines:
        lines = list(lines)
        lines[one], lines[other] = lines[other], lines[one]
        return lines

    return mutate


def cut(length: int) -> Mutation:
    return lambda lines: lines[:length]


def inserted(number: int) -> Mutation:
    return lambda lines: [
        *lines[:number],
        _spelt(json.loads(lines[1]) | {"entry_id": 10**6}),
        *lines[number:],
    ]


def with_an_empty_line(lines: Lines) -> Lines:
    return [*lines[:99], b"", *lines[99:]]


def rechained(lines: Lines, secret: bytes) -> Lines:
    """Change entry 50 and make links and heads anew under a key: if it is the installation's, sound in itself."""
    made: list[dict[str, Any]] = []
    installation = json.loads(lines[0])["installation"]
    last = last_head = _digest({"format": "suluh-audit-genesis/1", "installation": installation})
    for line in lines:
        document = json.loads(line)
        kind = document["format"].split("/")[0]
        if kind == "suluh-audit-countersignature":
            continue
        if kind == "suluh-audit-entry" and len(made) == 99:
            document["who"] = "budi"
        if kind == "suluh-audit-link":
            document |= {"content": _digest(made[-1]), "previous": last}
            document["hash"] = last = _digest(document, "hash")
        if kind == "suluh-audit-head":
            document |= {"hash": last, "previous": last_head, "key": public_key(secret)}
            del document["signature"]
            document = dict(signed(document, secret))
            last_head = _digest(document, "signature")
        made.append(document)
    return [_spelt(document) for document in made]


def _spelt(document: dict[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(document: dict[str, Any], without: str = "") -> str:
    return hashlib.sha256(_spelt({k: v for k, v in document.items() if k != without})).hexdigest()


def fitted(lines: Lines) -> bytes:
    content = b"".join(line + b"\n" for line in lines)
    end = {"digest": hashlib.sha256(content).hexdigest(), "format": "suluh-audit-end/1", "lines": len(lines)}
    return content + _spelt(end) + b"\n"


# Lines from 0: the opening; 1 to 200 the entries and links of positions 1 to 100; 201 the first head; 202 to 401
# those of 101 to 200; 402 the second head, 403 its countersignature; 404 to 413 five more; four that wait.
MUTATIONS: dict[str, Mutation] = {
    "an entry changed": at(99, b'"who":"', b'"who":"x'),
    "a seal changed": at(100, b'"sealed_at":"2', b'"sealed_at":"3'),
    "a seal's length changed": at(100, b'"content":"', b'"content":"0'),
    "an entry deleted": without(99),
    "a link deleted": without(100),
    "an entry and its link deleted": without(99, 100),
    "the first entry and its link deleted": without(1, 2),
    "a head deleted": without(201),
    "the last head deleted": without(402),
    "an entry inserted": inserted(101),
    "an entry inserted at the end": inserted(418),
    "two entries swapped": swapped(99, 101),
    "two links swapped": swapped(100, 102),
    "an entry doubled": doubled(99),
    "a link doubled": doubled(100),
    "a head doubled": doubled(201),
    "a waiting line doubled": doubled(-1),
    "a waiting entry deleted": without(-2),
    "a waiting line deleted": without(-1),
    "a tail cut within the span of a head": cut(302),
    "a tail cut behind an entry": cut(303),
    "a tail cut to nothing": cut(1),
    "a head's signature forged": at(201, b'"signature":"', b'"signature":"00" , "x":"'),
    "a head's moment changed": at(201, b'"at":"2', b'"at":"3'),
    "a head's key changed": at(201, public_key(SECRET).encode(), public_key(THIEF).encode()),
    "a countersignature's witness changed": at(403, b"LPSK", b"LAIN"),
    "another installation": at(0, b'"installation":"', b'"installation":"x'),
    "no opening": without(0),
    "two openings": doubled(0),
    "the installation's key re-chained it": lambda lines: rechained(lines, SECRET),
    "another key re-chained it": lambda lines: rechained(lines, THIEF),
    "a space": at(99, b":", b": "),
    "a name twice": at(99, b'{"act":', b'{"act":"x","act":'),
    "a text for a number": at(99, b'"object_count":1', b'"object_count":"1"'),
    "a fraction": at(99, b'"object_count":1', b'"object_count":1.0'),
    "a truth": at(-2, b'"object_count":1', b'"object_count":true'),
    "a null": at(-2, b'"object_count":1', b'"object_count":null'),
    "a number for a text": at(-2, b'"act":"read"', b'"act":1'),
    "a member more": at(-2, b'"who":', b'"what":"x","who":'),
    "a lone surrogate": at(-2, b'"who":"', b'"who":"\\ud800'),
    "a lone surrogate as bytes": at(-2, b'"who":"', b'"who":"\xed\xa0\x80'),
    "no UTF-8": at(-2, b'"who":"', b'"who":"\xff'),
    "no JSON": at(-2, b"}", b""),
    "a byte order mark": at(0, b"{", b"\xef\xbb\xbf{"),
    "a carriage return": at(-2, b"}", b"}\r"),
    "an unknown version": at(-2, b"entry/1", b"entry/2"),
    "an empty line": with_an_empty_line,
}
ONLY_AGAINST_KEPT = {
    "a tail cut within the span of a head",
    "a tail cut to nothing",
    "the installation's key re-chained it",
}
NAMED_ALIKE = {
    "an entry changed",
    "a seal changed",
    "an entry deleted",
    "an entry and its link deleted",
    "the first entry and its link deleted",
    "an entry inserted",
    "two links swapped",
    "a link doubled",
    "a waiting entry deleted",
    "a waiting line deleted",
    "a tail cut behind an entry",
    "the installation's key re-chained it",
}
# What the page forbids in what is not sealed, or where it stands. No history is hidden by it.
ORDER_AND_SPELLING: dict[str, Mutation] = {
    "a countersignature doubled": doubled(403),
    "a countersignature elsewhere": lambda lines: [*lines[:403], *lines[404:406], lines[403], *lines[406:]],
    "the waiting swapped": lambda lines: [*lines[:-4], *lines[-2:], *lines[-4:-2]],
    "no moment": at(-2, b'"at":"2', b'"at":"x'),
    "a moment of no calendar": at(-2, b'"at":"2026-', b'"at":"2026-99-'),
    "a number beyond 64 bits": at(-2, b'"object_count":1', b'"object_count":9223372036854775808'),
    "a null in an array": at(-2, b'"object_refs":[', b'"object_refs":[null,'),
}


def test_two_verifiers_judge_real_rows_alike(history: tuple[bytes, Path]) -> None:
    export, kept = history
    lines = export.split(b"\n")[:-2]
    assert fitted(lines) == export, "the test spells an export as the installation does"
    assert json.loads(lines[201])["position"] == 100
    assert json.loads(lines[403])["witness"] == "LPSK"
    for heads in (None, kept):
        one, two = first(export, heads), second(export, heads)
        assert one.sound, one.findings
        assert isinstance(two, Account), two.told()
        assert (one.links, one.heads, one.countersignatures) == (two.links, two.heads, two.countersigned)
        assert (one.links, one.waiting, one.waiting_since) == (SEALED, two.waiting, two.since)
    for name, mutate in MUTATIONS.items():
        altered = fitted(mutate(lines))
        for heads in (None, kept):
            one, two = first(altered, heads), second(altered, heads)
            sound = heads is None and name in ONLY_AGAINST_KEPT
            assert (one.sound, isinstance(two, Account)) == (sound, sound), (name, one.findings, two)
            if name in NAMED_ALIKE and isinstance(two, Fault):
                named = one.findings[0]
                assert (named.position or two.position, named.entry) == (two.position, two.entry), name
    for name, mutate in ORDER_AND_SPELLING.items():
        assert isinstance(second(fitted(mutate(lines)), kept), Fault), name
        assert not first(fitted(mutate(lines)), kept).sound, name


def test_two_verifiers_refuse_every_changed_byte_and_every_cut_of_real_rows(
    history: tuple[bytes, Path],
) -> None:
    export, kept = history
    chosen = random.Random(7)  # noqa: S311  (a choice of places to damage)
    places = [chosen.randrange(len(export)) for _ in range(60)]
    altered = [export[:place] + bytes([export[place] ^ 4]) + export[place + 1 :] for place in places]
    cut_short = [export[:place] for place in places[:20]]
    for damaged in (*altered, *cut_short, b"", export[:-1], export + b"\n", export + export):
        assert not first(damaged, kept).sound
        assert isinstance(second(damaged, kept), Fault)


def test_two_verifiers_refuse_the_same_kept_heads(history: tuple[bytes, Path], tmp_path: Path) -> None:
    export, kept = history
    content = kept.read_bytes()
    heads = content.splitlines(keepends=True)
    altered = tmp_path / "altered.ndjson"
    for damaged in (
        content[:-1],
        content + b"\n",
        content + export.splitlines(keepends=True)[1],
        content.replace(b'"at":"2', b'"at":"3', 1),
        content.replace(b":", b": ", 1),
        content.replace(public_key(SECRET).encode(), public_key(THIEF).encode(), 1),
        heads[2] + content,
        b"",
        heads[0] + content,
        heads[0] + heads[2] + heads[1],
    ):
        altered.write_bytes(damaged)
        assert not first(export, altered).sound
        assert isinstance(second(export, altered), Fault)
    altered.write_bytes(heads[1])
    assert first(export, altered).sound
    assert isinstance(second(export, altered), Account)
