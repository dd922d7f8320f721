"""Why a line is not a canonical document: only asked of a line that :func:`.forms.read` refused."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from .faults import (
    KIND,
    MEMBERS,
    NOT_CANONICAL,
    NOT_JSON,
    NOT_UTF8,
    SURROGATE,
    TWICE,
    UNKNOWN_FORMAT,
    Wrong,
)
from .forms import FORMS, Kind


class _Twice(Exception):
    """A member's name occurs twice."""


def why_not(body: bytes) -> tuple[Wrong, str]:
    """Return what is wrong with a refused line, and the name of the member that it concerns or ''."""
    found = _parse(body)
    if isinstance(found, Wrong):
        return found, ""
    form = next((form for form in FORMS if form.name == found.get("format")), None)
    if form is None:
        return UNKNOWN_FORMAT, ""
    if found.keys() - {"format"} != form.members.keys():
        return MEMBERS, ""
    for member, kind in form.members.items():
        wrong = _wrong_value(kind, found[member])
        if wrong:
            return wrong, member
    return NOT_CANONICAL, ""


def _parse(body: bytes) -> dict[str, Any] | Wrong:
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_refuse)
    except UnicodeDecodeError:
        return NOT_UTF8
    except _Twice:
        return TWICE
    except (ValueError, RecursionError):
        return NOT_JSON
    return found if isinstance(found, dict) else NOT_JSON


def _wrong_value(kind: Kind, value: object) -> Wrong | None:
    try:
        spelt = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        return SURROGATE
    except RecursionError:
        return KIND
    return None if kind.matches(spelt) else KIND


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
