"""Words that tell something: a reason, what was said, what was done."""

from __future__ import annotations

from records.errors import InputRefused

SHORTEST, LONGEST = 15, 4000
"""Characters; a word of habit is no reason."""


def checked(words: str, what_id: str, what_en: str) -> str:
    """The words, long enough to say something. Raises InputRefused."""
    said = words.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise InputRefused(
            f"Tuliskan {what_id}, {SHORTEST} sampai {LONGEST} huruf.",
            f"Write {what_en}, in {SHORTEST} to {LONGEST} characters.",
        )
    return said
