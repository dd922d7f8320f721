"""Past weeks computed anew: those who study runs read the counts, analysts ask."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, Policy
from records.rights.policies.promotions import ANALYST, READERS

POLICIES: tuple[Policy, ...] = (
    Policy("past_weeks", "program", "ALL", PROGRAM, PROGRAM),
    Policy("past_weeks", "readers", "SELECT", READERS, None),
    Policy("past_weeks", "analysts", "INSERT", None, f"{ANALYST} AND asked_by = suluh_who()"),
    Policy("past_weeks", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
)
