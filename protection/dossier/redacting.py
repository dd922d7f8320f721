"""Redaction that removes: what is taken out is gone before a page is set, and nothing lies under a black box.

Numbers by which a person is found (NIK, telephone, passport, e-mail) never stay in free words; beside them whoever
makes the dossier names words and rows to take out. Everything is replaced by ``REMOVED`` and counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from protection.dossier.words import REMOVED
from records.errors import InputRefused

SHORTEST, MOST_WORDS, LONGEST = 3, 50, 100
_NUMBERS = re.compile(
    r"(?<![\w:])(?:\d[ .-]?){15}\d(?!\w)"  # NIK
    r"|(?<![\w:])(?:\+?62|0)8\d(?:[ .-]?\d){6,11}(?!\w)"  # mobile telephone
    r"|(?<![\w:])[A-Z]{1,2}\d{6,7}(?!\w)"  # passport
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"
)


@dataclass
class Redaction:
    """Words to take out wherever they stand, in any case and with any blanks; counts what it removed."""

    words: tuple[str, ...] = ()
    count: int = 0
    _sought: re.Pattern[str] | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        asked = sorted({" ".join(word.split()) for word in self.words if word.strip()}, key=len, reverse=True)
        if len(asked) > MOST_WORDS or any(not SHORTEST <= len(word) <= LONGEST for word in asked):
            raise InputRefused(
                f"Kata yang dihapus: paling banyak {MOST_WORDS}, masing-masing {SHORTEST} sampai {LONGEST} huruf.",
                f"Words to remove: at most {MOST_WORDS}, of {SHORTEST} to {LONGEST} letters each.",
            )
        spelt = (r"\s+".join(re.escape(part) for part in word.split()) for word in asked)
        self._sought = re.compile("|".join(spelt), re.IGNORECASE) if asked else None

    def text(self, told: str) -> str:
        """A text without the words; markers stand in their place."""
        return told if self._sought is None else self._sought.sub(self._gone, told)

    def free(self, told: str) -> str:
        """Free words: also without numbers by which a person is found."""
        return self.text(_NUMBERS.sub(self._gone, told))

    def everything(self, content: Any) -> Any:
        """The same of everything in a structure of mappings, sequences and texts."""
        if isinstance(content, str):
            return self.text(content)
        if isinstance(content, Mapping):
            return {name: self.everything(each) for name, each in content.items()}
        if isinstance(content, Sequence):
            return [self.everything(each) for each in content]
        return content

    def _gone(self, _found: re.Match[str]) -> str:
        self.count += 1
        return REMOVED
