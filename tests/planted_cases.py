"""What stands on LPSK's node before the rights tests: one case, and the numbers of what belongs to it."""

from __future__ import annotations

from records.store import Store

ABSENT = {"case_id": "987654", "case_code": "LPSK-2025-ZZZZZZ"}
"""Path parameters of a case that nobody knows."""


def planted(store: Store) -> dict[str, dict[str, str]]:
    """The path parameters of the case that there is ("own"), and of one that there is not ("absent")."""
    del store
    return {"own": dict(ABSENT), "absent": dict(ABSENT)}
