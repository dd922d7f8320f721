"""Names and numbers that stand in what a person told are covered before handlers read it.

What identifies the person comes in sections of its own and goes into custody; where the same words stand in the
others (a chronology, a note), a mark takes their place. What was covered is not lost: it is what custody holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

IDENTIFYING = ("identity", "safe_contact", "family")
"""Sections that custody holds."""
MARK = "▮▮▮"
_NAMED = {
    "identity": ("name", "nik", "passport", "address"),
    "safe_contact": ("to",),
    "family": ("members", "contact"),
}
_SHORTEST_NAME, _SHORTEST_NUMBER = 4, 6
_SPACES = r"[\s.\-]*"


def cover(sections: Mapping[str, Any]) -> dict[str, Any]:
    """The sections that handlers read, without what the identifying ones name."""
    pattern = _pattern(sections)
    return {
        name: _covered(content, pattern) if pattern else content
        for name, content in sections.items()
        if name not in IDENTIFYING
    }


def _pattern(sections: Mapping[str, Any]) -> re.Pattern[str] | None:
    words = sorted(set(_words(sections)), key=lambda each: (-len(each), each))
    return re.compile("|".join(words), re.IGNORECASE) if words else None


def _words(sections: Mapping[str, Any]) -> Iterator[str]:
    for section, fields in _NAMED.items():
        for field in fields:
            value = (sections.get(section) or {}).get(field) or ""
            for text in value if isinstance(value, list) else [str(value)]:
                yield from _spellings(text, whole=field == "address")


def _spellings(text: str, *, whole: bool) -> Iterator[str]:
    """How a value may stand in running text: as it is, its longer words, its digits however they are grouped."""
    if len(text.strip()) >= _SHORTEST_NAME:
        yield rf"(?<!\w){re.escape(text.strip())}(?!\w)"
    digits = re.sub(r"\D", "", text)
    if len(digits) >= _SHORTEST_NUMBER:
        yield _SPACES.join(digits)
        national = digits.removeprefix("62").removeprefix("0")
        if len(national) >= _SHORTEST_NUMBER:
            yield rf"(?:\+?62|0)?{_SPACES}" + _SPACES.join(national)
    if not whole:
        for word in re.findall(r"[^\W\d_]+", text):
            if len(word) >= _SHORTEST_NAME:
                yield rf"(?<!\w){re.escape(word)}(?!\w)"


def _covered(content: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(content, str):
        return pattern.sub(MARK, content)
    if isinstance(content, Mapping):
        return {key: _covered(value, pattern) for key, value in content.items()}
    if isinstance(content, list):
        return [_covered(each, pattern) for each in content]
    return content
