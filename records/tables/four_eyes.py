"""Acts that need a second person, and exports."""

from __future__ import annotations

from records.tables.declare import Rights

RIGHTS: tuple[Rights, ...] = ()
