"""Axe on a page as it stands, and how many states it has looked at in this session."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
STATES: list[str] = []
"""What was looked at, in order: account and address, or account and form."""


def violations(page: Page, state: str) -> list[str]:
    """What axe holds against the page, each with where; the state is counted."""
    STATES.append(state)
    return [
        f"{state}: {each['id']} {[node['target'] for node in each['nodes'][:3]]}"
        for each in Axe().run(page, options=RULES).response["violations"]
    ]
