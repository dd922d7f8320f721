"""The two roles of the database: the owner migrates, the application works."""

from __future__ import annotations

OWNER_ROLE = "suluh_owner"
"""Owns the embedded database and its tables; on a server of your own any role may."""

APPLICATION_ROLE = "suluh_app"
"""Owns nothing: it reads, and inserts or changes only what ``records.tables`` declares."""
