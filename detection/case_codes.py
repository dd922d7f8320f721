"""Short codes that stand for people on screens and on paper; PostgreSQL tells who it is to those who may know."""

from __future__ import annotations

from hashlib import blake2b

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter or digit that is mistaken for another when a code is read aloud."""


def case_code(person_id: str) -> str:
    """A short code for a person, the same wherever this person appears: ``K-7F3KQ``."""
    number = int.from_bytes(blake2b(person_id.encode(), digest_size=8).digest(), "big")
    letters = []
    for _ in range(5):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "K-" + "".join(letters)
