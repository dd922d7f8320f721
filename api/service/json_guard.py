"""JSON that every reader understands alike (RFC 8259, and RFC 7493 where that leaves room)."""

from __future__ import annotations

import json
import re
from typing import NoReturn

DEEPEST = 32
LONGEST_NUMBER = 40

# Possessive, and an open string reaches to the end: the time is linear in whatever bytes come.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.?[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_BRACKETS = re.compile(rb"[\[{\]}]")


class _Refused(ValueError):
    """Carries the reason in both languages."""


def refuse_json(content: bytes) -> tuple[str, str] | None:
    """Why the bytes are not accepted as JSON, in Indonesian and English; None where they are.

    Refused are: depth beyond 32, a name twice in one object, NaN and Infinity, numbers longer than 40 signs, text
    that PostgreSQL cannot hold (NUL, lone surrogates), bytes that are not UTF-8. An empty body is not JSON's matter.
    """
    if not content.strip():
        return None
    if _depth(content) > DEEPEST:
        return "JSON terlalu dalam.", "The JSON is nested too deeply."
    try:
        json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_names,
            parse_constant=_no_constant,
            parse_int=_number,
            parse_float=_number,
        )
    except _Refused as refusal:
        return refusal.args
    except (ValueError, RecursionError):
        return "Isi bukan JSON yang sah.", "The body is not valid JSON."
    return _text(content)


def _depth(content: bytes) -> int:
    """The deepest nesting, without parsing and whatever stands in strings."""
    deepest = now = 0
    for bracket in _BRACKETS.findall(_STRING.sub(b"", content)):
        now += 1 if bracket in b"[{" else -1
        deepest = max(deepest, now)
    return deepest


def _names(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _Refused("Nama tertulis dua kali dalam satu objek.", "A name stands twice in one object.")


def _no_constant(_: str) -> NoReturn:
    raise _Refused("NaN dan Infinity bukan JSON.", "NaN and Infinity are not JSON.")


def _number(digits: str) -> None:
    if len(digits) > LONGEST_NUMBER:
        raise _Refused("Angka terlalu panjang.", "A number is too long.")


def _text(content: bytes) -> tuple[str, str] | None:
    """Whether escapes hide what no text may hold; valid JSON has no raw control characters."""
    if b"\\u" not in content:
        return None
    for string in _STRING.findall(content):
        text = json.loads(string)
        if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            return "Teks memuat karakter yang tidak sah.", "The text holds invalid characters."
    return None
