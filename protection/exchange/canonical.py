"""The one byte form of what bundles hold: what is hashed, signed and sealed.

A subset of RFC 8785 (JSON Canonicalization Scheme): strings, whole numbers, true, false, null, arrays and objects. Days
and instants are strings in ISO 8601; a fraction is a string too, since two programs may write a float differently.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records import canonical as form

_LARGEST = 2**53 - 1


def canonical(document: Mapping[str, Any]) -> bytes:
    """UTF-8, members in order, no space. Raises ValueError where a value has no such form."""
    _look(document, 0)
    return form.canonical(document)


def parse(raw: bytes) -> dict[str, Any]:
    """The document of exactly these bytes. Raises ValueError for anything that ``canonical`` would not have written."""
    document = form.parse(raw)
    _look(document, 0)
    return document


def _look(value: object, depth: int) -> None:
    if depth > 32:
        raise ValueError("nested too deep")
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise ValueError("a member's name is no text")
        for each in value.values():
            _look(each, depth + 1)
    elif isinstance(value, list | tuple):
        for each in value:
            _look(each, depth + 1)
    elif isinstance(value, bool) or value is None or isinstance(value, str):
        return
    elif not isinstance(value, int) or abs(value) > _LARGEST:
        raise ValueError(f"no form for {type(value).__name__}")
