"""Questions about who is the same: seen where both rows may be seen, judged in one's own name."""

from __future__ import annotations

from records.rights.policies.policy import GUARDIANS, PROGRAM, Policy

JUDGES = "suluh_is('satgas', 'satgas_lead', 'investigator')"
OF_QUESTION = (
    "EXISTS (SELECT FROM identity_questions AS q WHERE q.question_id = identity_judgements.question_id)"
)

POLICIES: tuple[Policy, ...] = (
    Policy("identity_questions", "program", "ALL", PROGRAM, PROGRAM),
    Policy(
        "identity_questions",
        "judges_read",
        "SELECT",
        f"{JUDGES} AND suluh_reaches_one(areas)",
        None,
    ),
    Policy(
        "identity_questions",
        "protected!",
        "SELECT",
        f"{GUARDIANS} OR NOT suluh_protected(ARRAY[ref_a, ref_b])",
        None,
    ),
    Policy("identity_questions", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
    Policy("identity_judgements", "program", "ALL", PROGRAM, PROGRAM),
    Policy("identity_judgements", "with_their_question", "SELECT", OF_QUESTION, None),
    Policy(
        "identity_judgements",
        "judges_judge",
        "INSERT",
        None,
        f"{JUDGES} AND judged_by = suluh_who() AND {OF_QUESTION}",
    ),
)
