"""What reviewers write: reasons, what speaks against, notes; sealed, because it may name people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from detection.alerts.states import SHORTEST_REASON
from records.custody import row_keys
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
    return keys.seal(json.dumps(words, ensure_ascii=False).encode(), _about(work_id, who))


def put(connection: Connection, event_id: int, sealed: Sealed) -> None:
    """Keep the key of an event's words."""
    row_keys.put(connection, HOLDER, event_id, sealed.key)


def read(
    connection: Connection, keys: Keyring, boxes: Sequence[tuple[int, int, str, bytes]]
) -> dict[int, dict[str, str]]:
    """The words by event; ``boxes`` are event, work, who and box. What was erased is left out."""
    taken = row_keys.take(connection, HOLDER, [event_id for event_id, *_ in boxes])
    return {
        event_id: json.loads(keys.unseal(bytes(box), taken[event_id], _about(work_id, who)))
        for event_id, work_id, who, box in boxes
        if event_id in taken
    }


def _about(work_id: int, who: str) -> bytes:
    return f"{HOLDER}\x1f{work_id}\x1f{who}".encode()
