"""The tables of the one database, as the newest migration leaves them; every column says what it holds."""

from __future__ import annotations

from records.tables import (
    actions,
    api_use,
    attachments,
    case_work,
    cases,
    contest,
    custody,
    desk,
    detections,
    directory,
    disclosure,
    duty,
    entry,
    exchange,
    four_eyes,
    jobs,
    judgements,
    looked_back,
    proceedings,
    promotions,
    received,
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
from records.tables.api_use import answered_requests, outbox, webhook_deliveries, webhooks
from records.tables.case_work import case_findings, case_items, case_measures, case_services, case_tasks
from records.tables.cases import case_events, case_identities, case_openings, case_packets, lpsk_cases
from records.tables.contest import contests
from records.tables.declare import Rights, metadata
from records.tables.desk import counsel_referrals, counsel_talks, paper_notes, sheet_texts
from records.tables.detections import alerts, detection_runs, identities, person_areas
from records.tables.directory import follow_ups, services
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
from records.tables.exchange import erasures_told, exchange_in, exchange_out, exchange_peers
from records.tables.four_eyes import approval_steps, approvals, exports, notices
from records.tables.jobs import job_runs
from records.tables.judgements import identity_judgements, identity_questions
from records.tables.looked_back import past_weeks
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
    retention_changes,
    subject_requests,
    tombstones,
)
from records.tables.support import support_signs
from records.tables.suspicion import assessments, clearings, protection_matters, silenced
from records.tables.told import cube_releases, dossiers
from records.tables.trail import (
    audit_countersignatures,
    audit_entries,
    audit_heads,
    audit_installation,
    audit_seals,
    audit_unsealed,
)
from records.tables.work import alert_events, alert_work, work_looks

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
    "assessments",
    "audit_countersignatures",
    "audit_entries",
    "audit_heads",
    "audit_installation",
    "audit_seals",
    "audit_unsealed",
    "case_events",
    "case_findings",
    "case_identities",
    "case_items",
    "case_measures",
    "case_openings",
    "case_packets",
    "case_services",
    "case_tasks",
    "clearings",
    "contested_marks",
    "contests",
    "counsel_referrals",
    "counsel_talks",
    "credentials",
    "cube_releases",
    "detection_runs",
    "dossiers",
    "duty_notices",
    "duty_shifts",
    "erased_run_data",
    "erasures",
    "erasures_told",
    "exchange_in",
    "exchange_out",
    "exchange_peers",
    "exports",
    "follow_ups",
    "holds",
    "honey_recruiters",
    "identities",
    "identity_judgements",
    "identity_questions",
    "job_runs",
    "lpsk_cases",
    "metadata",
    "notices",
    "outbox",
    "paper_notes",
    "past_weeks",
    "person_areas",
    "protected_parties",
    "protection_matters",
    "quarantined_rows",
    "received_files",
    "referral_consents",
    "referral_events",
    "referral_papers",
    "referral_sections",
    "retention_changes",
    "reveals",
    "screenings",
    "services",
    "sessions",
    "sheet_texts",
    "sign_in_attempts",
    "silenced",
    "source_rows",
    "subject_requests",
    "support_signs",
    "tombstones",
    "urgent_evidence",
    "urgent_items",
    "urgent_looks",
    "webhook_deliveries",
    "webhooks",
    "work_looks",
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
    *looked_back.RIGHTS,
    *screening.RIGHTS,
    *api_use.RIGHTS,
    *desk.RIGHTS,
    *exchange.RIGHTS,
    *referrals.RIGHTS,
    *told.RIGHTS,
    *cases.RIGHTS,
    *proceedings.RIGHTS,
    *restitution.RIGHTS,
    *case_work.RIGHTS,
    *suspicion.RIGHTS,
    *contest.RIGHTS,
    *directory.RIGHTS,
)
"""The rights on each table; migrations grant them, ``records.drift`` compares."""
