"""The tables of the one database, as the newest migration leaves them; every column says what it holds."""

from __future__ import annotations

from records.tables import (
    actions,
    api_use,
    attachments,
    custody,
    desk,
    detections,
    disclosure,
    duty,
    entry,
    four_eyes,
    jobs,
    judgements,
    promotions,
    received,
    referrals,
    screening,
    subject_rights,
    support,
    trail,
    work,
)
from records.tables.api_use import answered_requests, outbox, webhook_deliveries, webhooks
from records.tables.declare import Rights, metadata
from records.tables.desk import counsel_referrals, counsel_talks, paper_notes, sheet_texts
from records.tables.detections import alerts, detection_runs, identities, person_areas
from records.tables.disclosure import reveals
from records.tables.duty import duty_notices, duty_shifts, urgent_evidence, urgent_items, urgent_looks
from records.tables.entry import (
    account_roles,
    accounts,
    api_clients,
    credentials,
    sessions,
    sign_in_attempts,
)
from records.tables.four_eyes import approval_steps, approvals, exports, notices
from records.tables.jobs import job_runs
from records.tables.judgements import identity_judgements, identity_questions
from records.tables.received import quarantined_rows, received_files, source_rows
from records.tables.referrals import (
    referral_consents,
    referral_events,
    referral_papers,
    referral_sections,
)
from records.tables.screening import honey_recruiters, screenings
from records.tables.subject_rights import (
    contested_marks,
    erased_run_data,
    erasures,
    holds,
    protected_parties,
    subject_requests,
    tombstones,
)
from records.tables.support import support_signs
from records.tables.trail import (
    audit_countersignatures,
    audit_entries,
    audit_heads,
    audit_installation,
    audit_seals,
    audit_unsealed,
)
from records.tables.work import alert_events, alert_work

__all__ = [
    "RIGHTS",
    "Rights",
    "account_roles",
    "accounts",
    "alert_events",
    "alert_work",
    "alerts",
    "answered_requests",
    "api_clients",
    "approval_steps",
    "approvals",
    "audit_countersignatures",
    "audit_entries",
    "audit_heads",
    "audit_installation",
    "audit_seals",
    "audit_unsealed",
    "contested_marks",
    "counsel_referrals",
    "counsel_talks",
    "credentials",
    "detection_runs",
    "duty_notices",
    "duty_shifts",
    "erased_run_data",
    "erasures",
    "exports",
    "holds",
    "honey_recruiters",
    "identities",
    "identity_judgements",
    "identity_questions",
    "job_runs",
    "metadata",
    "notices",
    "outbox",
    "paper_notes",
    "person_areas",
    "protected_parties",
    "quarantined_rows",
    "received_files",
    "referral_consents",
    "referral_events",
    "referral_papers",
    "referral_sections",
    "reveals",
    "screenings",
    "sessions",
    "sheet_texts",
    "sign_in_attempts",
    "source_rows",
    "subject_requests",
    "support_signs",
    "tombstones",
    "urgent_evidence",
    "urgent_items",
    "urgent_looks",
    "webhook_deliveries",
    "webhooks",
]

RIGHTS: tuple[Rights, ...] = (
    *received.RIGHTS,
    *custody.RIGHTS,
    *trail.RIGHTS,
    *detections.RIGHTS,
    *judgements.RIGHTS,
    *disclosure.RIGHTS,
    *entry.RIGHTS,
    *attachments.RIGHTS,
    *four_eyes.RIGHTS,
    *subject_rights.RIGHTS,
    *support.RIGHTS,
    *work.RIGHTS,
    *duty.RIGHTS,
    *actions.RIGHTS,
    *jobs.RIGHTS,
    *promotions.RIGHTS,
    *screening.RIGHTS,
    *api_use.RIGHTS,
    *desk.RIGHTS,
    *referrals.RIGHTS,
)
"""The rights on each table; migrations grant them, ``records.drift`` compares."""
