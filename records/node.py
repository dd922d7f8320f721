"""What an installation is: a province's, or LPSK's own."""

from __future__ import annotations

from enum import StrEnum


class Node(StrEnum):
    """The kind of an installation. Each has its own database, keys and accounts; nodes speak in sealed bundles."""

    PROVINCE = "province"
    """Reads the feeds, raises alerts, refers people."""
    LPSK = "lpsk"
    """Receives referrals and keeps the cases of the witness and victim protection agency; has no feed."""


PROVINCE = frozenset({Node.PROVINCE})
LPSK = frozenset({Node.LPSK})
BOTH = frozenset(Node)
