"""What is refused to those who work on alerts."""

from __future__ import annotations

from typing import ClassVar

from records.errors import NotFound, Stale, SuluhError


class Claimed(SuluhError):
    """Somebody else works on it."""

    code: ClassVar[str] = "claimed"
    status: ClassVar[int] = 409


class NotYours(SuluhError):
    """Another person has to do this: who judged first does not judge second."""

    code: ClassVar[str] = "another_person_needed"
    status: ClassVar[int] = 409


class ChangedSince(Stale):
    """The piece of work was changed since it was read; ``fields`` names what is different now."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        named = ", ".join(fields)
        super().__init__(
            f"Pekerjaan ini sudah berubah sejak Anda membukanya ({named}). Muat ulang, lalu simpan lagi.",
            f"This was changed since you opened it ({named}). Load it again, then save.",
        )
        self.fields = fields


def no_such_work() -> NotFound:
    """For what does not exist, or not for the one who asks."""
    return NotFound("Pekerjaan itu tidak ditemukan.", "There is no such piece of work.")


def claimed(owner: str) -> Claimed:
    """Names the account that works on it."""
    return Claimed(f"Sedang ditangani oleh {owner}.", f"{owner} is working on it.")
