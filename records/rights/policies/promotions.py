"""Models in service: those who answer for a model read all but whom a challenger would have raised."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy

READERS = "suluh_is('analyst', 'satgas_lead', 'auditor')"
ANALYST = "suluh_is('analyst')"
SIGNERS = "suluh_is('analyst', 'satgas_lead')"
OWN_KEY = (
    "EXISTS (SELECT FROM model_signers AS k "
    "WHERE k.signer_id = model_signatures.signer_id AND k.account_id = suluh_who() AND k.ended_at IS NULL)"
)
READ = (
    "model_bundles",
    "fairness_audits",
    "model_signers",
    "model_signatures",
    "promotions",
    "shadow_results",
    "shadow_outcomes",
    "model_drift",
    "trainings",
)

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        *((table, "readers", "SELECT", READERS, None) for table in READ),
        *(
            (table, "program", "ALL", PROGRAM, PROGRAM)
            for table in (*READ, "shadow_subjects")
            if table != "promotions"
        ),
        # Not even the program promotes: a model comes into service through two people alone.
        ("promotions", "program", "SELECT", PROGRAM, None),
        (
            "promotions",
            "analysts",
            "INSERT",
            None,
            f"{ANALYST} AND asked_by = suluh_who() AND (role = 'challenger' "
            "OR suluh_agreed(approval_id, 'promote_model', 'model:' || digest))",
        ),
        ("model_signatures", "own_key", "INSERT", None, f"{SIGNERS} AND {OWN_KEY}"),
        ("trainings", "analysts", "INSERT", None, f"{ANALYST} AND asked_by = suluh_who()"),
    )
)
