"""Alerts are read, claimed, judged, acted upon; urgent matters are answered; who is who is judged."""

from __future__ import annotations

from typing import Any

from story import DESK, LEAD, PENYIDIK, SATGAS, Story
from visitors import Caller

from api.service.examples import EXAMPLES


def tell(story: Story) -> None:
    """All of it."""
    _work(story)
    _actions(story)
    _duty(story)
    _identities(story)
    _graphs(story)
    _desk(story)


def _work(story: Story) -> None:
    def act(name: str, caller: Caller = SATGAS) -> None:
        version = story.send("GET /v1/work/{work_id}", caller)["item"]["version"]
        story.example(f"POST /v1/work/{{work_id}}/{name}", caller, version=version)

    story.example(
        "POST /v1/work/assignments",
        LEAD,
        work_ids=[story.peopled.own.work_id],
        account_id=story.account(SATGAS),
    )
    for name in ("claim", "release", "claim", "notes", "snooze", "undo", "judgements"):
        act(name)
    act("reopen", LEAD)
    where = {"work_id": story.peopled.elsewhere.work_id}
    judgement = EXAMPLES["POST /v1/work/{work_id}/judgements"]
    stronger = {"outcome": "indikasi_menguat", "ground": "tekanan"}
    told = story.send("POST /v1/work/{work_id}/judgements", LEAD, judgement | stronger, where=where)
    story.example("POST /v1/work/{work_id}/close", LEAD, where, version=told["version"])


def _actions(story: Story) -> None:
    def change(number: int, name: str, version: int) -> int:
        where = {"action_id": number}
        told = story.example(f"POST /v1/actions/{{action_id}}/{name}", SATGAS, where, version=version)
        version_after: int = told["version"]
        return version_after

    def planned() -> Any:
        return story.example("POST /v1/alerts/{alert_id}/actions", SATGAS, owner=story.account(SATGAS))

    made = planned()
    number, version = made["action_id"], change(made["action_id"], "changes", made["version"])
    where = {"action_id": number}
    story.send("POST /v1/actions/{action_id}/number-checks", SATGAS, where=where)
    version = story.send("GET /v1/actions/{action_id}", SATGAS, where=where)["action"]["version"]
    for name in ("beginning", "report"):
        version = change(number, name, version)
    other = planned()
    change(other["action_id"], "end", other["version"])
    story.sending.known["action_id"] = str(planned()["action_id"])


def _duty(story: Story) -> None:
    made = story.example("POST /v1/duty/shifts", LEAD, account_id=story.account(SATGAS))
    story.send("POST /v1/duty/shifts/{shift_id}/end", LEAD, where={"shift_id": made["shift_id"]})
    waiting = story.send("GET /v1/duty/urgent", SATGAS)
    where = {"item_id": waiting[0]["item_id"]}
    story.send("POST /v1/duty/urgent/{item_id}/opening", SATGAS, where=where)
    story.example("POST /v1/duty/urgent/{item_id}/closing", SATGAS, where)
    story.sending.known["item_id"] = str(waiting[1]["item_id"])


def _identities(story: Story) -> None:
    asked = "/v1/identity-questions/{question_id}"
    judged = story.example(f"POST {asked}/judgements", SATGAS)
    story.example(f"POST {asked}/withdrawals", SATGAS, judgement_id=judged["judgement_id"])


def _graphs(story: Story) -> None:
    network, agency = ({"alert_id": each} for each in (story.peopled.network_id, story.peopled.agency_id))
    for label in story.sending.operations:
        if label.startswith("GET /v1/networks/{alert_id}"):
            story.send(label, PENYIDIK, where=network)
    story.send("GET /v1/agencies/{alert_id}", LEAD, where=agency)


def _desk(story: Story) -> None:
    story.example("POST /v1/honey-recruiters", LEAD)
    own = story.peopled.own.entity_key
    story.example("POST /v1/screenings", DESK, registration_id=own)
    story.example("POST /v1/people/searches", SATGAS)
    story.example("POST /v1/people/{person_id}/reveals", SATGAS)
