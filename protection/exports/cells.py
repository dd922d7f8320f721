"""Text as a spreadsheet may hold it: never a formula, and read back exactly as it was.

CSV. A spreadsheet takes a cell for a formula by its first character, and it may see a cell's beginning where we
see its middle: an Indonesian Excel splits at semicolons, others at tabs, and a stray quotation mark or line
break starts a cell too. So an apostrophe is put before every risky character that stands at such a beginning,
and before every apostrophe that stands there itself; reading takes one apostrophe away at each beginning.
Nothing is lost and nothing is doubtful: ``unescape(escape(text)) == text`` for every text.
A TAB as the mark would be risky itself (CVE-2021-41270); an apostrophe is not.

XLSX. Cells are typed, so ``=`` needs no mark there; only what XML cannot carry is written as ``_xHHHH_``
(ECMA-376 part 1, 22.9.2.19), which Excel reads back.
"""

from __future__ import annotations

import re
import unicodedata

MARK = "'"
RISKY = frozenset("=+-@\t\r\n\N{MINUS SIGN}")
"""Characters that begin a formula, and those by which one hides (OWASP); full-width forms count as these."""
BEGINS_ANEW = frozenset(',;|\t\r\n"')
"""After one of these a reader with other settings than ours may see a new cell."""

_XML_CANNOT = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")


def escape(text: str) -> str:
    """A text that no spreadsheet takes for a formula, wherever it splits the line."""
    told, begins = [], True
    for character in text:
        if begins and (character == MARK or _risky(character)):
            told.append(MARK)
        told.append(character)
        begins = _begins_after(character, begins)
    return "".join(told)


def unescape(told: str) -> str:
    """The text that ``escape`` was given."""
    text, begins, characters = [], True, iter(told)
    for each in characters:
        character = next(characters, "") if begins and each == MARK else each
        text.append(character)
        begins = _begins_after(character, begins)
    return "".join(text)


def formulas(told: str) -> bool:
    """Whether any reader could see a formula begin somewhere in this text."""
    begins = True
    for character in told:
        if begins and _risky(character) and character not in BEGINS_ANEW:
            return True
        begins = _begins_after(character, begins)
    return False


def escape_xml(text: str) -> str:
    """A text that XML carries unchanged."""
    return _XML_CANNOT.sub(
        lambda found: (
            f"_x005F_{found.group()[1:]}" if len(found.group()) > 1 else f"_x{ord(found.group()):04X}_"
        ),
        text,
    )


def _risky(character: str) -> bool:
    # Full-width, small and other compatibility forms of = + - @ are folded by some readers before they look.
    return character in RISKY or unicodedata.normalize("NFKC", character)[:1] in RISKY


def _begins_after(character: str, begins: bool) -> bool:
    """Whether a cell may begin after this character; blanks at a beginning do not end it."""
    blank = character.isspace() or unicodedata.category(character) in ("Cf", "Cc") if character else False
    return character in BEGINS_ANEW or (begins and blank)
