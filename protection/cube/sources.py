"""The rows of the cube: LPSK's cases on its node, findings about people in a province."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text

from protection.cases import sealing
from protection.cube.dimensions import UNKNOWN, band, modus_of
from protection.cube.protecting import Row
from protection.cube.standing import STANDING, asked
from records.custody.keyring import Keyring
from records.node import Node
from records.rights.context import as_program
from records.tables import case_packets

DIRECT = "direct"
_CASES = text("""
    SELECT c.case_id, c.role, c.origin, c.sender,
        extract(year FROM c.received_at AT TIME ZONE 'Asia/Jakarta')::int AS year,
        CASE WHEN extract(year FROM c.decided_at AT TIME ZONE 'Asia/Jakarta')
                = extract(year FROM c.received_at AT TIME ZONE 'Asia/Jakarta')
            THEN (c.decided_at AT TIME ZONE 'Asia/Jakarta')::date
                - (c.received_at AT TIME ZONE 'Asia/Jakarta')::date
        END AS days,
        ARRAY(
            SELECT s.kind FROM case_services AS s WHERE s.case_id = c.case_id AND s.state IN ('running', 'done')
            UNION SELECT unnest(m.services) FROM case_measures AS m WHERE m.case_id = c.case_id
        ) AS services,
        coalesce((
            SELECT sum(i.amount) FROM restitution_items AS i JOIN restitution_claims AS r USING (claim_id)
            WHERE r.case_id = c.case_id
                AND NOT EXISTS (SELECT FROM restitution_items AS n WHERE n.replaces = i.item_id)
                AND EXISTS (SELECT FROM restitution_events AS e WHERE e.claim_id = r.claim_id
                    AND e.stage IN ('handed', 'applied'))  -- a draft claims nothing of anybody yet
        ), 0)::bigint AS claimed,
        coalesce((
            SELECT sum(-p.amount) FROM restitution_postings AS p JOIN restitution_entries AS e USING (entry_id)
                JOIN restitution_claims AS r USING (claim_id)
            WHERE r.case_id = c.case_id AND p.account = 'receivable'
                AND p.head IS NULL  -- an award names heads; what is left is money, and money taken back
        ), 0)::bigint AS paid
    FROM lpsk_cases AS c WHERE c.received_at IS NOT NULL ORDER BY c.case_id
""")
_PACKETS = (
    select(case_packets.c.packet_id, case_packets.c.case_id, case_packets.c.sealed)
    .where(case_packets.c.section == "elements")
    .order_by(case_packets.c.case_id, case_packets.c.version)
)
_FINDINGS = text(f"""
    WITH {STANDING}, found AS (
        SELECT n.entity_key, n.known ->> 'source' AS source, n.since,
            coalesce(i.person_id, n.entity_key) AS person_id
        FROM standing AS n LEFT JOIN LATERAL (
            SELECT person_id FROM identities WHERE feed = 'case_outcomes' AND entity_key = n.entity_key
            ORDER BY run_id DESC LIMIT 1
        ) AS i ON true
    ), people AS (
        SELECT DISTINCT ON (person_id) person_id, source, since FROM found ORDER BY person_id, since, entity_key
    )
    SELECT p.person_id, p.source, extract(year FROM p.since AT TIME ZONE 'Asia/Jakarta')::int AS year,
        (SELECT min(a.area) FROM person_areas AS a WHERE a.person_id = p.person_id AND a.run_id = (
            SELECT max(b.run_id) FROM person_areas AS b WHERE b.person_id = p.person_id)) AS area,
        (SELECT w.statement -> 'indicators' FROM alerts AS w WHERE w.kind = 'person' AND w.subject = p.person_id
            ORDER BY w.run_id DESC LIMIT 1) AS fired
    FROM people AS p ORDER BY p.person_id
""").bindparams(bindparam("values", type_=ARRAY(Text)))  # noqa: S608  (our own constant)


def rows_of(connection: Connection, keys: Keyring, node: Node) -> list[Row]:
    """All rows of this node, seen as the program sees them; whoever calls writes the audit entry."""
    with as_program(connection):
        return list(_lpsk(connection, keys) if node is Node.LPSK else _province(connection))


def _lpsk(connection: Connection, keys: Keyring) -> Iterable[Row]:
    boxes: dict[int, dict[int, bytes | None]] = {}
    for packet in connection.execute(_PACKETS):
        boxes.setdefault(packet.case_id, {})[packet.packet_id] = packet.sealed
    for case in connection.execute(_CASES).all():
        opened = sealing.take(connection, keys, case_packets, case.case_id, boxes.get(case.case_id, {}))
        codes = _codes(opened[max(opened)]) if opened else frozenset()
        yield Row(
            case.year,
            {
                "area": _sender(case.sender) if case.origin == "referral" else DIRECT,
                "modus": modus_of(codes),
                "kind": case.role,
                "decision": band(case.days),
            },
            frozenset(case.services),
            {"claimed": case.claimed, "paid": case.paid},
        )


def _province(connection: Connection) -> Iterable[Row]:
    """A province decides on no protection, gives none of these services and keeps no restitution: it tells of none."""
    victims = asked("case_outcomes", "finding", ("tppo_victim",))
    for found in connection.execute(_FINDINGS, victims):
        codes = frozenset(str(each["indicator"]) for each in found.fired or ())
        yield Row(
            found.year,
            {
                "area": found.area or UNKNOWN,
                "modus": modus_of(codes),
                "kind": found.source or UNKNOWN,
            },
        )


def _codes(content: Mapping[str, Any]) -> frozenset[str]:
    signs = content.get("signs") or ()
    return frozenset(str(each.get("code")) for each in signs if isinstance(each, Mapping))


def _sender(sender: str | None) -> str:
    """The province in the code of a body (``satgas-ntb``)."""
    return (sender or "").partition("-")[2].upper() or UNKNOWN
