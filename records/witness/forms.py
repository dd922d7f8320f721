"""The documents of the audit, each form declared as a grammar over bytes: what matches is canonical.

No JSON parser stands between a line and its hash. A form's members in ascending order, with the only spelling
that each kind has, make one regular expression, so white space, another order, a name twice, another escape or
a value of another kind simply do not match. :mod:`.reasons` tells afterwards why a line did not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

LEAST, GREATEST = -(2**63), 2**63 - 1

_CHARACTERS = rb"(?:[^\"\\\x00-\x1f]++|\\[\"\\bfnrt]|\\u00(?:0[0-7bef]|1[0-9a-f]))*+"


@dataclass(frozen=True)
class Kind:
    """A kind of value: its only spelling, and what a regular expression cannot tell of it."""

    spelling: bytes
    check: Callable[[bytes], bool] | None = None

    def matches(self, spelt: bytes) -> bool:
        """Tell whether this is the spelling of a value of this kind."""
        return bool(re.fullmatch(self.spelling, spelt)) and (self.check is None or self.check(spelt))


def _is_in_64_bits(spelt: bytes) -> bool:
    return LEAST <= int(spelt) <= GREATEST


def _is_in_the_calendar(spelt: bytes) -> bool:
    try:
        return bool(datetime.fromisoformat(spelt[1:-1].decode("ascii")))
    except ValueError:
        return False


TEXT = Kind(b'"' + _CHARACTERS + b'"')
TEXTS = Kind(rb"\[(?:" + TEXT.spelling + b"(?:," + TEXT.spelling + rb")*+)?\]")
NUMBER = Kind(rb"(?:0|-?[1-9][0-9]{0,18})", _is_in_64_bits)
MOMENT = Kind(rb'"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"', _is_in_the_calendar)
HASH = Kind(rb'"[0-9a-f]{64}"')
SIGNATURE = Kind(rb'"[0-9a-f]{128}"')


@dataclass(frozen=True, eq=False)
class Form:
    """A format and version, with the kinds of its members besides ``format``."""

    name: str
    members: dict[str, Kind]
    pattern: re.Pattern[bytes] = field(init=False, repr=False)
    checks: tuple[tuple[str, Callable[[bytes], bool]], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        kinds = {**self.members, "format": Kind(b'"' + re.escape(self.name.encode()) + b'"')}
        spelt = [f'"{name}":(?P<{name}>'.encode() + kinds[name].spelling + b")" for name in sorted(kinds)]
        object.__setattr__(self, "pattern", re.compile(rb"\{" + b",".join(spelt) + rb"\}"))
        checks = tuple((name, kind.check) for name, kind in kinds.items() if kind.check)
        object.__setattr__(self, "checks", checks)


ENTRY = Form(
    "suluh-audit-entry/1",
    {
        "act": TEXT,
        "at": MOMENT,
        "entry_id": NUMBER,
        "fields": TEXTS,
        "login": TEXT,
        "object_count": NUMBER,
        "object_kind": TEXT,
        "object_refs": TEXTS,
        "purpose": TEXT,
        "role": TEXT,
        "who": TEXT,
    },
)
LINK = Form(
    "suluh-audit-link/1",
    {
        "content": HASH,
        "entry_id": NUMBER,
        "hash": HASH,
        "position": NUMBER,
        "previous": HASH,
        "sealed_at": MOMENT,
    },
)
HEAD = Form(
    "suluh-audit-head/1",
    {
        "at": MOMENT,
        "hash": HASH,
        "installation": TEXT,
        "key": HASH,
        "number": NUMBER,
        "position": NUMBER,
        "previous": HASH,
        "signature": SIGNATURE,
    },
)
COUNTERSIGNATURE = Form(
    "suluh-audit-countersignature/1",
    {"at": MOMENT, "head": HASH, "key": HASH, "number": NUMBER, "signature": SIGNATURE, "witness": TEXT},
)
EXPORT = Form("suluh-audit-export/1", {"at": MOMENT, "installation": TEXT})
WAITING = Form("suluh-audit-waiting/1", {"entry_id": NUMBER})
END = Form("suluh-audit-end/1", {"digest": HASH, "lines": NUMBER})

FORMS = (ENTRY, LINK, HEAD, COUNTERSIGNATURE, EXPORT, WAITING, END)

_BY_NAME = {form.name.encode(): form for form in FORMS}
# Inside a string every quotation mark has a backslash before it, so no value can spell this.
_FORMAT = re.compile(rb'"format":"([^"\\]{1,64})"')


class Document:
    """One canonical line. Values are read from its bytes only when they are needed."""

    __slots__ = ("_values", "body", "form")

    def __init__(self, form: Form, body: bytes, values: re.Match[bytes]) -> None:
        self.form, self.body, self._values = form, body, values

    def number(self, member: str) -> int:
        """Return a whole number."""
        return int(self._values[member])

    def value(self, member: str) -> bytes:
        """Return the value as it is spelt, quotation marks too; equal values are spelt alike."""
        return self._values[member]

    def text(self, member: str) -> str:
        """Return hexadecimal digits or a moment without their quotation marks."""
        return self._values[member][1:-1].decode("ascii")

    def without(self, member: str) -> bytes:
        """Return the canonical form of the document without that member, which is not its first."""
        start, end = self._values.span(member)
        return self.body[: start - len(member) - 4] + self.body[end:]

    def digest(self, without: str = "") -> str:
        """Return H(document), or H(document - member)."""
        return sha256(self.without(without) if without else self.body).hexdigest()


def genesis(installation: bytes) -> str:
    """Return the genesis hash of an installation whose name is spelt so."""
    return sha256(b'{"format":"suluh-audit-genesis/1","installation":' + installation + b"}").hexdigest()


def read(body: bytes) -> Document | None:
    """Return the document that this line is, without its line end; None where it is not a canonical one."""
    named = _FORMAT.search(body)
    form = _BY_NAME.get(named[1]) if named else None
    values = form.pattern.fullmatch(body) if form else None
    if form is None or values is None or not _is_utf8(body):
        return None
    if not all(check(values[member]) for member, check in form.checks):
        return None
    return Document(form, body, values)


def _is_utf8(body: bytes) -> bool:
    try:
        return body.isascii() or bool(body.decode("utf-8"))
    except UnicodeDecodeError:
        return False
