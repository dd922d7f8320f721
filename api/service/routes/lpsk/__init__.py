"""The routes of LPSK's own node, one module a topic, all of them listed here."""

from __future__ import annotations

from fastapi import APIRouter

LPSK_ROUTERS: tuple[APIRouter, ...] = ()
"""What LPSK's node answers beside what every node does."""
