"""The pages' routes: one module for each place of the workbench, all of them listed here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.routes import entrance, inbox, own, things

PAGES: tuple[APIRouter, ...] = (
    things.ROUTER,
    entrance.ROUTER,
    own.ROUTER,
    inbox.ROUTER,
)
"""Every page of the workbench."""
