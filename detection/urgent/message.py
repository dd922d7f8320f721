"""What a message says: that there is something, and a number. Nothing of whom, what or where."""

from __future__ import annotations

SUBJECT = "Suluh"
TEXT = "Ada hal mendesak di Suluh. Silakan masuk. / Something urgent in Suluh. Please sign in. ({number})"


def message(number: str) -> str:
    """The text of a message; the number is opaque, and the same when it is sent again."""
    return TEXT.format(number=number)
