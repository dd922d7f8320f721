"""The pages' routes: one module for each place of the workbench, all of them listed here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.routes import (
    accounts,
    approvals,
    case,
    case_actions,
    case_paper,
    case_reveal,
    case_work,
    contests,
    control,
    counsel,
    data,
    desk,
    directory,
    dossiers,
    duty,
    entrance,
    figures,
    geography,
    guarding,
    identities,
    inbox,
    lead,
    learning,
    models,
    network_exports,
    networks,
    nodes,
    own,
    proceedings,
    referral_steps,
    referrals,
    retention,
    runs,
    things,
)

SHARED_PAGES: tuple[APIRouter, ...] = (
    things.ROUTER,
    entrance.ROUTER,
    own.ROUTER,
    approvals.ROUTER,
    control.ROUTER,
    accounts.ROUTER,
    nodes.ROUTER,
    figures.ROUTER,
)
"""The pages that every node has."""

PAGES: tuple[APIRouter, ...] = (
    *SHARED_PAGES,
    inbox.ROUTER,
    identities.ROUTER,
    case.ROUTER,
    case_work.ROUTER,
    case_reveal.ROUTER,
    case_actions.ROUTER,
    case_paper.ROUTER,
    dossiers.ROUTER,
    proceedings.ROUTER,
    lead.ROUTER,
    duty.ROUTER,
    network_exports.ROUTER,  # before the networks: its address would be one of their numbers
    networks.ROUTER,
    geography.ROUTER,
    data.ROUTER,
    runs.ROUTER,
    models.ROUTER,
    learning.ROUTER,
    desk.ROUTER,
    counsel.ROUTER,
    guarding.ROUTER,
    contests.ROUTER,
    directory.ROUTER,
    retention.ROUTER,
    referrals.ROUTER,
    referral_steps.ROUTER,
)
"""Every page of a province's workbench."""
