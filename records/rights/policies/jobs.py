"""Runs of jobs. The queue (schema ``jobs``) has none: its arguments cannot name a person."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

WATCHERS = "suluh_is('admin', 'analyst', 'satgas_lead')"

POLICIES: tuple[Policy, ...] = (
    Policy("job_runs", "program", "ALL", PROGRAM, PROGRAM),
    Policy("job_runs", "watchers_read", "SELECT", WATCHERS, None),
)
