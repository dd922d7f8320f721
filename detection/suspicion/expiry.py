"""How long what was said of somebody counts against them where no competent body has found anything."""

from __future__ import annotations

from datetime import date, timedelta

from records.law import in_force


def expires_after(day: date) -> timedelta:
    """From then on a report that no finding followed speaks against nobody any more (records/law.toml)."""
    return timedelta(days=min(entry["days"] for entry in in_force("suspicion_expiry", day)))
