"""Requests of the people whom records are about, legal holds, tombstones, protected parties."""

from __future__ import annotations

from records.tables.declare import Rights

RIGHTS: tuple[Rights, ...] = ()
