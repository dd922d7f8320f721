"""Who agreed to what, and when; withdrawn at any time; and what two people decided without consent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from protection.referrals.packet import Agreed
from protection.referrals.sections import NAMES, NEEDED
from records.errors import InputRefused
from records.tables.referrals import referral_consents

OVERRIDE = "override"
OLDEST = timedelta(days=366)
"""What was agreed to longer ago is asked again."""
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Giver:
    """Somebody who can agree, for an adult, for a child, or for both."""

    code: str
    text_id: str
    text_en: str
    adult: bool
    child: bool


GIVERS: tuple[Giver, ...] = (
    Giver("self", "Orangnya sendiri", "The person", adult=True, child=False),
    Giver("parent", "Orang tua", "A parent", adult=False, child=True),
    Giver("guardian", "Wali atau pengampu", "A guardian", adult=True, child=True),
    Giver("court", "Penetapan pengadilan", "A court", adult=True, child=True),
)
"""UU 31/2014 article 29A: for a child a parent or guardian agrees, or a court where they cannot or must not."""


@dataclass(frozen=True)
class Consent:
    """One consent; ``approval_id`` where two people decided in its place."""

    consent_id: int
    by_whom: str
    given_at: datetime
    sections: tuple[str, ...]
    approval_id: int | None
    recorded_by: str
    withdrawn_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether it still holds."""
        return self.withdrawn_at is None


def check(by: str, sections: Collection[str], *, child: bool, given_at: datetime, now: datetime) -> None:
    """Refuse a consent that nobody can give. Raises InputRefused."""
    giver = next((each for each in GIVERS if each.code == by), None)
    if giver is None or not (giver.child if child else giver.adult):
        able = [each for each in GIVERS if (each.child if child else each.adult)]
        raise InputRefused(
            f"Yang dapat menyetujui: {', '.join(each.text_id.lower() for each in able)}.",
            f"Those who can agree: {', '.join(each.text_en.lower() for each in able)}.",
        )
    if not sections or not set(sections) <= set(NAMES):
        raise InputRefused("Pilih apa yang boleh dibagikan.", "Choose what may be shared.")
    if not now - OLDEST <= given_at <= now + _A_MINUTE:
        raise InputRefused(
            "Waktu persetujuan belum lewat, atau sudah lebih dari setahun: tanyakan lagi.",
            "The time of the consent is yet to come, or over a year ago: ask again.",
        )


def keep(
    connection: Connection,
    referral_id: int,
    by: str,
    sections: Collection[str],
    given_at: datetime,
    who: str,
    now: datetime,
    approval_id: int | None = None,
) -> None:
    """Write a consent down."""
    connection.execute(
        insert(referral_consents).values(
            referral_id=referral_id,
            by_whom=by,
            given_at=given_at,
            sections=[name for name in NAMES if name in sections],
            approval_id=approval_id,
            recorded_by=who,
            recorded_at=now,
        )
    )


def withdraw(
    connection: Connection, referral_id: int, sections: Collection[str], who: str, now: datetime
) -> None:
    """Withdraw some sections from every consent that stands; what remains of each is written anew.

    What two people decided without consent is no consent, and is not withdrawn by it.
    """
    mine = referral_consents.c
    for each in consents(connection, referral_id):
        if not each.stands or each.by_whom == OVERRIDE or not set(each.sections) & set(sections):
            continue
        ended = update(referral_consents).where(mine.consent_id == each.consent_id)
        connection.execute(ended.values(withdrawn_at=now, withdrawn_by=who))
        left = set(each.sections) - set(sections)
        if left:
            keep(connection, referral_id, each.by_whom, left, each.given_at, who, now)


def consents(connection: Connection, referral_id: int) -> tuple[Consent, ...]:
    """Every consent of a referral, in order."""
    mine = referral_consents.c
    wanted = select(
        mine.consent_id,
        mine.by_whom,
        mine.given_at,
        mine.sections,
        mine.approval_id,
        mine.recorded_by,
        mine.withdrawn_at,
    ).where(mine.referral_id == referral_id)
    return tuple(
        Consent(row[0], row[1], row[2], tuple(row[3]), *row[4:])
        for row in connection.execute(wanted.order_by(mine.consent_id))
    )


def agreed(found: Sequence[Consent]) -> Agreed | None:
    """What may be shared by those that stand; None where that is not enough to refer anybody."""
    standing = [each for each in found if each.stands]
    given = [each for each in standing if each.by_whom != OVERRIDE]
    sections = frozenset(name for each in given for name in each.sections)
    without = frozenset(name for each in standing for name in each.sections) - sections
    if not standing or not sections | without >= NEEDED:
        return None
    newest = given[-1] if given else standing[-1]
    return Agreed(newest.by_whom, newest.given_at, sections, without)
