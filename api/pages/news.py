"""What was just done, told once on the next page: a code of this tuple in a cookie, and the opaque id it was done to.

The cookie holds no words, so that nobody can make a page say something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import Request, Response

from api.pages.navigation import N_
from api.signin import cookies

_ABOUT = re.compile(r"[A-Za-z0-9_-]{0,64}")


@dataclass(frozen=True)
class Told:
    """News by its code; ``undo`` says whether the page offers to take the act back."""

    code: str
    words: str
    undo: bool = False


NEWS: tuple[Told, ...] = (
    Told("saved", N_("Saved.")),
    Told("claimed", N_("This piece of work is yours now.")),
    Told("released", N_("Given back.")),
    Told("snoozed", N_("Put off."), undo=True),
    Told("judged", N_("Your judgement was recorded."), undo=True),
    Told("undone", N_("Taken back.")),
    Told("noted", N_("The note was written.")),
    Told("assigned", N_("Assigned.")),
    Told("reopened", N_("Opened anew.")),
    Told("closed", N_("Closed.")),
    Told("asked", N_("A second person has been asked.")),
    Told("proceeding_opened", N_("The proceeding was opened.")),
    Told("claim_opened", N_("The claim was opened.")),
    Told("planned", N_("The action was planned.")),
    Told("matter_closed", N_("The urgent matter was closed.")),
    Told("shift_added", N_("Put on the roster.")),
    Told("shift_ended", N_("Taken off the roster.")),
    Told("job_started", N_("Put into the queue.")),
    Told("training_asked", N_("The training was asked for; a worker carries it out.")),
    Told("week_asked", N_("The past week was asked for; a worker computes it.")),
    Told("signed", N_("Your signature was added.")),
    Told("promoted", N_("The promotion was written into the book.")),
    Told("sent_to_counsellor", N_("A counsellor knows that the applicant comes.")),
    Told("paper_noted", N_("The row of the paper was entered.")),
    Told("referral_begun", N_("Kept as a draft. Look it over, then send it.")),
    Told("referral_sent", N_("The referral was sent.")),
    Told("wishes_kept", N_("The wishes were kept.")),
    Told("talk_kept", N_("What happened next was kept.")),
    Told("sheet_written", N_("The new version was kept.")),
    Told("matter_taken", N_("You have taken it on.")),
    Told("danger_closed", N_("What was done was kept.")),
    Told("evidence_sent", N_("The evidence goes to LPSK, sealed.")),
    Told("cleared", N_("Cleared. The next run says nothing of it without new evidence.")),
    Told("call_written", N_("The call was written down.")),
    Told("figures_released", N_("The year’s figures were released.")),
)
_NEWS = {told.code: told for told in NEWS}


@dataclass(frozen=True)
class News:
    """What to tell, and about which piece of work."""

    told: Told
    about: str


def tell(response: Response, code: str, about: str = "") -> None:
    """Let the next page tell it. Raises KeyError for a code that is not declared."""
    _NEWS[code]
    response.set_cookie(value=f"{code}.{about}", **cookies.NEWS.attributes())


def of(request: Request) -> News | None:
    """What this request's page has to tell."""
    code, _, about = request.cookies.get(cookies.NEWS.name, "").partition(".")
    if code not in _NEWS or not _ABOUT.fullmatch(about):
        return None
    return News(_NEWS[code], about)


def forget(response: Response) -> None:
    """It was told."""
    response.set_cookie(value="", **{**cookies.NEWS.attributes(), "max_age": 0})
