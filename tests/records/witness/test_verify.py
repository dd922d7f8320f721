"""The second verifier accepts honest exports and nothing else; every fault that it must find is planted here."""

from __future__ import annotations

import ast
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from histories import (
    SIGNER,
    STRANGER,
    WITNESS,
    Chain,
    Documents,
    body,
    changed,
    countersignature,
    digest,
    ended,
    entry,
    file,
    heads,
    honest,
    of_format,
    opening,
    public,
    rechained,
    signed,
    spelt,
    waiting,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from records import witness
from records.witness.__main__ import main
from records.witness.account import Account
from records.witness.faults import Fault
from records.witness.forms import FORMS, read
from records.witness.kept import Kept, read_kept
from records.witness.trust import read_keys
from records.witness.verify import verify

EXAMPLE = Path(__file__).parents[3] / "docs" / "audit-example.ndjson"
KEYS = frozenset({public(SIGNER)})


@pytest.fixture
def keep(tmp_path: Path) -> Callable[..., Kept]:
    """Write files of heads and read them as kept ones."""

    def kept(*contents: bytes, trusted: frozenset[str] = KEYS) -> Kept:
        paths = [tmp_path / f"heads-{number}.ndjson" for number in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        return read_kept(paths, trusted)

    return kept


def judged(export: bytes, kept: Kept | None = None, keys: frozenset[str] = KEYS) -> Account:
    return verify(io.BytesIO(export), "export", keys, kept)


def refused(export: bytes, kept: Kept | None = None, keys: frozenset[str] = KEYS) -> Fault:
    with pytest.raises(Fault) as caught:
        judged(export, kept, keys)
    return caught.value


def is_accepted(export: bytes, kept: Kept | None = None) -> bool:
    try:
        judged(export, kept)
    except Fault:
        return False
    return True


HONEST = honest()
EXPORT = file(HONEST)
ENTRIES, LINKS, HEADS = (of_format(HONEST, name) for name in ("entry", "link", "head"))
MARKS, WAITS = of_format(HONEST, "countersignature"), of_format(HONEST, "waiting")
SEALED = [at for at in ENTRIES if at + 1 in LINKS]


# --- Sound ones ---------------------------------------------------------------------------------------------


def test_the_example_of_the_page_is_sound() -> None:
    account = judged(EXAMPLE.read_bytes())
    assert (account.links, account.heads, account.countersigned, account.waiting) == (2, 1, 1, 1)
    assert account.since == "2026-11-22T02:59:59.999999Z"


def test_an_honest_export_agrees_with_the_heads_that_were_kept(keep: Callable[..., Kept]) -> None:
    kept = keep(heads(HONEST), heads(HONEST, 2), heads(HONEST, 1, 3))
    account = judged(EXPORT, kept)
    assert (account.links, account.heads, account.countersigned, account.waiting) == (12, 3, 3, 2)
    assert (account.kept, account.agreed, account.trusts_first) == (3, 12, False)


@given(
    entries=st.integers(0, 30),
    every=st.integers(1, 12),
    waits=st.integers(0, 3),
    name=st.text(max_size=12),
    texts=st.lists(st.text(max_size=8), max_size=3),
    count=st.integers(0, 2**63 - 1),
)
@settings(max_examples=60, deadline=None)
def test_any_honest_export_is_accepted(
    entries: int, every: int, waits: int, name: str, texts: list[str], count: int
) -> None:
    documents = honest(entries, every, waits, installation=name)
    late = entry(5000, who=name, object_refs=texts, object_count=count)
    account = judged(file([*documents, late, waiting(5000)]))
    assert (account.links, account.waiting) == (entries, waits + 1)


def test_more_than_a_hundred_links_need_a_head_between_them() -> None:
    documents = honest(entries=250, every=1000)
    assert judged(file(documents)).heads == 2
    first = of_format(documents, "head")[0]
    fault = refused(file(documents[:first] + documents[first + 1 :]))
    assert (fault.wrong.code, fault.position) == ("heads_removed", 101)
    exactly = honest(entries=200, every=1000, waits=0)
    assert refused(file(exactly[:-1])).wrong.code == "heads_removed"


def test_an_export_can_come_through_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(public(SIGNER))
    done = subprocess.run(
        [sys.executable, "-m", "records.witness", "-", "--key", tmp_path / "key"],
        input=EXPORT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"SAH: 12 entri")


# --- Changed bytes ------------------------------------------------------------------------------------------


@given(st.integers(0, len(EXPORT) - 1), st.integers(0, 255))
@settings(max_examples=2000, deadline=None)
def test_no_changed_byte_is_accepted(at: int, byte: int) -> None:
    altered = EXPORT[:at] + bytes([byte]) + EXPORT[at + 1 :]
    assert is_accepted(altered) == (altered == EXPORT)


def test_no_byte_of_the_example_can_be_flipped() -> None:
    example = EXAMPLE.read_bytes()
    accepted = [
        at
        for at in range(len(example))
        if is_accepted(example[:at] + bytes([example[at] ^ 1]) + example[at + 1 :])
    ]
    assert accepted == []


@given(st.integers(0, len(body(HONEST)) - 1), st.integers(0, 255))
@settings(max_examples=1000, deadline=None)
def test_no_changed_byte_is_accepted_in_what_is_sealed_even_if_the_end_line_fits(at: int, byte: int) -> None:
    content = body(HONEST)
    altered = content[:at] + bytes([byte]) + content[at + 1 :]
    line = content[:at].count(b"\n")
    unprotected = {0, *(number for number in ENTRIES if number not in SEALED)}
    assert altered == content or line in unprotected or not is_accepted(ended(altered))


@given(st.integers(0, len(EXPORT) - 1))
@settings(max_examples=300, deadline=None)
def test_no_cut_file_is_accepted(length: int) -> None:
    assert not is_accepted(EXPORT[:length])


# --- Lines taken away, put in, moved, doubled; the end line always fits -------------------------------------


@given(st.data())
@settings(max_examples=500, deadline=None)
def test_no_line_can_be_taken_away_doubled_or_moved(data: st.DataObject) -> None:
    at, to = (data.draw(st.integers(0, len(HONEST) - 1)) for _ in range(2))
    taken = HONEST[:at] + HONEST[at + 1 :]
    last_head = at == HEADS[-1] and at not in (mark - 1 for mark in MARKS)
    assert at in MARKS or last_head or not is_accepted(file(taken)), (
        "countersignatures and a last head are only missed by who kept them"
    )
    assert not is_accepted(file([*HONEST[:to], HONEST[at], *HONEST[to:]]))
    moved = [*taken[:to], HONEST[at], *taken[to:]]
    assert moved == HONEST or not is_accepted(file(moved))


def swapped(at: int, to: int) -> Documents:
    copy = list(HONEST)
    copy[at], copy[to] = copy[to], copy[at]
    return copy


def without(*gone: int) -> Documents:
    return [document for at, document in enumerate(HONEST) if at not in gone]


def with_link(at: int, /, **changes: Any) -> Documents:
    """A link with other values and the hash that fits these."""
    link = HONEST[at] | changes
    return changed(HONEST, at, **changes, hash=digest(link, "hash"))


def with_head(place: int, /, **changes: Any) -> Documents:
    """A head with other values, signed again by the installation's key."""
    return changed(HONEST, place, **signed(HONEST[place] | changes, SIGNER))


OTHER = "0" * 64
PLANTED: dict[str, tuple[Documents, str]] = {
    "an entry changed": (changed(HONEST, SEALED[4], who="budi"), "entry_changed"),
    "an entry changed into null": (changed(HONEST, SEALED[4], who=None), "kind"),
    "an entry's number changed": (changed(HONEST, SEALED[4], entry_id=999), "entry_missing"),
    "an entry deleted": (without(SEALED[4]), "entry_missing"),
    "the first entry deleted": (without(SEALED[0]), "entry_missing"),
    "a link deleted": (without(LINKS[4]), "links_missing"),
    "an entry and its link deleted": (without(SEALED[4], LINKS[4]), "links_missing"),
    "the first entry and link deleted": (without(SEALED[0], LINKS[0]), "links_missing"),
    "an unsealed entry put in": ([*HONEST[: SEALED[4]], entry(7000), *HONEST[SEALED[4] :]], "slipped_in"),
    "an unsealed entry before a link": (
        [*HONEST[: LINKS[4]], entry(7000), *HONEST[LINKS[4] :]],
        "slipped_in",
    ),
    "an unsealed entry before a head": (
        [*HONEST[: HEADS[1]], entry(7000), *HONEST[HEADS[1] :]],
        "slipped_in",
    ),
    "three unsealed entries": ([*HONEST, entry(7000), entry(7001), entry(7002)], "slipped_in"),
    "an unsealed entry at the end": ([*HONEST, entry(7000)], "slipped_in"),
    "an unsealed entry among the waiting": (
        [*HONEST[: WAITS[0] + 1], entry(41), *HONEST[WAITS[0] + 1 :]],
        "slipped_in",
    ),
    "a waiting line among the links": (
        [*HONEST[: SEALED[4]], entry(7000), waiting(7000), *HONEST[SEALED[4] :]],
        "out_of_order",
    ),
    "a link after a waiting entry": (
        [*honest(4, waits=0), entry(7000), waiting(7000), *honest(5, waits=0)[-2:]],
        "out_of_order",
    ),
    "a countersignature moved on": (
        [*without(MARKS[0])[: LINKS[4]], HONEST[MARKS[0]], *without(MARKS[0])[LINKS[4] :]],
        "out_of_order",
    ),
    "two entries swapped": (swapped(SEALED[4], SEALED[5]), "entry_missing"),
    "two links swapped": (swapped(LINKS[4], LINKS[5]), "links_missing"),
    "an entry and a link doubled": (
        [*HONEST[: LINKS[4] + 1], HONEST[SEALED[4]], HONEST[LINKS[4]], *HONEST[LINKS[4] + 1 :]],
        "links_doubled",
    ),
    "a link doubled": ([*HONEST[: LINKS[4]], HONEST[LINKS[4]], *HONEST[LINKS[4] :]], "links_doubled"),
    "a head doubled": ([*HONEST[: HEADS[1]], HONEST[HEADS[1]], *HONEST[HEADS[1] :]], "head_number"),
    "a countersignature doubled": (
        [*HONEST[: MARKS[0]], HONEST[MARKS[0]], *HONEST[MARKS[0] :]],
        "out_of_order",
    ),
    "two countersignatures swapped": (swapped(MARKS[1], MARKS[2]), "out_of_order"),
    "a waiting entry doubled": ([*HONEST, *HONEST[-2:]], "out_of_order"),
    "the waiting out of order": ([*HONEST[:-4], *HONEST[-2:], *HONEST[-4:-2]], "out_of_order"),
    "a waiting entry deleted": (without(WAITS[0] - 1), "waiting_gone"),
    "the last waiting entry deleted": (without(WAITS[-1] - 1), "waiting_gone"),
    "a waiting line deleted": (without(WAITS[0]), "slipped_in"),
    "a sealed entry that waits": (
        [*HONEST[: WAITS[0] - 1], HONEST[SEALED[2]], waiting(HONEST[SEALED[2]]["entry_id"])],
        "waits_sealed",
    ),
    "a link's content changed": (changed(HONEST, LINKS[4], content=OTHER), "link_changed"),
    "a link's hash changed": (changed(HONEST, LINKS[4], hash=OTHER), "link_changed"),
    "a link's moment changed": (changed(HONEST, LINKS[4], sealed_at=HONEST[0]["at"]), "link_changed"),
    "a link of other content": (with_link(LINKS[4], content=OTHER), "entry_changed"),
    "a link of another entry": (with_link(LINKS[4], entry_id=999), "entry_missing"),
    "a link of another past": (with_link(LINKS[4], previous=OTHER), "chain_broken"),
    "a link of a later moment": (with_link(LINKS[4], sealed_at=HONEST[0]["at"]), "chain_broken"),
    "a link at position 0": (with_link(LINKS[0], position=0), "links_doubled"),
    "a link further on": (with_link(LINKS[4], position=50), "links_missing"),
    "a head's signature forged": (changed(HONEST, HEADS[1], signature="0" * 128), "signature"),
    "a head's moment changed": (changed(HONEST, HEADS[1], at=HONEST[0]["at"]), "signature"),
    "a head under an unknown key": (
        changed(HONEST, HEADS[1], **signed(HONEST[HEADS[1]], STRANGER)),
        "unknown_key",
    ),
    "a head without a signature": (
        [*HONEST[: HEADS[1]], {k: v for k, v in HONEST[HEADS[1]].items() if k != "signature"}],
        "members",
    ),
    "a head of another installation": (with_head(HEADS[1], installation="lain"), "installation"),
    "a head of another number": (with_head(HEADS[1], number=5), "head_number"),
    "a head of an earlier position": (with_head(HEADS[1], position=7), "head_position"),
    "a head of the position before": (with_head(HEADS[1], position=4), "head_position"),
    "a head of a later position": (with_head(HEADS[1], position=9), "head_alone"),
    "a head of another past": (with_head(HEADS[1], previous=OTHER), "head_previous"),
    "a head of another link": (with_head(HEADS[1], hash=OTHER), "head_hash"),
    "the first head deleted": (without(HEADS[0], MARKS[0]), "head_number"),
    "a head deleted, its countersignature not": (without(HEADS[0]), "out_of_order"),
    "heads at the end": ([*without(HEADS[1]), HONEST[HEADS[1]]], "out_of_order"),
    "the tail cut, its head not": (without(SEALED[-1], LINKS[-1]), "head_alone"),
    "a countersignature forged": (changed(HONEST, MARKS[0], signature="0" * 128), "signature"),
    "a countersignature of another name": (changed(HONEST, MARKS[0], witness="LAIN"), "signature"),
    "a countersignature of another head": (
        changed(HONEST, MARKS[0], **countersignature(HONEST[HEADS[1]])),
        "countersigned",
    ),
    "a countersignature after a link": (
        [*HONEST[: SEALED[5]], HONEST[MARKS[0]], *HONEST[SEALED[5] :]],
        "out_of_order",
    ),
    "another installation's name": ([opening("lain"), *HONEST[1:]], "chain_broken"),
    "no opening": (HONEST[1:], "out_of_order"),
    "two openings": ([HONEST[0], *HONEST], "out_of_order"),
    "an unknown version": (changed(HONEST, SEALED[4], format="suluh-audit-entry/2"), "unknown_format"),
    "a member missing": (
        [HONEST[0], {k: v for k, v in HONEST[1].items() if k != "role"}, *HONEST[2:]],
        "members",
    ),
    "a member too many": (changed(HONEST, SEALED[4], x="y"), "members"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_every_planted_fault_is_found_and_named(planted: str) -> None:
    documents, code = PLANTED[planted]
    fault = refused(file(documents))
    assert fault.wrong.code == code
    assert all(f"{fault.line}" in sentence for sentence in fault.told())


def test_the_first_bad_entry_is_named() -> None:
    at = SEALED[4]
    fault = refused(file(changed(changed(HONEST, at, who="budi"), SEALED[7], who="budi")))
    assert (fault.entry, fault.position, fault.line) == (HONEST[at]["entry_id"], 5, at + 1)
    stranger = refused(file([*HONEST[: LINKS[4]], entry(7000), *HONEST[LINKS[4] :]]))
    assert (stranger.entry, stranger.line) == (7000, LINKS[4] + 1)


def test_entries_without_links_do_not_fill_the_memory() -> None:
    loose = body([opening(), *(entry(number) for number in range(7000, 7003))])
    fault = refused(loose + b"never read\n")
    assert (fault.wrong.code, fault.entry) == ("slipped_in", 7000)


def test_a_bad_seal_is_named_by_its_position_and_its_entry() -> None:
    fault = refused(file(changed(HONEST, LINKS[4], content=OTHER)))
    assert (fault.position, fault.entry) == (5, HONEST[LINKS[4]]["entry_id"])


def test_one_entry_cannot_be_sealed_twice() -> None:
    chain = Chain()
    for number in (1, 2, 1):
        chain.seal(entry(number))
    assert refused(file([opening(), *chain.documents])).wrong.code == "sealed_twice"


# --- Lines that are not canonical ---------------------------------------------------------------------------

LINE = spelt(entry(5, who="siti/é", object_count=3))
WHO = b'"who":"siti/\xc3\xa9"'
MALFORMED: dict[str, tuple[bytes, str]] = {
    "a space": (LINE.replace(b'"act":', b'"act": '), "not_canonical"),
    "a carriage return": (LINE + b"\r", "not_canonical"),
    "another order": (
        b'{"who":' + LINE.split(b'"who":')[1][:-1] + b"," + LINE[1:].split(b',"who":')[0] + b"}",
        "not_canonical",
    ),
    "a name twice": (LINE.replace(b'{"act":"read"', b'{"act":"read","act":"read"'), "member_twice"),
    "a name twice, the last one honest": (LINE.replace(b'{"act":', b'{"act":"x","act":'), "member_twice"),
    "a fraction": (LINE.replace(b'_count":3', b'_count":3.0'), "kind"),
    "an exponent": (LINE.replace(b'_count":3', b'_count":3e0'), "kind"),
    "a plus": (LINE.replace(b'_count":3', b'_count":+3'), "not_json"),
    "a leading zero": (LINE.replace(b'_count":3', b'_count":03'), "not_json"),
    "a minus zero": (LINE.replace(b'_count":3', b'_count":-0'), "not_canonical"),
    "a number beyond 64 bits": (LINE.replace(b'_count":3', b'_count":9223372036854775808'), "kind"),
    "a number of 5000 digits": (LINE.replace(b'_count":3', b'_count":' + b"9" * 5000), "not_json"),
    "a truth": (LINE.replace(b'_count":3', b'_count":true'), "kind"),
    "NaN": (LINE.replace(b'_count":3', b'_count":NaN'), "not_json"),
    "text where a number is due": (LINE.replace(b'_count":3', b'_count":"3"'), "kind"),
    "a number where text is due": (LINE.replace(WHO, b'"who":7'), "kind"),
    "a number in an array of texts": (LINE.replace(b'["nik"', b"[7"), "kind"),
    "null in an array of texts": (LINE.replace(b'["nik"', b"[null"), "kind"),
    "null where a number is due": (LINE.replace(b'entry_id":5', b'entry_id":null'), "kind"),
    "an object where text is due": (LINE.replace(WHO, b'"who":{}'), "kind"),
    "an escaped letter": (LINE.replace(b"\xc3\xa9", b"\\u00e9"), "not_canonical"),
    "an escaped slash": (LINE.replace(b"siti/", b"siti\\/"), "not_canonical"),
    "a line feed by number": (LINE.replace(b"siti/", b"siti\\u000a"), "not_canonical"),
    "an escape in upper case": (LINE.replace(b"siti/", b"siti\\u001F"), "not_canonical"),
    "a bare tab": (LINE.replace(b"siti/", b"siti\t"), "not_json"),
    "a lone surrogate, escaped": (LINE.replace(b"siti/", b"siti\\ud800"), "surrogate"),
    "a pair of surrogates, escaped": (LINE.replace(b"siti/", b"siti\\ud83c\\udf34"), "not_canonical"),
    "a lone surrogate, as bytes": (LINE.replace(b"siti/", b"siti\xed\xa0\x80"), "not_utf8"),
    "an overlong byte sequence": (LINE.replace(b"siti/", b"siti\xc0\xaf"), "not_utf8"),
    "a cut byte sequence": (LINE.replace(b"\xc3\xa9", b"\xc3"), "not_utf8"),
    "a byte order mark": (b"\xef\xbb\xbf" + LINE, "not_json"),
    "UTF-16": (LINE.decode().encode("utf-16"), "not_utf8"),
    "nothing": (b"", "not_json"),
    "an array": (b"[]", "not_json"),
    "two documents": (LINE + LINE, "not_json"),
    "text after it": (LINE + b" ", "not_canonical"),
    "an open object": (LINE[:-1], "not_json"),
    "a deep array": (LINE.replace(WHO, b'"who":' + b"[" * 100_000 + b"]" * 100_000), "not_json"),
    "an array of no format": (
        LINE.replace(b'"suluh-audit-entry/1"', b'["suluh-audit-entry/1"]'),
        "unknown_format",
    ),
    "a moment without decimals": (LINE.replace(b".004200Z", b"Z"), "kind"),
    "a moment with an offset": (LINE.replace(b".004200Z", b".004200+00:00"), "kind"),
    "a moment of no calendar": (LINE.replace(b"2026-11-22", b"2026-02-30"), "kind"),
}


@pytest.mark.parametrize("planted", MALFORMED)
def test_every_other_spelling_is_refused_and_the_reason_told(planted: str) -> None:
    line, code = MALFORMED[planted]
    assert read(line) is None
    fault = refused(ended(spelt(opening()) + b"\n" + line + b"\n"))
    assert (fault.wrong.code, fault.line) == (code, 2)


def test_hashes_are_spelt_in_lower_case() -> None:
    line = spelt(HONEST[LINKS[0]])
    assert read(line)
    assert (
        read(line.replace(HONEST[LINKS[0]]["hash"].encode(), HONEST[LINKS[0]]["hash"].upper().encode()))
        is None
    )


@given(st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_a_text_has_exactly_one_spelling(text: str) -> None:
    document = entry(5, who=text)
    assert read(spelt(document))
    escaped = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    assert (read(escaped) is not None) == (escaped == spelt(document))


@given(st.integers(-(2**64), 2**64))
@settings(max_examples=200, deadline=None)
def test_numbers_are_of_64_bits(number: int) -> None:
    assert (read(spelt(waiting(number))) is not None) == (-(2**63) <= number < 2**63)


def test_what_is_cut_out_of_a_document_is_one_member() -> None:
    for at in (SEALED[0], LINKS[0], HEADS[0], MARKS[0]):
        document = read(spelt(HONEST[at]))
        assert document
        for member in HONEST[at].keys() - {min(HONEST[at])}:
            left = {name: value for name, value in HONEST[at].items() if name != member}
            assert document.without(member) == spelt(left)


# --- The end of the file ------------------------------------------------------------------------------------

CONTENT = body(HONEST)
ENDS: dict[str, tuple[bytes, str]] = {
    "an empty file": (b"", "no_end"),
    "no end line": (CONTENT, "no_end"),
    "a cut last line": (EXPORT[:-1], "unfinished"),
    "half a last line": (EXPORT[:-40], "unfinished"),
    "too many lines counted": (ended(CONTENT, lines=len(HONEST) + 1), "line_count"),
    "too few lines counted": (ended(CONTENT, lines=0), "line_count"),
    "another digest": (ended(CONTENT, digest=OTHER), "file_digest"),
    "data after the end": (EXPORT + b"\n", "trailing"),
    "an entry after the end": (EXPORT + spelt(entry(7000)) + b"\n", "trailing"),
    "two end lines": (ended(EXPORT), "trailing"),
    "an end line at the beginning": (ended(b""), "out_of_order"),
    "an end line too early": (file(HONEST[: LINKS[4]]), "slipped_in"),
}


@pytest.mark.parametrize("planted", ENDS)
def test_the_end_line_ends_the_file_and_fits_it(planted: str) -> None:
    export, code = ENDS[planted]
    assert refused(export).wrong.code == code


def test_a_file_without_line_ends_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.witness.lines.LONGEST", 1000)
    assert refused(b"{" * 5000).wrong.code == "too_long"


# --- Against heads that others kept -------------------------------------------------------------------------


def stolen(at: int) -> Documents:
    """One entry changed and the history made anew with the installation's own key: sound in itself."""
    return rechained(changed(HONEST, SEALED[at], who="budi"))


def test_a_rewritten_history_is_sound_in_itself_but_not_against_kept_heads(keep: Callable[..., Kept]) -> None:
    assert is_accepted(file(stolen(5)))
    fault = refused(file(stolen(5)), keep(heads(HONEST)))
    assert (fault.wrong.code, fault.position, fault.values["agreed"]) == ("rewritten", 8, 4)
    assert judged(file(stolen(5)), keep(heads(HONEST, 1))).agreed == 4, "head 1 was signed before the change"


def test_a_rewritten_history_without_heads_is_measured_by_its_links(keep: Callable[..., Kept]) -> None:
    headless = [document for at, document in enumerate(stolen(5)) if at not in of_format(stolen(5), "head")]
    assert is_accepted(file(headless))
    fault = refused(file(headless), keep(heads(HONEST)))
    assert (fault.wrong.code, fault.position) == ("rewritten", 8)


def test_the_same_links_under_another_head_are_a_fork(keep: Callable[..., Kept]) -> None:
    other = with_head(HEADS[-1], at=HONEST[0]["at"])
    other = [document for at, document in enumerate(other) if at not in MARKS]
    assert is_accepted(file(other))
    fault = refused(file(other), keep(heads(HONEST)))
    assert (fault.wrong.code, fault.values["number"]) == ("rewritten", 3)


@pytest.mark.parametrize("length", [HEADS[0] + 2, HEADS[1] + 1, SEALED[-1], HEADS[-1]])
def test_a_cut_tail_is_sound_in_itself_but_not_against_kept_heads(
    length: int, keep: Callable[..., Kept]
) -> None:
    cut = file(HONEST[:length])
    assert is_accepted(cut)
    assert refused(cut, keep(heads(HONEST))).wrong.code == "tail_cut"


def test_two_kept_heads_of_one_number_or_position_prove_a_fork(keep: Callable[..., Kept]) -> None:
    for other in (heads(stolen(5), 3), heads(with_head(HEADS[-1], number=4), 4)):
        with pytest.raises(Fault) as caught:
            keep(heads(HONEST), other)
        assert caught.value.wrong.code == "two_histories"
        assert "heads-0.ndjson:" in caught.value.told()[1]


def test_kept_heads_follow_each_other(keep: Callable[..., Kept]) -> None:
    with pytest.raises(Fault) as caught:
        keep(heads(HONEST, 1), heads(rechained(changed(HONEST, SEALED[1], who="budi")), 2))
    assert caught.value.wrong.code == "head_previous"


KEPT_PLANTED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "no_heads"),
    "a cut line": (heads(HONEST)[:-1], "unfinished"),
    "something else": (heads(HONEST) + spelt(entry(1)) + b"\n", "out_of_order"),
    "heads in descending order": (heads(HONEST, 2) + heads(HONEST, 1), "out_of_order"),
    "a head doubled": (heads(HONEST, 3) * 2, "out_of_order"),
    "a countersignature without a head": (body([HONEST[MARKS[0]]]), "out_of_order"),
    "a countersignature of another head": (heads(HONEST, 3) + body([HONEST[MARKS[0]]]), "countersigned"),
    "a forged countersignature": (heads(changed(HONEST, MARKS[0], signature="0" * 128)), "signature"),
    "a forged head": (heads(changed(HONEST, HEADS[0], at=HONEST[0]["at"])), "signature"),
    "an unknown key": (
        heads(changed(HONEST, HEADS[0], **signed(HONEST[HEADS[0]], STRANGER)), 1),
        "unknown_key",
    ),
    "two installations": (heads(HONEST, 1) + heads(honest(installation="lain"), 2), "installation"),
}


@pytest.mark.parametrize("planted", KEPT_PLANTED)
def test_a_kept_file_must_be_sound_itself(planted: str, keep: Callable[..., Kept]) -> None:
    content, code = KEPT_PLANTED[planted]
    with pytest.raises(Fault) as caught:
        keep(content)
    assert caught.value.wrong.code == code


def test_kept_heads_of_another_installation_are_no_measure(keep: Callable[..., Kept]) -> None:
    assert refused(EXPORT, keep(heads(honest(installation="lain")))).wrong.code == "installation"


@given(at=st.integers(0, len(heads(HONEST)) - 1), byte=st.integers(0, 255))
@settings(max_examples=300, deadline=None)
def test_no_changed_byte_of_a_kept_file_is_accepted(
    at: int, byte: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = heads(HONEST)
    altered = content[:at] + bytes([byte]) + content[at + 1 :]
    path = tmp_path_factory.getbasetemp() / "altered"
    path.write_bytes(altered)
    try:
        judged(EXPORT, read_kept([path], KEYS))
    except Fault:
        assert altered != content
    else:
        assert altered == content


# --- Keys ---------------------------------------------------------------------------------------------------


def test_a_history_of_another_key_is_refused_where_a_key_is_given(keep: Callable[..., Kept]) -> None:
    forged = file(rechained(HONEST, STRANGER))
    assert refused(forged).wrong.code == "unknown_key"
    assert refused(forged, keep(heads(HONEST)), frozenset()).wrong.code != "", (
        "the kept heads' key is trusted"
    )
    assert judged(forged, keys=frozenset()).trusts_first, "where nothing is given, this is only said"


def test_the_first_heads_key_binds_the_heads_after_it() -> None:
    other = changed(HONEST, HEADS[1], **signed(HONEST[HEADS[1]], STRANGER))
    assert refused(file(other), keys=frozenset()).wrong.code == "unknown_key"


def test_an_installation_may_change_its_key() -> None:
    other = changed(HONEST, HEADS[-1], **signed(HONEST[HEADS[-1]], STRANGER))
    other = [document for at, document in enumerate(other) if at not in MARKS]
    assert judged(file(other), keys=KEYS | {public(STRANGER)}).heads == 3


def test_keys_are_read_in_hexadecimal_and_as_pem(tmp_path: Path) -> None:
    plain, pem = tmp_path / "plain", tmp_path / "pem"
    plain.write_text(f"{public(SIGNER)}\n{public(STRANGER)}\n")
    pem.write_bytes(WITNESS.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert read_keys([Path(public(WITNESS))]) == {public(WITNESS)}
    assert read_keys([plain, pem]) == {public(key) for key in (SIGNER, STRANGER, WITNESS)}


OTHER_KIND = X25519PrivateKey.from_private_bytes(bytes(32)).public_key()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n",
        "AB" * 32,
        "ab" * 31,
        "-----BEGIN PUBLIC KEY-----\n",
        OTHER_KIND.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    ],
)
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(Fault) as caught:
        read_keys([tmp_path / "key"])
    assert caught.value.wrong.code == "no_key"


# --- The program --------------------------------------------------------------------------------------------


def test_the_program_says_in_one_sentence_whether_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, kept, key = (tmp_path / name for name in ("export.ndjson", "heads", "key"))
    key.write_text(public(SIGNER))
    kept.write_bytes(heads(HONEST))
    export.write_bytes(EXPORT)
    arguments = [str(export), "--heads", str(kept), "--key", str(key)]
    assert main(arguments) == 0
    in_id, in_en = capsys.readouterr().out.splitlines()
    assert in_id.startswith("SAH: 12 entri tersegel")
    assert in_en.endswith("it agrees with 3 kept heads up to position 12.")
    export.write_bytes(file(changed(HONEST, SEALED[4], who="budi")))
    assert main(arguments) == 1
    in_id, in_en = capsys.readouterr().out.splitlines()
    assert in_id.startswith("TIDAK SAH: export.ndjson, baris 12, posisi 5, entri 14: ")
    assert (
        in_en
        == "NOT SOUND: export.ndjson, line 12, position 5, entry 14: this entry was changed after its sealing."
    )


def test_a_file_that_cannot_be_read_is_not_sound() -> None:
    with pytest.raises(SystemExit) as left:
        main(["/nonexistent/export"])
    assert left.value.code == 2


def test_no_value_of_the_file_reaches_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "export"
    export.write_bytes(file(changed(HONEST, SEALED[4], who="\x9b31m3201010101900001")))
    assert main([str(export)]) == 1
    assert "3201010101900001" not in capsys.readouterr().out


def test_the_folder_runs_alone_and_imports_nothing_of_the_project(tmp_path: Path) -> None:
    folder = Path(witness.__file__).parent
    shutil.copytree(folder, tmp_path / "witness", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "witness", EXAMPLE]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    imported = {
        "." if isinstance(node, ast.ImportFrom) and node.level == 1 else name.partition(".")[0]
        for module in folder.glob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        )
    }
    assert imported - {".", "cryptography"} <= sys.stdlib_module_names


def test_every_form_is_declared_and_every_member_can_be_missed() -> None:
    assert len({form.name for form in FORMS}) == 7
    samples: dict[str, dict[str, Any]] = {document["format"]: document for document in HONEST}
    for form in FORMS[:-1]:
        sample = samples[form.name]
        for member in sample:
            assert read(spelt({name: value for name, value in sample.items() if name != member})) is None
