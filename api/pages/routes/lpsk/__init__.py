"""The pages of LPSK's own node, one module a place, all of them listed here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.routes import SHARED_PAGES
from api.pages.routes.lpsk import (
    case,
    case_work,
    cases,
    custodian,
    evidence,
    files,
    htcds,
    proofs,
    restitution,
)

LPSK_PAGES: tuple[APIRouter, ...] = (
    *SHARED_PAGES,
    cases.ROUTER,
    htcds.ROUTER,
    case.ROUTER,
    case_work.ROUTER,
    custodian.ROUTER,
    files.ROUTER,
    evidence.ROUTER,
    restitution.ROUTER,
    proofs.ROUTER,
)
"""Every page of LPSK's node."""
