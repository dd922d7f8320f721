"""Accounts, sessions and API clients: who may come in."""

from __future__ import annotations

from records.tables.declare import Rights

RIGHTS: tuple[Rights, ...] = ()
