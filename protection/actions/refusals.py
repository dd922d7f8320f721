"""What is refused to those who act."""

from __future__ import annotations

from typing import ClassVar

from records.errors import NotFound, SuluhError


class NotTheirs(SuluhError):
    """Neither the owner of the action nor the head of the secretariat."""

    code: ClassVar[str] = "not_yours"
    status: ClassVar[int] = 403


class LetterNeeded(SuluhError):
    """It touches a person or a place, and nobody was assigned to it in writing."""

    code: ClassVar[str] = "letter_needed"
    status: ClassVar[int] = 409


class NumbersUnchecked(SuluhError):
    """Before any call one looks at who else uses the number: it may be the recruiter's."""

    code: ClassVar[str] = "numbers_unchecked"
    status: ClassVar[int] = 409


def no_such_action() -> NotFound:
    """For what does not exist, or not for the one who asks."""
    return NotFound("Tindakan itu tidak ditemukan.", "There is no such action.")
