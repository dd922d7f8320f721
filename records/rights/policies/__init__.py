"""The row policies: who sees which rows of which table, and who may add or change them.

PostgreSQL enforces them under everything that the application checks, on every table, for its owner too. The
words (``suluh_is``, ``suluh_reaches`` …) are functions over the transaction's context; the migrations define
them. ``records.drift`` compares a database with this list.
"""

from __future__ import annotations

from records.rights.policies import (
    actions,
    api_use,
    attachments,
    cases,
    contest,
    custody,
    desk,
    directory,
    duty,
    entry,
    exchange,
    four_eyes,
    jobs,
    judgements,
    looked_back,
    people,
    proceedings,
    promotions,
    referrals,
    restitution,
    screening,
    subject_rights,
    support,
    suspicion,
    told,
    trail,
    work,
)
from records.rights.policies.policy import Policy

__all__ = ["POLICIES", "WITHOUT", "Policy"]

WITHOUT = frozenset({"alembic_version"})
"""Tables without row-level security: which migration the database stands at is nobody's secret."""

POLICIES: tuple[Policy, ...] = (
    *people.POLICIES,
    *custody.POLICIES,
    *trail.POLICIES,
    *entry.POLICIES,
    *attachments.POLICIES,
    *four_eyes.POLICIES,
    *subject_rights.POLICIES,
    *support.POLICIES,
    *work.POLICIES,
    *duty.POLICIES,
    *actions.POLICIES,
    *judgements.POLICIES,
    *jobs.POLICIES,
    *promotions.POLICIES,
    *looked_back.POLICIES,
    *screening.POLICIES,
    *api_use.POLICIES,
    *desk.POLICIES,
    *exchange.POLICIES,
    *referrals.POLICIES,
    *told.POLICIES,
    *cases.POLICIES,
    *proceedings.POLICIES,
    *restitution.POLICIES,
    *suspicion.POLICIES,
    *contest.POLICIES,
    *directory.POLICIES,
)
"""Every table has at least one; where none lets a row through, nobody sees it."""
