"""What came of a talk with a counsellor, as the person chose; a note only where they agreed, sealed, for its writer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from protection.counsel.referrals import seen
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused
from records.rights.context import Context
from records.tables import counsel_talks

HOLDER = counsel_talks.name
LONGEST = 4000
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Outcome:
    """What can happen next; none is better than another."""

    name: str
    text_id: str
    text_en: str


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("goes_on", "Melanjutkan proses, sudah mendapat penjelasan", "Goes on, informed"),
    Outcome(
        "thinks", "Ingin berpikir atau bertanya kepada keluarga dahulu", "Wishes to think or ask the family"
    ),
    Outcome("papers", "Melengkapi dokumen, lalu kembali", "Completes papers, then comes back"),
    Outcome("changes", "Memilih pekerjaan, negara, atau P3MI lain", "Chooses other work, country or agency"),
    Outcome("stays", "Memilih tidak berangkat", "Chooses not to go"),
    Outcome(
        "helped", "Meminta bantuan: dirujuk ke UPTD PPA, LPSK, atau bantuan hukum", "Asks for help: referred"
    ),
    Outcome("complains", "Menyampaikan pengaduan", "Makes a complaint"),
    Outcome(
        "stopped",
        "Tidak ingin berbicara, atau berhenti; boleh kembali",
        "Would rather not talk, or stopped",
    ),
    Outcome("absent", "Tidak datang", "Did not come"),
)
OUTCOME = {outcome.name: outcome for outcome in OUTCOMES}


@dataclass(frozen=True)
class Talk:
    """One talk; ``note`` is there for whoever wrote it alone, ``noted`` says that there is one."""

    talk_id: int
    happened_at: datetime
    recorded_at: datetime
    who: str
    outcome: Outcome
    agreed_to_note: bool
    agreed_to_pass_on: bool
    noted: bool
    note: str


def record(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    outcome: str,
    note: str,
    *,
    agreed_to_note: bool,
    agreed_to_pass_on: bool,
    happened_at: datetime,
    now: datetime,
) -> None:
    """Write down what came of a talk; a note is kept only where the person agreed. Raises NotFound, InputRefused."""
    if outcome not in OUTCOME:
        raise InputRefused("Pilih apa yang terjadi selanjutnya.", "Choose what happened next.")
    if note.strip() and not agreed_to_note:
        raise InputRefused(
            "Catatan hanya disimpan bila orangnya menyetujui. Tanyakan, atau kosongkan catatan.",
            "A note is kept only where the person agreed. Ask, or leave the note empty.",
        )
    if happened_at > now + _A_MINUTE:
        raise InputRefused("Waktu pembicaraan belum lewat.", "The time of the talk is yet to come.")
    seen(connection, referral_id)
    talk_id = sealed_words.put(
        connection,
        keys,
        counsel_talks,
        note.strip()[:LONGEST] or None,
        sealed_words.about(HOLDER, referral_id, context.who, now),
        referral_id=referral_id,
        happened_at=happened_at,
        recorded_at=now,
        who=context.who,
        outcome=outcome,
        agreed_to_note=agreed_to_note,
        agreed_to_pass_on=agreed_to_pass_on,
    )
    objects = (f"counsel/{referral_id}", f"talk/{talk_id}")
    audit.write(connection, Act(Deed.COUNSEL, "counsel_talk", objects, None, ("outcome", "agreed_to_note")))


def talks(connection: Connection, keys: Keyring, context: Context, referral_id: int) -> tuple[Talk, ...]:
    """The talks with one person, the newest first; one's own notes are opened."""
    mine = counsel_talks.c
    rows = connection.execute(
        select(counsel_talks).where(mine.referral_id == referral_id).order_by(mine.talk_id.desc())
    ).all()
    boxes = (
        (row.talk_id, row.sealed, sealed_words.about(HOLDER, referral_id, row.who, row.recorded_at))
        for row in rows
        if row.who == context.who
    )
    notes = sealed_words.texts(connection, keys, HOLDER, boxes)
    objects = (f"counsel/{referral_id}", *(f"talk/{row.talk_id}" for row in rows))
    audit.write(connection, Act(Deed.READ, "counsel_talk", objects, None, ("outcome", "note")))
    return tuple(
        Talk(
            row.talk_id,
            row.happened_at,
            row.recorded_at,
            row.who,
            OUTCOME[row.outcome],
            row.agreed_to_note,
            row.agreed_to_pass_on,
            row.sealed is not None,
            notes.get(row.talk_id, ""),
        )
        for row in rows
    )
