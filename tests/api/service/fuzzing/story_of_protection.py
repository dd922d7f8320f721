"""Danger to a never suspect, evidence that goes to LPSK by two, objections, a clearing, the directory, calls."""

from __future__ import annotations

from sqlalchemy import text
from story import CUSTODIAN, DPO, LEAD, Story
from visitors import Caller

from api.service.examples import EXAMPLES
from detection.suspicion import matters
from protection.exchange import peers
from protection.exchange.keys import Card
from protection.guarding.matters import ACT
from records.node import Node
from records.rights.purpose import Purpose
from records.rights.role import Role

MRC = Caller(Role.MRC, Purpose.SERVICE)
PPA = Caller(Role.UPT_PPA, Purpose.PROTECTION)
_ONE = "/v1/protection-matters/{matter_id}"


def tell(story: Story) -> None:
    """All of it."""
    _dangers(story)
    _evidence(story)
    _objections(story)
    _cleared(story)
    _directory(story)
    _returns(story)


def _raise(story: Story, kind: str, ref: str) -> dict[str, object]:
    own = story.peopled.own
    with story.store.begin() as connection:
        number = matters.raise_matter(
            connection, kind, own.person_id, (ref,), ("5203",), ("renewed",), story.sending.visitors.clock.now
        )
    return {"matter_id": number}


def _dangers(story: Story) -> None:
    ref = f"registrations:{story.peopled.own.entity_key}"
    where = _raise(story, matters.DANGER, ref)
    story.send(f"POST {_ONE}/take", PPA, where=where)
    story.example(f"POST {_ONE}/close", PPA, where)
    story.send("GET /v1/protection-matters", LEAD)
    story.example("POST /v1/assessments", PPA, refs=[ref])


def _evidence(story: Story) -> None:
    now = story.sending.visitors.clock.now
    with story.store.begin() as connection:
        if not peers.trusted(connection, Node.LPSK):
            card = Card.read(EXAMPLES["POST /v1/exchange/peers"]["card"])
            peers.introduce(connection, card, card.fingerprint, "", "satgas", now)
            peers.confirm_own(connection, card.name, now)
    where = _raise(story, matters.EVIDENCE, "recruiter_links:LINK-1")
    story.agreed(ACT, (f"matter:{where['matter_id']}",), "UU 21/2007 Pasal 18", LEAD, CUSTODIAN)
    story.send(f"POST {_ONE}/hand-over", LEAD, where=where)
    story.sending.known["matter_id"] = str(where["matter_id"])


def _objections(story: Story) -> None:
    story.example("POST /v1/contests", MRC)
    story.example("POST /v1/contests/received", MRC)
    named = {"party": "named", "about": "agency", "key": "SIP-1"}
    told = story.send("POST /v1/contests", DPO, EXAMPLES["POST /v1/contests"] | named)["contest"]
    where, asked = {"contest_id": told["contest_id"]}, {"request_id": told["request_id"]}
    story.send("POST /v1/contests/{contest_id}/contact", DPO, where=where)
    story.example("POST /v1/contests/{contest_id}/proof", DPO, where)
    decided = {"decision": "granted", "ground": "right"}
    story.send("POST /v1/subject-requests/{request_id}/decision", DPO, decided, where=asked)
    story.example("POST /v1/contests/{contest_id}/answer", DPO, where)
    story.sending.known["contest_id"] = str(told["contest_id"])


def _cleared(story: Story) -> None:
    made = story.example("POST /v1/clearings", LEAD)
    story.send("POST /v1/clearings/{clearing_id}/end", LEAD, where={"clearing_id": made["clearing_id"]})
    story.sending.known["clearing_id"] = str(made["clearing_id"])
    story.send("GET /v1/mistakes", LEAD)


def _directory(story: Story) -> None:
    made = story.example("POST /v1/services", MRC)
    story.example("POST /v1/services/sheet", MRC)
    story.send("GET /v1/services/fitting", MRC, query={"regency": "5203", "needs": "shelter"})
    story.send("POST /v1/services/{service_id}/end", MRC, where={"service_id": made["number"]})
    story.sending.known["service_id"] = str(made["number"])


def _returns(story: Story) -> None:
    now = story.sending.visitors.clock.now
    with story.store.begin() as connection:
        connection.execute(_RETURNED, {"at": now})
    (due,) = story.send("GET /v1/follow-ups", MRC)
    story.example("POST /v1/follow-ups", MRC)
    assert due["step"] == "d14"


_RETURNED = text(r"""
    WITH came AS (
        INSERT INTO source_rows (feed, entity_key, recorded_at, file_id, row_number, digest, known)
        VALUES ('returns', 'RET-CONTOH-1', CAST(:at AS timestamptz) - interval '15 days', 1, 199, '\x00',
            jsonb_build_object('recorded_at', 1, 'kind', 'repatriated'))
        RETURNING entity_key
    )
    INSERT INTO identities (run_id, feed, entity_key, person_id)
    SELECT (SELECT max(run_id) FROM detection_runs), 'returns', entity_key, 'P-own' FROM came
""")
