"""The words of the work on alerts: states, outcomes, grounds, what can happen, and how long things last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What a piece of work is about."""

    PERSON = "person"
    RECRUITER = "recruiter"
    AGENCY = "agency"
    NETWORK = "network"


class State(StrEnum):
    """Where a piece of work stands."""

    NEW = "baru"
    REVIEWED = "ditinjau"
    REFERRED = "dirujuk"
    CLOSED = "ditutup"


OPEN = (State.NEW, State.REVIEWED)
"""Nothing was decided yet."""


class Outcome(StrEnum):
    """What a review came to; "terbukti", "tersangka" and "korban" belong to competent findings."""

    STRONGER = "indikasi_menguat"
    DEEPER = "perlu_pendalaman"
    NONE = "bukan_indikasi"
    TOO_LITTLE = "data_kurang"


class Selection(StrEnum):
    """How a piece of work came to be looked at."""

    RANKED = "ranked"
    """Among the people most in need within capacity, or a listed network, agency or recruiter."""
    RANDOM = "random"
    """Drawn outside the ranking: the file is checked, nobody is contacted."""
    URGENT = "urgent"
    """Raised by a single event, beside the capacity."""


class Awaiting(StrEnum):
    """Whom a judged piece of work still waits for."""

    SECOND = "second"
    TIE_BREAK = "tie_break"


class Event(StrEnum):
    """What can happen to a piece of work."""

    OPENED = "opened"
    FOLLOWED = "followed"
    """The subject goes on under another name, or with other rows: identities are linked anew each run."""
    MERGED = "merged"
    RAISED_AGAIN = "raised_again"
    CLAIMED = "claimed"
    RELEASED = "released"
    ASSIGNED = "assigned"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    JUDGED = "judged"
    SECOND_JUDGEMENT = "second_judgement"
    TIE_BREAK = "tie_break"
    CLOSED = "closed"
    REOPENED = "reopened"
    UNDONE = "undone"
    LAPSED = "lapsed"
    NOTED = "noted"
    MOVED = "moved_to_protection"
    """The recruiter turned out to be one who is never a suspect: no act against them, and no decision."""


JUDGEMENTS = (Event.JUDGED, Event.SECOND_JUDGEMENT, Event.TIE_BREAK)

UNDOABLE = (
    Event.CLAIMED,
    Event.RELEASED,
    Event.ASSIGNED,
    Event.SNOOZED,
    *JUDGEMENTS,
    Event.CLOSED,
    Event.REOPENED,
)
"""What the one who did it may take back for a while, as long as nothing has happened since."""


class SecondReview(StrEnum):
    """When a second person judges too, without seeing what the first judged."""

    NEVER = "never"
    BEFORE_REFERRAL = "before_referral"
    ALWAYS = "always"


CLAIM = timedelta(hours=8)
"""Who opens a piece of work to review it has a working day; then others may."""

ASSIGNMENT = timedelta(days=3)
"""What the head of the secretariat gives to somebody waits longer for them."""

LONGEST_SNOOZE = timedelta(days=90)
UNDO = timedelta(minutes=10)
LEAVING_SOON = timedelta(days=2)
"""So long before a departure nothing stays put off."""

SHORTEST_REASON = 15
"""Characters; a word of habit is no reason."""


class SeenBy(StrEnum):
    """Who may read a note, besides whoever wrote it; the database keeps to it."""

    FORCE = "force"
    LEAD = "lead"
    OWN = "own"
    ALL = "all"


@dataclass(frozen=True)
class Circle:
    """One choice of who may read a note."""

    seen_by: SeenBy
    id: str
    en: str


CIRCLES: tuple[Circle, ...] = (
    Circle(SeenBy.FORCE, "Satgas dan ketuanya", "The task force and its lead"),
    Circle(
        SeenBy.LEAD, "Ketua dan yang menangani peringatan ini", "The lead and whoever works on this warning"
    ),
    Circle(SeenBy.OWN, "Hanya saya", "Only me"),
    Circle(SeenBy.ALL, "Semua yang bekerja dengan peringatan ini", "All who work with this warning"),
)
"""In the order of the form; the first is what is meant where nothing was said."""


@dataclass(frozen=True)
class Ground:
    """One entry of the short list that a judgement is chosen from, and the outcomes that it may stand for."""

    name: str
    id: str
    en: str
    outcomes: tuple[Outcome, ...]


GROUNDS: tuple[Ground, ...] = (
    Ground(
        "pola_perekrut",
        "Perekrut atau alamat yang sama muncul pada orang lain",
        "The same recruiter or address appears with others",
        (Outcome.STRONGER, Outcome.DEEPER),
    ),
    Ground(
        "tekanan",
        "Ada petunjuk jeratan utang, ancaman atau dokumen ditahan",
        "Hints of debt, threats or held documents",
        (Outcome.STRONGER, Outcome.DEEPER),
    ),
    Ground(
        "proses_menyimpang",
        "Proses penempatan menyimpang tanpa penjelasan",
        "The placement strays from procedure without explanation",
        (Outcome.STRONGER, Outcome.DEEPER),
    ),
    Ground(
        "keterangan_berbeda",
        "Keterangan atau dokumen saling bertentangan",
        "Statements or documents contradict each other",
        (Outcome.STRONGER, Outcome.DEEPER, Outcome.TOO_LITTLE),
    ),
    Ground(
        "penjelasan_sah",
        "Ada penjelasan sah atas petunjuknya",
        "There is an honest explanation of the signs",
        (Outcome.NONE,),
    ),
    Ground(
        "salah_orang",
        "Catatan milik orang lain",
        "The records are somebody else's",
        (Outcome.NONE, Outcome.TOO_LITTLE),
    ),
    Ground(
        "berkas_kurang",
        "Berkas belum cukup untuk menilai",
        "The file does not suffice to judge",
        (Outcome.TOO_LITTLE, Outcome.DEEPER),
    ),
    Ground("lainnya", "Lainnya", "Something else", tuple(Outcome)),
)
"""Each stands beside a text in the reviewer's own words."""

GROUND = {ground.name: ground for ground in GROUNDS}
