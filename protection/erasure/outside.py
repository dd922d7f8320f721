"""People who stand in no record (any more): what was written of them outlives no purpose either.

Whoever was referred without a registration, or entered into a proceeding that founded nothing, has no row by which
their time could be told (``protection.erasure.due``). Here it is told by the day on which the referral or the
proceeding ended. Two people agree to all that is due on a day; what is sealed then opens no more, codes and days stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, text

from protection.erasure.erase import ACT
from protection.erasure.spans import in_force
from records import audit, four_eyes
from records.audit import Act, Deed
from records.custody import row_keys
from records.custody.keyring import Keyring
from records.days import day_of, instant
from records.errors import InputRefused
from records.four_eyes import reading
from records.four_eyes.machine import State
from records.rights.context import as_program, who_acts

ROWS = "outside_records"
"""The kind of rows in ``records/retention.toml``."""

_REFERRALS = text("""
    SELECT f.referral_id FROM referrals AS f
    WHERE f.ended_at < :before AND NOT EXISTS (
        SELECT FROM source_rows AS r WHERE r.feed || ':' || r.entity_key = ANY (f.refs)
    ) AND EXISTS (
        SELECT FROM row_keys AS k
        WHERE k.holder = 'referral_sections' AND k.id IN (
            SELECT content_id FROM referral_sections WHERE referral_id = f.referral_id
        ) OR k.holder = 'referral_events' AND k.id IN (
            SELECT event_id FROM referral_events WHERE referral_id = f.referral_id
        ) OR k.holder = 'referral_papers' AND k.id IN (
            SELECT paper_id FROM referral_papers WHERE referral_id = f.referral_id
        )
    )
    ORDER BY f.referral_id
""")
# A conviction is kept by the archive's schedule; what was stopped or ended in acquittal founded nothing.
_MEMBERS = text("""
    SELECT m.member_id FROM proceeding_persons AS m JOIN proceedings AS p USING (proceeding_id)
    WHERE p.ended_at < :before AND p.ruling IS DISTINCT FROM 'guilty' AND m.person_id IS NULL
        AND EXISTS (SELECT FROM row_keys WHERE holder = 'proceeding_persons' AND id = m.member_id)
    ORDER BY m.member_id
""")
_WRITTEN: dict[str, str] = {
    "referral_sections": "SELECT content_id FROM referral_sections WHERE referral_id = ANY (:ids)",
    "referral_events": "SELECT event_id FROM referral_events WHERE referral_id = ANY (:ids)",
    "referral_papers": "SELECT paper_id FROM referral_papers WHERE referral_id = ANY (:ids)",
}


@dataclass(frozen=True)
class Outside:
    """What is due about people in no record, by number: referrals, and people in proceedings."""

    referrals: tuple[int, ...]
    members: tuple[int, ...]

    def __len__(self) -> int:
        """How many people it is about, at the most."""
        return len(self.referrals) + len(self.members)


def due(connection: Connection, day: date) -> Outside:
    """What is due on a day; whoever calls writes the audit entry."""
    kept = {period.rows: period.days for period in in_force(connection, day)}.get(ROWS)
    if kept is None:
        return Outside((), ())
    before = {"before": instant(day) - timedelta(days=kept)}
    with as_program(connection):
        return Outside(
            tuple(connection.scalars(_REFERRALS, before)), tuple(connection.scalars(_MEMBERS, before))
        )


def ref(day: date) -> str:
    """What a second person agrees to: all that is due on this day."""
    return f"retention:{ROWS}/{day.isoformat()}"


def ask(connection: Connection, keys: Keyring, reason: str, now: datetime) -> int:
    """Ask a second person for what is due today; gives the request's number. Raises InputRefused, StepRefused."""
    day = day_of(now)
    if not len(due(connection, day)):
        raise InputRefused("Tidak ada yang jatuh tempo.", "Nothing is due.")
    return four_eyes.ask(connection, keys, ACT, (ref(day),), four_eyes.ACT[ACT].grounds[1], reason)


def agreed(connection: Connection) -> date | None:
    """The newest day that a second person has agreed to, of one's own requests; one audit entry."""
    me, days = who_acts(connection), []
    for each in reading.latest(connection, acts=(ACT,)):
        ours = each.refs[0].startswith(f"retention:{ROWS}/")
        if ours and each.asker == me and each.state is State.APPROVED:
            days.append(date.fromisoformat(each.refs[0].partition("/")[2]))
    return max(days, default=None)


def erase(connection: Connection, day: date) -> int:
    """Destroy what was due on the day that was agreed to; gives how many keys went. Raises SecondPersonNeeded."""
    four_eyes.use(connection, ACT, (ref(day),))
    found, gone = due(connection, day), 0
    with as_program(connection):
        for holder, wanted in _WRITTEN.items():
            ids = connection.scalars(text(wanted), {"ids": list(found.referrals)}).all()
            gone += row_keys.destroy(connection, holder, ids)
        gone += row_keys.destroy(connection, "proceeding_persons", found.members)
    objects = (
        *(f"referral/{number}" for number in found.referrals),
        *(f"member/{number}" for number in found.members),
    )
    audit.write(connection, Act(Deed.ERASE, "outside_record", objects, None, ("sealed",)))
    return gone
