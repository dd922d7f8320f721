"""Scans, statements and photographs, sealed."""

from __future__ import annotations

from records.tables.declare import Rights

RIGHTS: tuple[Rights, ...] = ()
