"""Who did what to which records, for what purpose: written in the same transaction as the act itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text


class Deed(StrEnum):
    """What can be done to records. The database keeps the text, so the list may grow without a migration."""

    RECEIVE = "receive"
    """A file was taken in."""
    SETTLE = "settle"
    """A row in quarantine was decided on."""
    EXPORT = "export"
    """Rows went into the columnar copy, as tokens."""
    LINK = "link"
    """Clear identifiers were read to tell who is the same person."""
    DETECT = "detect"
    """Alerts were computed."""
    RAISE = "raise"
    """Alerts became work, were raised again, woke or lapsed."""
    WORK = "work"
    """Work on an alert was claimed, given back, assigned, put off, noted or taken back."""
    JUDGE = "judge"
    """A person judged an alert, closed it or opened it again."""
    JUDGE_IDENTITY = "judge_identity"
    """A person judged whether two rows are about one person, or took that back."""
    SEARCH = "search"
    """People were looked for by an exact token."""
    REVEAL = "reveal"
    """Masked values were shown in clear."""
    REFUSE = "refuse"
    """Someone asked for what their role, purpose or key does not cover."""
    READ = "read"
    """A person looked at records."""
    EXPORT_AUDIT = "export_audit"
    """The audit itself was written to a file."""
    ACCEPT = "accept"
    """Another agency's countersignature was taken in."""
    SIGN_IN = "sign_in"
    """Someone came in: with password and code, with a one-time code, or through an identity provider."""
    SIGN_IN_FAILED = "sign_in_failed"
    """Someone tried to; the object is the keyed token of the login."""
    SIGN_OUT = "sign_out"
    """A session was ended by the person or by an administrator."""
    SWITCH_ROLE = "switch_role"
    LOCK_SCREEN = "lock_screen"
    UNLOCK_SCREEN = "unlock_screen"
    """A person went on in another of their roles, or for another purpose."""
    PROVE = "prove"
    """A person proved anew who they are, before a sensitive act."""
    SET_PASSWORD = "set_password"  # noqa: S105  (the name of an act)
    """A person chose a new password."""
    SET_SECOND_FACTOR = "set_second_factor"
    """A person activated one-time codes."""
    ACCOUNT_MAKE = "account_make"
    """An account was made."""
    ACCOUNT_RESET = "account_reset"
    """An administrator gave an account a one-time code in place of its proofs."""
    ACCOUNT_DISABLE = "account_disable"
    """Nobody enters with an account any more."""
    ACCOUNT_ENABLE = "account_enable"
    """An account may be entered again."""
    ACCOUNT_LINK = "account_link"
    """An account was tied to a subject of an identity provider."""
    ROLE_GRANT = "role_grant"
    """An account got a role."""
    ROLE_END = "role_end"
    """A role of an account was ended."""
    CLIENT_MAKE = "client_make"
    """A program got a key."""
    CLIENT_REVOKE = "client_revoke"
    """A program's key was revoked."""
    HEAR = "hear"
    """A request of the person whom records are about was taken in, identified, decided or answered."""
    HOLD = "hold"
    """Rows were held for a case, or released."""
    PROTECT = "protect"
    """An identity came under protection, or left it."""
    ERASE = "erase"
    """Rows were lawfully erased."""
    ATTACH = "attach"
    """A scan, statement or photograph was taken in."""
    DESTROY = "destroy"
    """The keys of an attachment were destroyed."""
    NOTE_PAPER = "note_paper"
    """What a desk had noted on paper was entered, with its true time."""
    COUNSEL = "counsel"
    """Someone was received by a counsellor; their wishes, or what came of the talk, were written down."""
    WRITE_SHEET = "write_sheet"
    """An information sheet was written in a regional language."""
    ASK = "ask"
    """A second person was asked for."""
    DECIDE = "decide"
    """A second person agreed, or did not."""
    WITHDRAW = "withdraw"
    """A request for a second person was taken back."""
    BREAK_GLASS = "break_glass"
    """Someone took it on themselves to act alone in an emergency."""
    REVIEW = "review"
    """Broken glass was judged."""
    HAND_OVER = "hand_over"
    """A numbered file of alerts, networks or agencies was made for another institution."""
    ROTATE_KEYS = "rotate_keys"
    """A data key or the master key was replaced, or row keys were brought under a new one."""
    SPLIT_KEYS = "split_keys"
    """The keys were split into shares for custodians."""
    RECOVER_KEYS = "recover_keys"
    """The keys were recovered from the shares of custodians."""
    START_JOB = "start_job"
    """Someone put a job into the queue, or let a dead letter be tried anew."""
    SUBSCRIBE = "subscribe"
    """A program asked to be told of events at an address of its own, or no longer."""
    DELIVER = "deliver"
    """Programs were told of events, by number alone."""
    RUN_JOB = "run_job"
    """An attempt at a job of the program ended; what it read or changed has entries of its own."""
    BACK_UP = "back_up"
    """A sealed backup was made."""
    RESTORE = "restore"
    """The database was restored from a backup."""
    UPGRADE = "upgrade"
    """The database was brought to a newer release."""
    SET_CLOCK = "set_clock"
    """An operator confirmed that the clock had been wrong, and heads go on with the right one."""
    TRAIN_MODEL = "train_model"
    """A model was trained, or a training was asked for."""
    LOOK_BACK = "look_back"
    """A past week was computed anew, or that was asked for; it raised nothing."""
    MODEL_KEY = "model_key"
    """A person got a key to sign models with."""
    SIGN_MODEL = "sign_model"
    """A person signed a model."""
    PROMOTE_MODEL = "promote_model"
    """A model became champion or challenger, or was retired."""
    SCREEN = "screen"
    """A desk asked how to go on with a registration, and was answered."""
    PLANT = "plant"
    """A recruiter who does not exist was planted, to catch who asks about them."""
    ALARM = "alarm"
    """What cannot wait was looked for, and put before whoever is on duty."""
    NOTIFY = "notify"
    """Those on duty were called by a message without content."""
    ANSWER = "answer"
    """Someone on duty opened an urgent matter, or closed it."""
    ROSTER = "roster"
    """The duty roster was changed."""
    TAKE_ACTION = "take_action"
    """An action on an alert was planned, begun, reported, given up or cancelled."""
    PROCEED = "proceed"
    """A proceeding was opened, went to another stage, or someone was added to it."""
    CONFIRM_OUTCOME = "confirm_outcome"
    """An outcome was confirmed, to become a label later."""
    RELEASE_OUTCOMES = "release_outcomes"
    """Outcomes left in a batch, or became rows of the feed of case outcomes."""
    RELEASE_FIGURES = "release_figures"
    """Protected figures of a year were released, to stay as they are."""
    RESTITUTION = "restitution"
    """A claim of restitution was opened, changed, ruled on, or money was booked."""
    REFER = "refer"
    """A referral was begun, changed, agreed to, sent, taken back or answered."""
    CHANGE_RETENTION = "change_retention"
    """How long rows are kept was changed, by two people."""
    CASE = "case"
    """A protection case was received, changed, decided or ended."""
    PRINT = "print"
    """A brief or an information report was made for printing."""

    INTRODUCE = "introduce"
    """Another node was entered, confirmed by a second person, or is spoken to no more."""
    SEND_BUNDLE = "send_bundle"
    """Sealed bundles were sent to another node, or laid out for it."""
    RECEIVE_BUNDLE = "receive_bundle"
    """A sealed bundle came from another node; what it led to has entries of its own."""


@dataclass(frozen=True)
class Act:
    """One act, done by whoever the transaction's context names.

    ``objects`` names what it touched by number, token or range, never by a value; ``count`` says how many
    objects these references stand for, where a range stands for many.
    """

    deed: Deed
    kind: str
    objects: tuple[str, ...]
    count: int | None = None
    fields: tuple[str, ...] = ()


_WRITE = text("SELECT audit_write(:deed, :kind, CAST(:count AS bigint), :objects, :fields)").bindparams(
    bindparam("objects", type_=ARRAY(Text)), bindparam("fields", type_=ARRAY(Text))
)


def write(connection: Connection, act: Act) -> int:
    """Write the entry of an act into the transaction that the act runs in; gives the entry's number.

    If the entry cannot be written this raises, and the act is rolled back with it.
    """
    entry: int = connection.execute(
        _WRITE,
        {
            "deed": act.deed.value,
            "kind": act.kind,
            "count": len(act.objects) if act.count is None else act.count,
            "objects": list(act.objects),
            "fields": list(act.fields),
        },
    ).scalar_one()
    return entry
