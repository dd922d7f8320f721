"""The pages' routes: one module for each place of the workbench, all of them listed here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.routes import (
    accounts,
    approvals,
    control,
    duty,
    entrance,
    geography,
    inbox,
    lead,
    networks,
    own,
    things,
)

PAGES: tuple[APIRouter, ...] = (
    things.ROUTER,
    entrance.ROUTER,
    own.ROUTER,
    inbox.ROUTER,
    lead.ROUTER,
    duty.ROUTER,
    approvals.ROUTER,
    control.ROUTER,
    accounts.ROUTER,
    networks.ROUTER,
    geography.ROUTER,
)
"""Every page of the workbench."""
