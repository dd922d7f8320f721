"""Scans, statements and photographs."""

from __future__ import annotations

from records.rights.policies.policy import DPO, GUARDIANS, HELPERS, OFFICERS, PROGRAM, Policy

_OF_BOX = "EXISTS (SELECT FROM attachments AS a WHERE a.attachment_id = attachment_boxes.attachment_id)"
_OF_TOMBSTONE = _OF_BOX.replace("attachment_boxes", "attachment_tombstones")

POLICIES: tuple[Policy, ...] = tuple(
    Policy(*policy)
    for policy in (
        ("attachments", "program", "ALL", PROGRAM, PROGRAM),
        (
            "attachments",
            "officers_read",
            "SELECT",
            f"suluh_is({OFFICERS}, {HELPERS}, 'data_protection_officer') AND suluh_reaches_one(areas)",
            None,
        ),
        (
            "attachments",
            "officers_add",
            "INSERT",
            None,
            f"suluh_is({OFFICERS}, {HELPERS}) AND uploaded_by = suluh_who() AND suluh_reaches_one(areas)",
        ),
        ("attachments", "protected!", "SELECT", f"{GUARDIANS} OR NOT suluh_protected(refs)", None),
        ("attachments", "turned_away!", "ALL", "NOT suluh_turned_away()", "NOT suluh_turned_away()"),
        ("attachment_boxes", "program", "ALL", PROGRAM, PROGRAM),
        ("attachment_boxes", "with_its_attachment", "SELECT", _OF_BOX, None),
        (
            "attachment_boxes",
            "uploader_seals",
            "INSERT",
            None,
            f"{_OF_BOX} AND suluh_is({OFFICERS}, {HELPERS})",
        ),
        ("attachment_boxes", "officer_destroys", "DELETE", DPO, None),
        ("attachment_tombstones", "program", "ALL", PROGRAM, PROGRAM),
        ("attachment_tombstones", "with_its_attachment", "SELECT", _OF_TOMBSTONE, None),
        ("attachment_tombstones", "officer_destroys", "INSERT", None, f"{_OF_TOMBSTONE} AND {DPO}"),
    )
)
