"""Administrators make accounts and keys; somebody sets an account up, comes in, changes their proofs, goes out."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from story import ADMIN, DPO, Story
from visitors import Caller

from api.service.examples import EXAMPLES
from api.signin import one_time_codes
from api.signin.accounts import Grant, grant_ref
from api.signin.clients import NewClient, ref
from records.rights.purpose import Purpose
from records.rights.role import Role

GROUND = "UU 27/2022 Pasal 39"
OTHER_PASSWORD = "lentera sepeda jangkrik perahu"  # noqa: S105  (made up)


def tell(story: Story) -> None:
    """All of it."""
    made = story.example("POST /v1/accounts", ADMIN)
    where = {"account_id": made["account_id"]}
    story.sending.known |= where
    grant = _role(story, where)
    _client(story)
    _of_oneself(story, made["code"])
    story.send("DELETE /v1/accounts/{account_id}/sessions", ADMIN)
    for name in ("reset", "enable"):
        _agreed(story, f"account:{made['account_id']}/{name}")
    story.send("POST /v1/accounts/{account_id}/reset", ADMIN)
    story.send("POST /v1/accounts/{account_id}/disable", ADMIN)
    story.send("POST /v1/accounts/{account_id}/enable", ADMIN)
    link = EXAMPLES["PUT /v1/accounts/{account_id}/provider"]
    token = story.sending.visitors.house.gate.keyed.subject(link["issuer"], link["subject"])
    _agreed(story, f"account:{made['account_id']}/link/{token}")
    story.example("PUT /v1/accounts/{account_id}/provider", ADMIN)
    story.send("DELETE /v1/accounts/{account_id}/roles/{grant_id}", ADMIN, where={"grant_id": grant})


def _agreed(story: Story, wanted: str) -> None:
    story.agreed("change_rights", [wanted], GROUND, ADMIN, DPO)


def _role(story: Story, where: dict[str, str]) -> int:
    label = "POST /v1/accounts/{account_id}/roles"
    body = EXAMPLES[label]
    wished = Grant(Role(body["role"]), tuple(body["areas"]), body["body"])
    _agreed(story, grant_ref(where["account_id"], wished))
    number: int = story.example(label, ADMIN)["grant_id"]
    story.sending.known["grant_id"] = str(number)
    return number


def _client(story: Story) -> None:
    body = EXAMPLES["POST /v1/clients"]
    wished = NewClient(
        body["label"],
        Role(body["role"]),
        Purpose(body["purpose"]),
        tuple(body["areas"]),
        body["body"],
        frozenset(body["scopes"]),
        datetime.fromisoformat(body["expires_at"]),
    )
    _agreed(story, ref(wished))
    made = story.example("POST /v1/clients", ADMIN)
    story.send("DELETE /v1/clients/{client_id}", ADMIN, where={"client_id": made["client_id"]})
    story.sending.known["client_id"] = made["client_id"]


def _of_oneself(story: Story, set_up_code: str) -> None:
    """From the set-up code to the way out, by the cookies that the service gives."""
    cookies: dict[str, str] = {}

    def browser() -> Caller:
        return Caller(cookie="; ".join(f"{name}={value}" for name, value in cookies.items()))

    def send(label: str, where: dict[str, str] | None = None, **of: Any) -> Any:
        body = EXAMPLES[label] | of if label in EXAMPLES else None
        answer = story.sending.send(label, browser(), body, where)
        assert answer.is_success, f"{label}: {answer.status_code} {answer.text}"
        cookies.update(answer.cookies)
        if body is not None:
            story.exampled.add(label)
        return answer.json() if answer.content else None

    def code(offer: dict[str, str]) -> str:
        now = story.sending.visitors.clock.later(seconds=30)
        return one_time_codes.code(base64.b32decode(offer["typed"]), now)

    send("POST /v1/session", password=set_up_code, code="")
    offer = send("POST /v1/set-up/second-factor")
    send("POST /v1/set-up", code=code(offer))
    send("POST /v1/session", code=code(offer))
    send("GET /v1/me")
    send("POST /v1/session/proof", code=code(offer))
    send("POST /v1/session/role")
    send("POST /v1/me/password", password=OTHER_PASSWORD)
    offer = send("POST /v1/me/second-factor")
    send("PUT /v1/me/second-factor", code=code(offer))
    (own,) = send("GET /v1/me/sessions")
    send("DELETE /v1/me/sessions/{session_id}", {"session_id": own["session_id"]})
    send("POST /v1/session", password=OTHER_PASSWORD, code=code(offer))
    send("DELETE /v1/session")
