"""The routes of LPSK's own node, one module a topic, all of them listed here."""

from __future__ import annotations

from fastapi import APIRouter

from api.service.routes.lpsk import cases, custody, evidence, htcds, restitution

LPSK_ROUTERS: tuple[APIRouter, ...] = (
    cases.ROUTER,
    custody.ROUTER,
    restitution.ROUTER,
    htcds.ROUTER,
    evidence.ROUTER,
)
"""What LPSK's node answers beside what every node does."""
