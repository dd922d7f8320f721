"""What the parts of the story share: who tells it, about whom, and how a second person agrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from httpx import Response
from peopled import Peopled
from sending import Sending
from visitors import Caller

from api.service.examples import EXAMPLES
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store

R, P = Role, Purpose

ADMIN = Caller(R.ADMIN, P.ADMINISTRATION)
ANALYST = Caller(R.ANALYST, P.STATISTICS)
CUSTODIAN = Caller(R.LPSK_CUSTODIAN, P.PROTECTION)
DESK = Caller(R.LTSA, P.SERVICE)
DPO = Caller(R.DATA_PROTECTION_OFFICER, P.OVERSIGHT)
LEAD = Caller(R.SATGAS_LEAD, P.PREVENTION)
PENYIDIK = Caller(R.INVESTIGATOR, P.INVESTIGATION)
SATGAS = Caller(R.SATGAS, P.PREVENTION)
SOURCE = Caller(R.SOURCE, P.PREVENTION)
OF_THE_PLACE = {
    "account_id",
    "alert_id",
    "judgement_id",
    "owner",
    "refs",
    "registration_id",
    "signature",
    "version",
    "work_ids",
}
"""What an example cannot know of an installation."""


@dataclass
class Story:
    """One service with people in it, told from the start to its end."""

    sending: Sending
    peopled: Peopled
    store: Store
    keys: Path
    """Where the private keys of those who sign lie."""
    exampled: set[str] = field(default_factory=set)
    """Operations whose example in the description was sent, and did what it says."""

    def send(self, label: str, caller: Caller, body: Any = None, **options: Any) -> Any:
        """One request that must succeed; gives its JSON, or the answer where it is none."""
        answer = self.sending.send(label, caller, body, **options)
        assert answer.is_success, f"{label} by {caller}: {answer.status_code} {answer.text[:600]}"
        is_json = answer.content and answer.headers.get("content-type") == "application/json"
        return answer.json() if is_json else answer

    def example(
        self, label: str, caller: Caller, where: Mapping[str, object] | None = None, **of: Any
    ) -> Any:
        """Send what stands as an example in the description; ``of`` is what only the installation knows."""
        assert of.keys() <= OF_THE_PLACE, (
            f"{label} lets {of.keys() - OF_THE_PLACE} be told by the installation"
        )
        body = EXAMPLES[label] | of
        told = self.send(label, caller, body, where=where)
        self.exampled.add(label)
        return told

    def refused(self, label: str, caller: Caller, body: Any, status: int, **options: Any) -> Response:
        """One request that must be refused in this way."""
        answer = self.sending.send(label, caller, body, **options)
        assert answer.status_code == status, f"{label}: {answer.status_code} {answer.text[:600]}"
        return answer

    def agreed(
        self,
        act: str,
        refs: Sequence[str],
        ground: str,
        asker: Caller,
        other: Caller,
        *,
        example: bool = False,
    ) -> str:
        """A request for a second person, and their yes; gives its number."""
        told = {
            "act": act,
            "refs": list(refs),
            "ground": ground,
            "reason": "Diminta untuk perkara yang berjalan",
        }
        if example:
            made = self.example("POST /v1/approvals", asker, refs=list(refs))
        else:
            made = self.send("POST /v1/approvals", asker, told)
        number = str(made["number"])
        where = {"approval_id": number}
        self.example("POST /v1/approvals/{approval_id}/decision", other, where)
        self.send("GET /v1/approvals/{approval_id}", asker, where=where)
        return number

    def account(self, caller: Caller) -> str:
        """The account of a person's role."""
        assert caller.role is not None
        return self.sending.visitors.accounts[caller.role]
