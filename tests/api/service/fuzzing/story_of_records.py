"""Attachments, requests of subjects, holds, erasures, exports, and the second person behind them."""

from __future__ import annotations

from typing import Any

from fuzzed_world import OLD
from story import ANALYST, CUSTODIAN, DPO, LEAD, PENYIDIK, SATGAS, Story

NETWORK = "UU 21/2007 Pasal 28-32"


def tell(story: Story) -> None:
    """All of it."""
    _attachments(story)
    _requests(story)
    _retention(story)
    _guarded(story)
    _exports(story)
    _broken_glass(story)


def _attachments(story: Story) -> None:
    about = {"about_kind": "person", "about_ref": story.sending.known["person_id"]}
    form = about | {"kind": "statement", "file": b"Halo"}
    kept = [
        story.send("POST /v1/attachments", SATGAS, form, media="multipart/form-data")["attachment_id"]
        for _ in range(2)
    ]
    story.sending.known["attachment_id"] = kept[0]
    story.send("GET /v1/attachments", SATGAS, query=about)
    for part in ("", "/preview"):
        story.send(f"GET /v1/attachments/{{attachment_id}}{part}", SATGAS)
    story.send("GET /v1/attachments/{attachment_id}/original", PENYIDIK)
    story.example("POST /v1/attachments/{attachment_id}/destructions", DPO, {"attachment_id": kept[1]})
    gone = {"attachment_id": kept[1]}
    story.refused("GET /v1/attachments/{attachment_id}", SATGAS, None, 410, where=gone)


def _requests(story: Story) -> None:
    """Somebody asks for what is held about them; somebody else asks that it be erased."""
    asked = "POST /v1/subject-requests"

    def granted(label: str, ref: str, **changed: Any) -> dict[str, object]:
        told = story.send(label, DPO, changed) if changed else story.example(label, DPO)
        where = {"request_id": told["request_id"]}
        story.example(f"{asked}/{{request_id}}/identity", DPO, where, refs=[ref])
        return where

    own = granted(asked, f"registrations:{story.peopled.own.entity_key}")
    story.example(f"{asked}/{{request_id}}/decision", DPO, own)
    story.send(f"{asked}/{{request_id}}/package", DPO, where=own)
    story.send(f"{asked}/{{request_id}}/answer", DPO, where=own)

    ref = f"registrations:{story.peopled.elsewhere.entity_key}"
    received = {"kind": "penghapusan", "channel": "counter", "received_at": "2026-02-02T09:00:00+08:00"}
    other = granted(asked, ref, **received)
    decided = {"decision": "granted", "ground": "right"}
    story.send(f"{asked}/{{request_id}}/decision", DPO, decided, where=other)
    plan = story.send(f"{asked}/{{request_id}}/erasure-plan", DPO, where=other)
    story.agreed("erase", plan["approval"], "UU 27/2022 Pasal 8", DPO, LEAD)
    story.send(f"{asked}/{{request_id}}/erasure", DPO, where=other)
    story.sending.known["request_id"] = str(story.example(asked, DPO)["request_id"])


def _retention(story: Story) -> None:
    story.send("GET /v1/retention/periods", DPO)
    change = story.example("POST /v1/retention/changes/plan", DPO)
    story.agreed("change_retention", change["refs"], "UU 27/2022 Pasal 42-44", DPO, LEAD)
    story.example("POST /v1/retention/changes", DPO)
    due = next(each for each in story.send("GET /v1/retention/due", DPO) if each["ref"] == OLD)
    plan = story.example("POST /v1/retention/plan", DPO, refs=[due["ref"]])
    story.agreed("erase", plan["approval"], "UU 27/2022 Pasal 43", DPO, LEAD)
    story.example("POST /v1/retention/erasures", DPO, refs=[due["ref"]])


def _guarded(story: Story) -> None:
    refs = [f"registrations:{story.peopled.neighbour.entity_key}"]
    for what, number in (("holds", "hold_id"), ("protected-parties", "party_id")):
        for _ in range(2):
            made = str(story.example(f"POST /v1/{what}", PENYIDIK, refs=refs)["number"])
            story.sending.known.setdefault(number, made)
        story.send(f"POST /v1/{what}/{{{number}}}/end", PENYIDIK, where={number: made})


def _exports(story: Story) -> None:
    wish = {"kind": "networks", "destination": "police-ntb", "format": "graphml"}
    planned = story.send("POST /v1/exports/plans", LEAD, wish)
    story.agreed(planned["act"], planned["refs"], NETWORK, LEAD, DPO, example=True)
    story.send("POST /v1/exports", LEAD, wish)
    story.example("POST /v1/exports/plans", LEAD)
    story.example("POST /v1/exports", LEAD)
    story.example("POST /v1/dossiers/plans", LEAD, alert_id=story.peopled.own.alert_id)
    story.example("POST /v1/dossiers", LEAD, alert_id=story.peopled.own.alert_id)
    story.example("POST /v1/dossiers/verifications", LEAD)
    story.example("POST /v1/figures/releases", ANALYST)
    story.send("GET /v1/figures", ANALYST)
    story.send("GET /v1/figures/file", ANALYST)
    withdrawn = story.example("POST /v1/approvals", LEAD)["number"]
    story.send("POST /v1/approvals/{approval_id}/withdrawal", LEAD, where={"approval_id": withdrawn})
    story.sending.known["approval_id"] = str(story.example("POST /v1/approvals", LEAD)["number"])


def _broken_glass(story: Story) -> None:
    number = story.example("POST /v1/broken-glass", PENYIDIK)["number"]
    story.example("POST /v1/approvals/{approval_id}/review", CUSTODIAN, {"approval_id": number})
    notice = story.send("GET /v1/notices", CUSTODIAN)[0]["notice_id"]
    story.send("POST /v1/notices/{notice_id}/reading", CUSTODIAN, where={"notice_id": notice})
    story.sending.known["notice_id"] = str(notice)
