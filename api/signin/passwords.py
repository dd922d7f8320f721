"""Passwords: argon2id, and what makes one too easy (NIST SP 800-63B 5.1.1.2; OWASP ASVS 5.0, 6.2)."""

from __future__ import annotations

import re
import secrets
from importlib.resources import files
from threading import BoundedSemaphore

from pwdlib.hashers.argon2 import Argon2Hasher

from records.errors import InputRefused

SHORTEST = 12
LONGEST = 256
AT_ONCE = 4
"""Each hash takes 64 MiB of memory: many sign-ins at once wait, they do not fill it."""

COMMON: tuple[str, ...] = tuple(
    sorted(
        files(__package__).joinpath("common_words.txt").read_text("utf-8").split(),
        key=lambda word: -len(word),
    )
)
"""What passwords are most often made of, longest first."""

_LEFT = 4
_LOOKALIKES = str.maketrans("01345789@$!", "oieastbgasi")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


class Hasher:
    """Hashes and verifies passwords; the defaults are RFC 9106's second choice: 64 MiB, 3 passes, 4 lanes."""

    def __init__(self, memory_kib: int = 65_536, passes: int = 3, lanes: int = 4) -> None:
        self._hasher = Argon2Hasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._turns = BoundedSemaphore(AT_ONCE)
        self._nobodys = self.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        """The argon2id hash to keep."""
        with self._turns:
            return self._hasher.hash(_bytes(password))

    def verify(self, password: str, hashed: str | None) -> bool:
        """Whether the password is right. Without a hash the same work is done, and the answer is no."""
        with self._turns:
            right = self._hasher.verify(_bytes(password), hashed or self._nobodys)
        return right and hashed is not None

    def outdated(self, hashed: str) -> bool:
        """Whether the hash was made with other parameters than these."""
        return self._hasher.check_needs_rehash(hashed)


def check(password: str, own: tuple[str, ...]) -> None:
    """Raise InputRefused for a password that is too short, too long, or easy to guess.

    ``own`` are words that the person would be expected to use: login, name, institution. No letters, digits
    or signs are demanded. What is left after common and own words, digits and repetitions are taken away must
    be at least four letters, so that ``Suluh-2026-Satgas!`` or a NIK is refused and four random words are not.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputRefused(
            f"Kata sandi terdiri dari {SHORTEST} sampai {LONGEST} karakter.",
            f"A password has {SHORTEST} to {LONGEST} characters.",
        )
    if any(_left(form, own) < _LEFT for form in (password, password.translate(_LOOKALIKES))):
        raise InputRefused(
            "Kata sandi ini mudah ditebak. Pakailah beberapa kata yang tidak berhubungan.",
            "This password is easy to guess. Use several words that have nothing to do with each other.",
        )


def _left(password: str, own: tuple[str, ...]) -> int:
    """How many different letters are left when everything easy is taken away."""
    rest = password.casefold()
    words = (piece for text in own for piece in _NOT_LETTERS.split(text.casefold()) if len(piece) > 2)
    for word in (*words, *COMMON):
        rest = rest.replace(word, " ")
    return len(set(_NOT_LETTERS.sub("", rest)))


def _bytes(password: str) -> bytes:
    return password[: LONGEST + 1].encode("utf-8", "surrogatepass")
