"""What is sent to and told of referrals: the bodies of their routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, Field
from starlette.responses import Response

from protection.referrals.consents import Giver
from protection.referrals.receivers import Receiver
from protection.referrals.sections import Section
from protection.referrals.states import Reason, Step

BIGGEST = 2**63 - 1
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="Version that was read; another is refused.")]
Code = Annotated[str, Field(max_length=40)]
Optional = Annotated[int | None, Field(ge=1, le=BIGGEST)]
Sections = Annotated[list[Code], Field(max_length=30)]
Words = Annotated[str, Field(max_length=4000)]


@dataclass(frozen=True)
class Choices:
    """What can be chosen today: receivers with their mandates, sections with their fields, who consents, reasons."""

    receivers: tuple[Receiver, ...]
    sections: tuple[Section, ...]
    givers: tuple[Giver, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Opened:
    """A guarded section, opened."""

    section: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """The code of a file; it is not shown again."""

    code: str


@dataclass(frozen=True)
class Asked:
    """The request to a second person."""

    approval_id: int


class Begun(BaseModel):
    """A referral to be begun; what the records tell need not be given."""

    receiver: Code
    mandate: Code
    role: Code
    age: Code = ""
    alert_id: Optional = None
    action_id: Optional = None
    counsel_id: Optional = None
    area: Annotated[str | None, Field(pattern=r"^[0-9]{2,4}$")] = None
    service_id: Optional = None
    to_body: Annotated[str | None, Field(pattern=r"^[a-z0-9_-]{1,60}$")] = None
    sections: Annotated[dict[str, dict[str, Any]], Field(max_length=30)] = {}
    unshared: Words = ""
    consent_by: Code = ""
    consent_at: AwareDatetime | None = None
    shared: Sections = []


class Changed(BaseModel):
    """Sections of a draft, written anew."""

    version: Version
    sections: Annotated[dict[str, dict[str, Any]], Field(max_length=30)] = {}
    unshared: Words | None = None


class Versioned(BaseModel):
    """That it is done, to the version that was read."""

    version: Version


class Agreed(BaseModel):
    """Who agreed to what, and when."""

    version: Version
    by: Code
    sections: Sections
    given_at: AwareDatetime


class Named(BaseModel):
    """Some sections."""

    version: Version
    sections: Sections


class AskedFor(BaseModel):
    """What is to go without consent, on which ground and why; in an emergency one goes ahead and answers for it."""

    sections: Sections
    ground: Annotated[str, Field(max_length=100)]
    reason: Words
    emergency: bool = False


class Reasoned(BaseModel):
    """Why, in a code."""

    version: Version
    reason: Code


class Answered(BaseModel):
    """What the receiver says: received, accepted, rejected with a reason, done; words are for the sender."""

    version: Version
    step: Step
    reason: Code = ""
    words: Annotated[str, Field(max_length=2000)] = ""


class Opening(BaseModel):
    """One section."""

    section: Code


class Paper(Response):
    """An encrypted page."""

    media_type = "application/pdf"
