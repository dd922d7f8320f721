"""Setting a dossier as PDF with typst and the fonts that it brings: no network, equal input gives equal bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import typst

from protection.actions.briefs.paper import pages

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is mistaken for a digit."""


@dataclass(frozen=True)
class Paper:
    """A PDF, the code on each of its pages, and how many pages it has."""

    content: bytes
    code: str
    pages: int

    @property
    def sha256(self) -> str:
        """SHA-256 of the file's bytes, hexadecimal."""
        return sha256(self.content).hexdigest()


def set_paper(told: Mapping[str, Any]) -> Paper:
    """The PDF of everything that a dossier says; the code is drawn from all of it."""
    code = code_of(told)
    data = json.dumps({**told, "code": code}, ensure_ascii=False, sort_keys=True)
    made: bytes = typst.compile(
        _template(), sys_inputs={"data": data}, ignore_system_fonts=True, font_paths=[]
    )
    return Paper(made, code, pages(made))


def code_of(told: Mapping[str, Any]) -> str:
    """The verification code of a dossier's content: 100 bits of its SHA-256 in four groups of five."""
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    number = int.from_bytes(sha256(b"suluh dossier\x1f" + canonical).digest()[:13], "big") >> 4
    letters = "".join(_LETTERS[(number >> 5 * place) & 31] for place in range(20))
    return "-".join(letters[at : at + 5] for at in range(0, 20, 5))


def read_code(typed: str) -> str:
    """A code as somebody typed it from paper: any case and blanks, O for 0, I and L for 1."""
    plain = "".join(each for each in typed.upper() if each.isalnum()).translate(str.maketrans("OIL", "011"))
    return "-".join(plain[at : at + 5] for at in range(0, len(plain), 5))


@cache
def _template() -> bytes:
    return (files("protection.dossier") / "templates" / "dossier.typ").read_bytes()
