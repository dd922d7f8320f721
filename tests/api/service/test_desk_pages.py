"""The pages of the clerk and of the counsellor: found, made sure of, answered alike; sent, spoken with, kept sealed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from matrix import NOW, Visited
from peopled import OFFICE, TOKENS, Peopled, people
from sqlalchemy import text
from test_rights_matrix import let_in

from api.pages.routes import desk as desk_routes
from api.service.application import create_app
from detection.screening.answer import answer
from detection.screening.counsellors import Counsel
from detection.screening.documents import missing
from detection.screening.referral import Sent, send
from records.rights.context import Context, job
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store

COUNSEL = Counsel("desk", "Meja pengaduan kantor ini", "The complaints desk of this office")
WORDS = re.compile(r'<div class="answer card screen-only">.*?</div>', re.DOTALL)
CLERK = ("ltsa", "pelayanan")
COUNSELLOR = ("mrc", "pelayanan")


@dataclass(frozen=True)
class Office:
    """An office at work and the people of the database."""

    client: TestClient
    peopled: Peopled
    store: Store

    def visit(self, who: tuple[str, str], path: str, **form: str) -> Response:
        """A page, or what a form sends."""
        role, purpose = who
        headers = {"as-role": role, "for-purpose": purpose, "sec-fetch-site": "same-origin"}
        if form:
            return self.client.post(path, headers=headers, data=form)
        return self.client.get(path, headers=headers)

    def scalar(self, statement: str) -> object:
        with self.store.acting(job()).reading() as connection:
            return connection.scalar(text(statement))


@pytest.fixture
def office(store: Store, settings: Settings) -> Office:
    peopled = people(store)
    let_in(store)
    app = create_app(Visited(store, settings, TOKENS))
    return Office(TestClient(app, follow_redirects=False), peopled, store)


def test_the_queue_tells_codes_and_no_name(office: Office) -> None:
    page = office.visit(CLERK, "/antrean")
    assert page.status_code == 200
    assert office.peopled.own.entity_key in page.text
    assert office.peopled.protected.entity_key not in page.text
    assert not [secret for secret in office.peopled.secrets if secret in page.text]
    assert office.peopled.own.entity_key in office.visit(CLERK, "/antrean/kertas").text


@pytest.mark.parametrize("typed", ["entity_key", "nik"])
def test_one_is_found_by_number_and_by_nik_and_shown_masked(office: Office, typed: str) -> None:
    own = office.peopled.own
    page = office.visit(CLERK, "/antrean/cari", words=f" {getattr(own, typed).lower()} ")
    assert "/antrean/jawaban" in page.text
    assert own.entity_key in page.text
    assert own.name not in page.text
    assert own.nik not in page.text


def test_a_protected_number_is_told_as_one_that_there_is_not(office: Office) -> None:
    pages = [
        office.visit(CLERK, path, **{field: key})
        for path, field in (("/antrean/cari", "words"), ("/antrean/jawaban", "registration"))
        for key in (office.peopled.protected.entity_key, "REG-999999")
    ]
    assert [page.status_code for page in pages] == [404] * 4
    told = [
        page.text.replace(key, "KEY")
        for page, key in zip(pages, (office.peopled.protected.entity_key, "REG-999999") * 2, strict=True)
    ]
    assert told[0] == told[1]
    assert told[2] == told[3]
    assert "meja pengaduan umum" in told[0]


def test_what_was_typed_stays_where_nothing_was_found(office: Office) -> None:
    assert 'value="REG-77"' in office.visit(CLERK, "/antrean/cari", words="REG-77").text


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_answers_differ_in_their_word_their_sentence_and_their_questions_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    papers = missing("p_to_p", "TWN", {"passport"}, NOW.date())
    told = {
        "lanjut": answer(False, (), COUNSEL),
        "lengkapi": answer(False, papers, COUNSEL),
        "rujuk": answer(True, papers, COUNSEL),
    }
    office.client.cookies.set("__Host-suluh-language", language)

    def page(word: str) -> str:
        monkeypatch.setattr(desk_routes, "screen", lambda *_: told[word])
        shown = office.visit(CLERK, "/antrean/jawaban", registration=office.peopled.own.entity_key)
        assert shown.status_code == 200
        return shown.text

    complete, referred = page("lengkapi"), page("rujuk")
    assert complete != referred
    assert WORDS.sub("", complete) == WORDS.sub("", referred), "beside the word the pages differ"
    marks = [re.sub(r">[^<]*<", "><", WORDS.search(each)[0]) for each in (complete, referred)]  # type: ignore[index]
    assert marks[0] == marks[1], "the word's own block is built alike"
    assert "slip" in page("lanjut"), "whoever wishes gets the slip"
    for each in (complete, referred):
        assert not re.search(
            r"skor|risiko|daftar hitam|watchlist|score|risk|suspic|curiga", each, re.IGNORECASE
        )


def test_the_slip_names_code_and_number_where_and_when_and_no_reason(office: Office) -> None:
    own = office.peopled.own
    page = office.visit(CLERK, "/antrean/jawaban", registration=own.entity_key).text
    slip = re.search(r'<section class="slip".*?</section>', page, re.DOTALL)
    assert slip is not None
    assert own.entity_key in slip[0]
    assert "K-" in slip[0]
    assert "rujuk" not in slip[0]
    assert "lengkapi" not in slip[0]
    assert "lanjut" not in slip[0]


def test_paper_is_entered_with_its_true_time_and_the_answer_is_asked_then(office: Office) -> None:
    own = office.peopled.own
    noted = {"registration": own.entity_key, "day": "2025-01-08", "hour": "09:10", "done": "served"}
    page = office.visit(CLERK, "/antrean/dicatat", **noted)
    assert page.status_code == 200
    assert "08/01/25, 09.10 WITA" in page.text
    assert office.scalar("SELECT happened_at FROM paper_notes") == NOW.replace(hour=1, minute=10)
    assert office.scalar("SELECT entered_at FROM paper_notes") == NOW
    assert office.scalar("SELECT count(*) FROM screenings") == 1
    without = {"registration": "", "day": "2025-01-08", "hour": "09:30", "done": "back"}
    assert office.visit(CLERK, "/antrean/dicatat", **without).headers["location"] == "/antrean/dicatat"
    assert own.entity_key in office.visit(CLERK, "/antrean/dicatat").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hour", "25:00"),
        ("day", "2025-02-01"),
        ("day", "2024-01-01"),
        ("done", "?"),
        ("registration", "REG-9"),
    ],
)
def test_a_refused_row_of_paper_leaves_nothing_and_keeps_what_was_typed(
    office: Office, field: str, value: str
) -> None:
    typed = {
        "registration": office.peopled.own.entity_key,
        "day": "2025-01-08",
        "hour": "09:10",
        "done": "back",
    }
    page = office.visit(CLERK, "/antrean/dicatat", **{**typed, field: value})
    assert page.status_code >= 400
    assert 'role="alert"' in page.text
    assert field == "done" or f'value="{value}"' in page.text
    assert office.scalar("SELECT count(*) FROM paper_notes") == 0


def sent(office: Office) -> int:
    """Somebody of the counsellor's regency asks for a counsellor at the desk; gives the number of the row."""
    page = office.visit(CLERK, "/antrean/konselor", registration=office.peopled.own.entity_key)
    assert page.headers["location"] == "/antrean"
    number = office.scalar("SELECT max(referral_id) FROM counsel_referrals")
    assert isinstance(number, int)
    return number


def test_the_counsellor_sees_who_was_sent_masked_and_without_a_score(office: Office) -> None:
    number = sent(office)
    for path in ("/konseling", f"/konseling/{number}"):
        page = office.visit(COUNSELLOR, path)
        assert page.status_code == 200
        assert office.peopled.own.entity_key in page.text
        assert not [secret for secret in office.peopled.secrets if secret in page.text]
        assert not re.search(r"skor|peluang|score|chance", page.text, re.IGNORECASE)


def test_whoever_comes_from_elsewhere_is_spoken_with_at_this_desk(office: Office) -> None:
    key = office.peopled.elsewhere.entity_key
    office.visit(CLERK, "/antrean/konselor", registration=key)
    assert key in office.visit(COUNSELLOR, "/konseling").text


def test_those_of_another_area_are_not_there(office: Office) -> None:
    with office.store.acting(job()).begin() as connection:
        send(connection, Sent("REG-X", "P-X", "3315", None), "a-x", NOW)
    number = office.scalar("SELECT max(referral_id) FROM counsel_referrals")
    assert office.visit(COUNSELLOR, f"/konseling/{number}").status_code == 404
    assert "REG-X" not in office.visit(COUNSELLOR, "/konseling").text


def test_wishes_are_kept_and_shown(office: Office) -> None:
    number = sent(office)
    wishes = {"woman": "1", "language": "sas"}
    assert office.visit(COUNSELLOR, f"/konseling/{number}/keinginan", **wishes).status_code == 303
    page = office.visit(COUNSELLOR, "/konseling").text
    assert "petugas perempuan" in page
    assert "Sasak" in page
    assert office.visit(COUNSELLOR, f"/konseling/{number}/keinginan", language="xx").status_code == 422


def talk(office: Office, number: int, who: tuple[str, str] = COUNSELLOR, **typed: str) -> Response:
    told = {"outcome": "thinks", "happened_at": "2025-01-08T15:00"}
    return office.visit(who, f"/konseling/{number}/hasil", **{**told, **typed})


def test_a_note_is_sealed_and_opened_for_its_writer_alone(office: Office) -> None:
    number = sent(office)
    assert talk(office, number, note="Ingin bertanya kepada ibunya.", agreed="1").status_code == 303
    assert "Ingin bertanya" in office.visit(COUNSELLOR, f"/konseling/{number}").text
    another = office.visit(("placement_officer", "pelayanan"), f"/konseling/{number}")
    assert another.status_code == 200
    assert "Ingin bertanya" not in another.text
    sealed = office.scalar("SELECT sealed FROM counsel_talks")
    assert isinstance(sealed, bytes)
    assert b"ibunya" not in sealed


def test_without_consent_no_note_is_kept_and_what_was_typed_stays(office: Office) -> None:
    number = sent(office)
    page = talk(office, number, note="Catatan tanpa persetujuan.")
    assert page.status_code == 422
    assert "Catatan tanpa persetujuan." in page.text
    assert office.scalar("SELECT count(*) FROM counsel_talks") == 0
    assert talk(office, number).status_code == 303
    assert office.scalar("SELECT sealed IS NULL FROM counsel_talks") is True


def test_somebody_who_comes_alone_needs_no_registration(office: Office) -> None:
    where = office.visit(COUNSELLOR, "/konseling/datang", **{"": ""}).headers["location"]
    assert office.visit(COUNSELLOR, where).status_code == 200


@pytest.mark.parametrize("sheet", ["rights", "costs", "countries"])
def test_a_sheet_is_read_in_both_languages_and_written_in_a_regional_one(office: Office, sheet: str) -> None:
    path = f"/konseling/lembar/{sheet}"
    assert office.visit(COUNSELLOR, f"{path}?bahasa=en").status_code == 200
    body = "Side berhak megang paspor mesaq.\n<script>alert(1)</script>"
    written = {"language": "sas", "body": body, "based_on": "0"}
    assert office.visit(COUNSELLOR, path, **written).status_code == 303
    page = office.visit(COUNSELLOR, f"{path}?bahasa=sas").text
    assert "Side berhak" in page
    assert "<script>alert" not in page
    again = office.visit(COUNSELLOR, path, **{**written, "body": "Lain"})
    assert again.status_code == 422, "the version of somebody else is not overwritten"
    assert "Lain" in again.text
    assert office.scalar("SELECT author FROM sheet_texts") == "a-mrc"


@pytest.mark.parametrize("path", ["/konseling", "/konseling/lembar", "/antrean"])
def test_others_are_refused(office: Office, path: str) -> None:
    assert office.visit(("satgas", "pencegahan"), path).status_code == 403


def test_a_clerk_reads_no_referral_and_no_talk(office: Office, clerk: Callable[[str], object]) -> None:
    number = sent(office)
    talk(office, number)
    assert clerk("SELECT count(*) FROM counsel_referrals") == 0
    assert clerk("SELECT count(*) FROM counsel_talks") == 0


@pytest.fixture
def clerk(store: Store) -> Callable[[str], object]:
    """What a clerk's own transaction would read."""
    context = Context("a-ltsa", Role.LTSA, Purpose.SERVICE, ("5203",), "ltsa-mataram", OFFICE)

    def read(statement: str) -> object:
        with store.acting(context).reading() as connection:
            return connection.scalar(text(statement))

    return read
