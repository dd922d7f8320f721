"""To whom somebody can be referred and why it fits: each kind of body with its offices, from the directory.

What is known speaks for a mandate or it does not; an officer chooses, and may choose what nothing here speaks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from protection.directory import Fitting, fitting
from protection.directory.kinds import NEED
from protection.referrals.receivers import Mandate, Receiver, receivers
from records.days import day_of

SAME_NEED: Mapping[str, str] = MappingProxyType({"psychological": "psychosocial"})
"""What the directory calls by another name than a referral's section of needs."""
MOST_OFFICES = 6
ABROAD = "mission"
"""For who is abroad: an officer says that, nothing here does."""


@dataclass(frozen=True)
class Asked:
    """What is known of somebody before a receiver is chosen; nothing that tells who it is.

    ``needs`` are codes of the section of needs; ``signs`` says that data or the person tell of an element of a crime;
    ``on_file``, that they stand in the records of workers.
    """

    regency: str = ""
    child: bool = False
    needs: frozenset[str] = frozenset()
    threatened: bool = False
    signs: bool = False
    on_file: bool = False
    woman_officer: bool = False
    language: str | None = None


@dataclass(frozen=True)
class Offer:
    """One kind of body: the mandates that what is known speaks for, and its offices there, the best first."""

    receiver: Receiver
    speaks: tuple[Mandate, ...]
    offices: tuple[Fitting, ...]

    @property
    def fits(self) -> bool:
        """Whether anything known speaks for it."""
        return bool(self.speaks) or any(each.meets for each in self.offices)


def offers(connection: Connection, asked: Asked, now: datetime) -> list[Offer]:
    """Every receiver that may be chosen, the best fitting first; a child is offered the children's path alone.

    LPSK stands first where there are signs of a crime or a threat (UU 13/2006 jo. UU 31/2014 articles 5, 28-29).
    Whoever calls writes the entry.
    """
    there = _offices(connection, asked, now)
    speaking = _speaking(asked)
    found = []
    for each in receivers(day_of(now)):
        if asked.child and not each.child:
            continue
        offices = tuple(one for one in there if one.service.entry.kind == each.code)[:MOST_OFFICES]
        known = speaking if each.code != ABROAD else frozenset()
        speaks = tuple(mandate for mandate in each.mandates if mandate.code in known)
        found.append(Offer(each, speaks, offices))
    return sorted(
        found,
        key=lambda each: (
            not each.fits,
            not (each.receiver.code == "lpsk" and each.speaks),
            -max((len(one.meets) for one in each.offices), default=0),
            -len(each.speaks),
        ),
    )


def helpers(connection: Connection, asked: Asked, now: datetime) -> list[Fitting]:
    """Services that meet a need and take no referral through here: people go to them, with somebody or alone."""
    kinds = {each.code for each in receivers(day_of(now))}
    there = _offices(connection, asked, now)
    return [each for each in there if each.meets and each.service.entry.kind not in kinds][:MOST_OFFICES]


def _offices(connection: Connection, asked: Asked, now: datetime) -> list[Fitting]:
    if len(asked.regency) < 4:
        return []
    needs = {SAME_NEED.get(need, need) for need in asked.needs}
    # Where no need is named yet, every office of the place is shown; none is said to meet what was not named.
    found = fitting(
        connection,
        asked.regency[:4],
        needs or set(NEED),
        asked.child,
        asked.woman_officer,
        asked.language,
        now,
    )
    return (
        found
        if needs
        else [Fitting(each.service, (), each.lacks, each.near, each.open_now) for each in found]
    )


def _speaking(asked: Asked) -> frozenset[str]:
    """The mandates that what is known speaks for. Violence, a wish to report and being abroad nobody infers."""
    says = {
        "crime_sign": asked.signs,
        "threat": asked.threatened,
        "child": asked.child,
        "return": "return" in asked.needs,
        "rehabilitation": bool(asked.needs & {"psychological", "basic"}),
        "counsel": bool(asked.needs & {"companion", "legal", "interpreter"}),
        "worker_protection": asked.on_file,
    }
    return frozenset(code for code, speaks in says.items() if speaks)
