"""Somebody is referred: with consent, with more, with less, without; on paper; taken back; answered."""

from __future__ import annotations

from story import LEAD, SATGAS, Story
from visitors import Caller

from api.service.examples import EXAMPLES
from records.rights.purpose import Purpose
from records.rights.role import Role

PPA = Caller(Role.UPT_PPA, Purpose.PROTECTION)
_ONE = "/v1/referrals/{referral_id}"


def tell(story: Story) -> None:
    """All of it."""
    made = story.example("POST /v1/referrals", SATGAS)
    story.sending.known["referral_id"] = str(made["referral_id"])

    def act(name: str, caller: Caller = SATGAS) -> None:
        version = story.send(f"GET {_ONE}", caller)["referral"]["version"]
        story.example(f"POST {_ONE}/{name}", caller, version=version)

    for name in ("sections", "consents", "sending", "withdrawals"):
        act(name)
    story.example(f"POST {_ONE}/openings", SATGAS)
    act("answers", PPA)
    _without_consent(story)
    _on_paper(story)
    story.sending.known["referral_id"] = str(made["referral_id"])


def _without_consent(story: Story) -> None:
    made = story.example("POST /v1/referrals", SATGAS)
    where = {"referral_id": made["referral_id"]}
    asked = story.example(f"POST {_ONE}/override-requests", SATGAS, where)
    number = {"approval_id": asked["approval_id"]}
    story.example("POST /v1/approvals/{approval_id}/decision", LEAD, number)
    story.example(f"POST {_ONE}/overrides", SATGAS, where, version=made["version"])
    story.example(f"POST {_ONE}/revocation", SATGAS, where, version=made["version"] + 1)


def _on_paper(story: Story) -> None:
    to = {"receiver": "dinsos", "mandate": "rehabilitation"}
    made = story.send("POST /v1/referrals", SATGAS, EXAMPLES["POST /v1/referrals"] | to)
    where = {"referral_id": made["referral_id"]}
    sent = story.send(f"POST {_ONE}/sending", SATGAS, {"version": made["version"]}, where=where)
    paper = story.send(f"POST {_ONE}/papers", SATGAS, where=where)
    number = paper.headers["paper-number"]
    story.send(f"POST {_ONE}/papers/{{paper_id}}/code", SATGAS, where=where | {"paper_id": number})
    story.sending.known["paper_id"] = number
    story.example(f"POST {_ONE}/notes", SATGAS, where, version=sent["version"])
