"""Requests that were answered, events, and the subscriptions of programs."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, SOMEONE, Policy

OWN = "client_id = suluh_who()"
OF_WEBHOOK = "EXISTS (SELECT FROM webhooks AS w WHERE w.webhook_id = webhook_deliveries.webhook_id)"
NOT_TURNED_AWAY = "NOT suluh_turned_away()"

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("answered_requests", "program", "ALL", PROGRAM, PROGRAM),
        ("answered_requests", "own", "ALL", "who = suluh_who()", "who = suluh_who()"),
        ("outbox", "program", "ALL", PROGRAM, PROGRAM),
        ("outbox", "everyone_tells", "INSERT", None, SOMEONE),
        ("webhooks", "program", "ALL", PROGRAM, PROGRAM),
        ("webhooks", "own", "ALL", OWN, OWN),
        ("webhooks", "admins_read", "SELECT", "suluh_is('admin', 'data_protection_officer')", None),
        # A counter or checkpoint is told of no one, so it is told nothing at all.
        ("webhooks", "turned_away!", "ALL", NOT_TURNED_AWAY, NOT_TURNED_AWAY),
        ("webhook_deliveries", "program", "ALL", PROGRAM, PROGRAM),
        ("webhook_deliveries", "with_its_webhook", "SELECT", OF_WEBHOOK, None),
        ("webhook_deliveries", "own_again", "UPDATE", OF_WEBHOOK, OF_WEBHOOK),
        ("webhook_deliveries", "turned_away!", "ALL", NOT_TURNED_AWAY, NOT_TURNED_AWAY),
    )
)
