"""What reviewers write: reasons, what speaks against, notes; sealed, because it may name people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from detection.alerts.states import SHORTEST_REASON
from records.custody import row_keys, sealed_words
from records.custody.envelope import Sealed
from records.custody.keyring import Keyring
from records.errors import InputRefused

HOLDER = "alert_events"


def refuse_short(words: str, what_id: str, what_en: str) -> str:
    """The words without blanks around them. Raises InputRefused where they say nothing."""
    if len(words.strip()) < SHORTEST_REASON:
        raise InputRefused(
            f"Tuliskan {what_id}, sedikitnya {SHORTEST_REASON} huruf.",
            f"Write {what_en}, in at least {SHORTEST_REASON} characters.",
        )
    return words.strip()


def seal(keys: Keyring, work_id: int, who: str, words: Mapping[str, str]) -> Sealed:
    """The words of an event about to happen."""
    return sealed_words.seal(keys, words, _about(work_id, who))


def put(connection: Connection, event_id: int, sealed: Sealed) -> None:
    """Keep the key of an event's words."""
    row_keys.put(connection, HOLDER, event_id, sealed.key)


def read(
    connection: Connection, keys: Keyring, boxes: Sequence[tuple[int, int, str, bytes]]
) -> dict[int, dict[str, str]]:
    """The words by event; ``boxes`` are event, work, who and box. What was erased is left out."""
    bound = ((event_id, box, _about(work_id, who)) for event_id, work_id, who, box in boxes)
    return sealed_words.documents(connection, keys, HOLDER, bound)


def _about(work_id: int, who: str) -> bytes:
    return sealed_words.about(HOLDER, work_id, who)
