"""The three answers, in words that never differ.

What comes of a registration is one of three words and the questions that belong to the word. The documents still to
bring and where a counsellor is found are told with every answer alike, so that nothing beside the word differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from detection.screening.counsellors import Counsel
from detection.screening.documents import Document


class Outcome(StrEnum):
    """How the desk goes on."""

    GO_ON = "lanjut"
    COMPLETE = "lengkapi"
    COUNSEL = "rujuk"


@dataclass(frozen=True)
class Question:
    """Something to ask next, neutral and open."""

    id: str
    en: str


NEXT: dict[Outcome, tuple[str, str]] = {
    Outcome.GO_ON: ("Lanjutkan ke meja berikutnya.", "Go on to the next desk."),
    Outcome.COMPLETE: (
        "Bantu pemohon melengkapi dokumen; ia dapat kembali kapan saja tanpa mendaftar ulang.",
        "Help the applicant to complete the documents; they may come back at any time without registering anew.",
    ),
    Outcome.COUNSEL: (
        "Antarkan pemohon ke konselor sebelum meja berikutnya. Ini layanan biasa dan bukan penolakan.",
        "Take the applicant to a counsellor before the next desk. This is a usual service and no refusal.",
    ),
}

QUESTIONS: dict[Outcome, tuple[Question, ...]] = {
    Outcome.GO_ON: (
        Question("Apakah ada yang ingin Anda tanyakan sebelum lanjut?", "Is there anything you want to ask?"),
    ),
    Outcome.COMPLETE: (
        Question("Dokumen mana yang sudah Anda urus?", "Which documents have you begun to arrange?"),
        Question("Bagian mana yang perlu kami bantu?", "With which of them can we help?"),
    ),
    Outcome.COUNSEL: (
        Question(
            "Bersediakah Anda berbicara sebentar dengan konselor, tanpa pendamping?",
            "Would you speak with a counsellor for a moment, on your own?",
        ),
        Question("Bahasa apa yang paling nyaman bagi Anda?", "Which language suits you best?"),
    ),
}


@dataclass(frozen=True)
class Answer:
    """What a desk is told; equal fields for every outcome."""

    outcome: Outcome
    next_id: str
    next_en: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...]
    counsel: Counsel


def answer(referred: bool, documents: tuple[Document, ...], counsel: Counsel) -> Answer:
    """The answer; what is missing never changes whether someone is sent to a counsellor."""
    unreferred = Outcome.COMPLETE if documents else Outcome.GO_ON
    outcome = Outcome.COUNSEL if referred else unreferred
    return Answer(outcome, *NEXT[outcome], QUESTIONS[outcome], documents, counsel)
