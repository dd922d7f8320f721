"""Keys of what is sealed: they are wrapped, and useless without the master key."""

from __future__ import annotations

from records.rights.policies.policy import PROGRAM, SOMEONE, Policy

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("data_keys", "program", "ALL", PROGRAM, PROGRAM),
        ("row_keys", "program", "ALL", PROGRAM, PROGRAM),
        ("row_keys", "everyone_reads", "SELECT", SOMEONE, None),
        ("row_keys", "everyone_seals", "INSERT", None, SOMEONE),
        ("row_keys", "officer_erases", "DELETE", "suluh_is('data_protection_officer')", None),
        (
            "row_keys",
            "rows_by_law!",  # the key of a received row goes in a lawful erasure alone
            "DELETE",
            "holder <> 'source_rows' OR EXISTS (SELECT FROM erasures AS e "
            "WHERE e.transaction = pg_current_xact_id()::text::bigint AND e.erased_at = transaction_timestamp())",
            None,
        ),
    )
)
