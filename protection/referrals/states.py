"""Where a referral stands, the steps that lead on, whose each is, and the reasons that are given in codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from records.errors import WrongState


class State(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    """The receiver has it and has not decided."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVOKED = "revoked"
    """Taken back by the sender, or the person no longer agrees: the receiver reads nothing more."""
    DONE = "done"


class Step(StrEnum):
    """What can be done with a referral."""

    BEGIN = "begin"
    WRITE = "write"
    """Its content was changed before it went."""
    AGREE = "agree"
    """A consent was written down."""
    OVERRIDE = "override"
    """Two people decided that something goes without consent."""
    SEND = "send"
    RENEW = "renew"
    """What was agreed to since goes too."""
    WITHDRAW = "withdraw"
    """A consent was withdrawn; the rest stands."""
    REVOKE = "revoke"
    RECEIVE = "receive"
    ACCEPT = "accept"
    REJECT = "reject"
    FINISH = "finish"


WORDS: dict[State, tuple[str, str]] = {
    State.DRAFT: ("belum dikirim", "not sent yet"),
    State.SENT: ("terkirim", "sent"),
    State.RECEIVED: ("sudah dibaca penerima", "read by the receiver"),
    State.ACCEPTED: ("diterima", "accepted"),
    State.REJECTED: ("ditolak", "rejected"),
    State.REVOKED: ("ditarik", "taken back"),
    State.DONE: ("selesai", "done"),
}
"""Where it stands, in Indonesian and English."""

STEP_WORDS: dict[Step, tuple[str, str]] = {
    Step.BEGIN: ("disusun", "begun"),
    Step.WRITE: ("isi diubah", "content changed"),
    Step.AGREE: ("persetujuan dicatat", "consent written down"),
    Step.OVERRIDE: ("diputuskan berdua tanpa persetujuan", "decided by two without consent"),
    Step.SEND: ("dikirim", "sent"),
    Step.RENEW: ("dikirim lagi dengan yang baru disetujui", "sent again with what was agreed to since"),
    Step.WITHDRAW: ("sebagian persetujuan dicabut", "part of the consent withdrawn"),
    Step.REVOKE: ("ditarik", "taken back"),
    Step.RECEIVE: ("diterima untuk dibaca", "received to be read"),
    Step.ACCEPT: ("diterima untuk ditangani", "accepted"),
    Step.REJECT: ("ditolak", "rejected"),
    Step.FINISH: ("selesai", "done"),
}
"""What was done, in Indonesian and English."""


class Side(StrEnum):
    """Whose step it is."""

    SENDER = "sender"
    RECEIVER = "receiver"


S = State
OPEN = (S.SENT, S.RECEIVED, S.ACCEPTED)
"""It is with the receiver."""
ENDED = frozenset({S.REJECTED, S.REVOKED, S.DONE})


@dataclass(frozen=True)
class Edge:
    """A step from some states to one (None: where it stood), and whose it is."""

    step: Step
    before: tuple[State, ...]
    after: State | None
    side: Side


EDGES: tuple[Edge, ...] = (
    Edge(Step.WRITE, (S.DRAFT,), None, Side.SENDER),
    Edge(Step.AGREE, (S.DRAFT, *OPEN), None, Side.SENDER),
    Edge(Step.OVERRIDE, (S.DRAFT, *OPEN), None, Side.SENDER),
    Edge(Step.SEND, (S.DRAFT,), S.SENT, Side.SENDER),
    Edge(Step.RENEW, OPEN, None, Side.SENDER),
    Edge(Step.WITHDRAW, (S.DRAFT, *OPEN), None, Side.SENDER),
    Edge(Step.REVOKE, (S.DRAFT, *OPEN), S.REVOKED, Side.SENDER),
    Edge(Step.RECEIVE, (S.SENT,), S.RECEIVED, Side.RECEIVER),
    Edge(Step.ACCEPT, (S.SENT, S.RECEIVED), S.ACCEPTED, Side.RECEIVER),
    Edge(Step.REJECT, (S.SENT, S.RECEIVED), S.REJECTED, Side.RECEIVER),
    Edge(Step.FINISH, (S.ACCEPTED,), S.DONE, Side.RECEIVER),
)
"""The whole machine; an answer from another node follows ``protection.referrals.answers`` instead."""

ANSWERS = {
    State.RECEIVED: Step.RECEIVE,
    State.ACCEPTED: Step.ACCEPT,
    State.REJECTED: Step.REJECT,
    State.DONE: Step.FINISH,
}
"""What a receiver can say, and the step that it is."""


@dataclass(frozen=True)
class Reason:
    """Why a step was taken, in a code: words about a person do not travel back."""

    code: str
    of: Step
    text_id: str
    text_en: str


REASONS: tuple[Reason, ...] = (
    Reason("other_mandate", Step.REJECT, "Di luar tugas kami", "Not our mandate"),
    Reason("incomplete", Step.REJECT, "Belum lengkap", "Not complete"),
    Reason("out_of_reach", Step.REJECT, "Orangnya tidak dapat dihubungi", "The person cannot be reached"),
    Reason("declined", Step.REJECT, "Orangnya tidak menghendaki", "The person does not wish it"),
    Reason("helped_already", Step.REJECT, "Sudah ditolong di tempat lain", "Is helped elsewhere already"),
    Reason("no_room", Step.REJECT, "Belum ada tempat atau petugas", "No room or staff now"),
    Reason("wished", Step.REVOKE, "Orangnya menghendaki", "The person wishes it"),
    Reason("mistake", Step.REVOKE, "Salah kirim atau salah orang", "Sent by mistake, or the wrong person"),
    Reason("elsewhere", Step.REVOKE, "Dirujuk ke tempat lain", "Referred elsewhere"),
    Reason("danger", Step.REVOKE, "Rujukan ini membahayakan orangnya", "This referral endangers the person"),
    Reason("consent_withdrawn", Step.REVOKE, "Persetujuan dicabut", "Consent was withdrawn"),
    Reason("helped", Step.FINISH, "Sudah ditolong", "Was helped"),
    Reason("left", Step.FINISH, "Orangnya mengakhiri", "The person ended it"),
    Reason("handed_over", Step.FINISH, "Diserahkan kepada lembaga lain", "Handed over to another body"),
)

REASON = {reason.code: reason for reason in REASONS}
OTHER = "other"
"""A reason from elsewhere that is none of ours."""


def reasons(step: Step) -> tuple[Reason, ...]:
    """The reasons that a step can have; none where it needs none."""
    return tuple(reason for reason in REASONS if reason.of is step)


def possible(state: State, side: Side) -> frozenset[Step]:
    """The steps that one side can take from a state."""
    return frozenset(edge.step for edge in EDGES if edge.side is side and state in edge.before)


def taken(step: Step, state: State) -> State:
    """Where a step leads from a state. Raises WrongState."""
    for edge in EDGES:
        if edge.step is step and state in edge.before:
            return edge.after or state
    raise WrongState(
        "Rujukan ini tidak berada pada tahap untuk langkah itu.",
        "This referral does not stand where that can be done.",
    )
