"""The pages of LPSK's own node, one module a place, all of them listed here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.routes import SHARED_PAGES

LPSK_PAGES: tuple[APIRouter, ...] = (*SHARED_PAGES,)
"""Every page of LPSK's node."""
