"""What the lead and those on duty see: workload, decisions, mistakes, the roster, what cannot wait."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from alerted import MONDAY, person, raised
from colleagues import account
from fastapi.testclient import TestClient
from matrix import NOW, Visited
from peopled import TOKENS
from sqlalchemy import insert, select
from test_inbox_pages import Pages, put, taken

from api.service.application import create_app
from detection.alerts import decisions
from detection.alerts.decided import Asked, decided, share, tallies
from detection.alerts.decisions import Judgement
from detection.alerts.states import Outcome, SecondReview
from detection.alerts.workload import AGES, workload
from detection.case_codes import case_code
from detection.urgent.answered import answered
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, urgent_evidence, urgent_items

WORDS = ("Ditemui di kantor desa bersama bibinya.", "Perjanjian kerjanya sah dan lengkap.")
ADDRESS = "siti@satgas.example"


@pytest.fixture
def lead(store: Store, settings: Settings) -> Pages:
    for role in (Role.SATGAS, Role.SATGAS_LEAD, Role.INVESTIGATOR, Role.PLACEMENT_OFFICER):
        account(store, f"a-{role}", role, granted_ago=timedelta(days=1200))
    app = create_app(Visited(store, settings, TOKENS))
    return Pages(TestClient(app, raise_server_exceptions=False, follow_redirects=False), "satgas_lead")


def opened_ago(store: Store, *days: float) -> list[int]:
    """A piece of work for each number of days that it has been open."""
    return [
        raised(store, MONDAY, person(place), now=NOW - timedelta(days=each)).opened[0]
        for place, each in enumerate(days, start=1)
    ]


def judged(
    store: Store,
    work_id: int,
    outcome: Outcome,
    *judges: str,
    second: SecondReview = SecondReview.NEVER,
    differing: Outcome | None = None,
) -> None:
    """Judged by each of these in turn; the second holds ``differing`` where one is given."""
    for place, who in enumerate(judges):
        held = differing if place == 1 and differing is not None else outcome
        context = Context(who, Role.SATGAS, Purpose.PREVENTION, NATION, "satgas-ntb")
        judgement = Judgement(held, "lainnya", *WORDS)
        with store.acting(context).begin() as connection:
            decisions.judge(connection, store.keys, who, work_id, None, judgement, NOW, second)


def figures(text: str) -> dict[str, str]:
    """The figures of a page by their words."""
    pairs = re.findall(r"<dt>([^<]*)</dt><dd>(.*?)</dd>", text)
    return {words: re.sub(r"<[^>]*>|[▲◆✓]", "", value).strip() for words, value in pairs}


def test_workload_is_told_by_holder_and_age_and_what_the_month_brought(store: Store, lead: Pages) -> None:
    works = opened_ago(store, 0.5, 2, 5, 10, 20, 3)
    taken(store, works[:2], "a-satgas")
    put(store, works[2:3], owner="a-investigator", claimed_until=NOW, state="ditinjau")
    put(store, works[:1], departs_on=NOW.date() + timedelta(days=1))
    put(store, works[3:4], departs_on=NOW.date() - timedelta(days=1))
    judged(store, works[5], Outcome.NONE, "a-satgas")
    with store.begin() as connection:
        load = workload(connection, NOW - timedelta(days=30), NOW)
    assert [(each.owner, each.open, each.soon, each.late) for each in load.loads] == [
        ("a-satgas", 2, 1, 0),
        (None, 3, 0, 1),
    ]
    assert [(band.since, band.open, band.free) for band in load.bands] == [
        (0, 1, 0),
        (1, 1, 0),
        (3, 1, 1),
        (7, 1, 1),
        (14, 1, 1),
    ]
    assert (load.bands[0].until, load.bands[-1].until) == (AGES[0], None)
    assert (load.flow.opened, load.flow.decided, load.flow.days) == (6, 1, 3.0)
    text = lead.get("/beban").text
    told = figures(text)
    assert told["terbuka"] == "5"
    assert told["berangkat dalam 48 jam"] == "1"
    assert told["diputuskan"] == "1"
    assert "a-satgas" in text
    assert "Belum ada yang dapat dikatakan sebelum pemeriksaan acak dinilai." in text


def test_whether_urgent_matters_were_opened_within_half_an_hour_is_told(store: Store, lead: Pages) -> None:
    for minutes, seen in ((600, 10), (500, 45), (400, None), (10, None)):
        matter(store, f"P-{minutes}", minutes, seen)
    with store.begin() as connection:
        found = answered(connection, NOW - timedelta(days=30), NOW)
    assert (found.called, found.in_time, found.later, found.never, found.waiting) == (4, 1, 1, 1, 1)
    assert found.minutes == 27.5
    assert figures(lead.get("/beban").text)["belum dibuka, lewat 30 menit"] == "1"


def matter(store: Store, subject: str = "P-1", minutes: float = 5, seen: float | None = None) -> int:
    """An urgent matter called so many minutes ago, and opened so many minutes later."""
    called = NOW - timedelta(minutes=minutes)
    values = {
        "kind": "person",
        "subject": subject,
        "refs": ["registrations:R1"],
        "areas": ["5203"],
        "signs": ["E06"],
        "raised_at": called,
        "round_at": called,
        "next_at": called,
    }
    if seen is not None:
        values |= {"seen_at": called + timedelta(minutes=seen), "seen_by": "a-satgas"}
    with store.begin() as connection:
        number: int = connection.execute(
            insert(urgent_items).values(values).returning(urgent_items.c.item_id)
        ).scalar_one()
        shown = {
            "subject": subject,
            "sign": "E06",
            "ref": "complaints:C1",
            "item_id": number,
            "found_at": called,
        }
        connection.execute(insert(urgent_evidence).values(shown))
    return number


def test_decisions_are_told_without_names_and_with_where_people_and_list_differ(
    store: Store, lead: Pages
) -> None:
    none, stronger, disputed, agreed = opened_ago(store, 4, 3, 2, 1)
    judged(store, none, Outcome.NONE, "a-satgas")
    judged(store, stronger, Outcome.STRONGER, "a-satgas")
    twice = SecondReview.ALWAYS
    judged(
        store,
        disputed,
        Outcome.DEEPER,
        "a-satgas",
        "a-kedua",
        "a-ketiga",
        second=twice,
        differing=Outcome.NONE,
    )
    judged(store, agreed, Outcome.TOO_LITTLE, "a-satgas", "a-kedua", second=twice)
    put(store, [none], departs_on=NOW.date() + timedelta(days=9))
    text = lead.get("/keputusan").text
    assert [text.count(f'href="/tugas/{each}"') for each in (none, stronger, disputed, agreed)] == [1] * 4
    assert not [who for who in ("a-satgas<", "a-kedua", "a-ketiga") if who in text]
    told = figures(text)
    assert (told["diputuskan"], told["bukan indikasi"], told["terdaftar, tidak ada indikasi"]) == (
        "4",
        "1",
        "1",
    )
    assert (told["dinilai dua orang atau lebih"], told["penilaian kedua berbeda"]) == ("2", "1")
    assert "9 hari sebelum berangkat" in text
    assert "berbeda, orang ketiga memutuskan" in text
    for query, expected in {
        "outcome=bukan_indikasi": [none],
        "differs=below": [none],
        "differs=beyond": [],
        "second=differed": [disputed],
        "second=agreed": [agreed],
        "kind=network": [],
        "kind=person&outcome=indikasi_menguat": [stronger],
    }.items():
        page = lead.get(f"/keputusan?{query}").text
        assert [
            each for each in (none, stronger, disputed, agreed) if f'"/tugas/{each}"' in page
        ] == expected, query
    with store.begin() as connection:
        wanted = select(audit_entries.c.object_count).where(audit_entries.c.who == "a-satgas_lead")
        assert 4 in set(connection.scalars(wanted)), "whoever looks leaves a trace"


def test_decisions_come_page_by_page_newest_first(store: Store, lead: Pages) -> None:
    works = opened_ago(store, 1, 1, 1)
    for place, work_id in enumerate(works):
        judged(store, work_id, Outcome.NONE, "a-satgas")
        put(store, [work_id], decided_at=NOW - timedelta(hours=place // 2))
    with store.begin() as connection:
        asked = Asked(NOW - timedelta(days=7), most=2)
        first = decided(connection, asked)
        rest = decided(connection, Asked(NOW - timedelta(days=7), after=first[-1].work_id, most=2))
    assert [each.work_id for each in (*first, *rest)] == [works[1], works[0], works[2]]
    assert "cursor=" in lead.get("/keputusan?most=2").text


def test_a_judgement_that_still_waits_for_a_second_is_no_decision(store: Store, lead: Pages) -> None:
    (one,) = opened_ago(store, 1)
    judged(store, one, Outcome.STRONGER, "a-satgas", second=SecondReview.ALWAYS)
    assert f'"/tugas/{one}"' not in lead.get("/keputusan").text
    with store.begin() as connection:
        assert tallies(connection, NOW - timedelta(days=1)).decided == 0


@pytest.mark.parametrize(("some", "of"), [(0, 10), (10, 10), (3, 10), (1, 1)])
def test_a_share_lies_within_its_interval(some: int, of: int) -> None:
    found = share(some, of)
    assert found is not None
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0
    assert found.low < found.high


def test_of_nothing_there_is_no_share() -> None:
    assert share(0, 0) is None


def test_from_an_empty_roster_to_a_closed_matter(store: Store, lead: Pages) -> None:
    satgas = Pages(lead.client, "satgas")
    assert "Tidak ada yang piket sekarang." in satgas.get("/piket").text
    item = matter(store)
    shift = {"account": "a-satgas", "place": "1", "starts": "2025-01-08T10:00", "ends": "2025-01-09T10:00"}
    added = lead.post("/piket/giliran", **shift, email=ADDRESS)
    assert added.headers["location"] == "/piket", added.text
    text = lead.get("/piket").text
    assert "08/01/25, 10.00 WITA" in text
    assert ADDRESS not in text, "an address is sealed"
    assert case_code("P-1") in text
    opened = satgas.post(f"/piket/{item}/buka")
    assert "Kekerasan fisik atau seksual" in opened.text
    assert "complaints:C1" in opened.text
    assert "complaints:C1" not in lead.get("/piket").text
    short = satgas.post(f"/piket/{item}/tutup", end="safe", words="Aman.")
    assert short.status_code == 422
    assert ">Aman.</textarea>" in short.text
    assert 'value="safe" required checked' in short.text
    done = satgas.post(f"/piket/{item}/tutup", end="safe", words=WORDS[0])
    assert done.headers["location"] == "/piket"
    assert case_code("P-1") not in satgas.get("/piket").text
    (shift_id,) = re.findall(r"/piket/giliran/(\d+)/akhiri", lead.get("/piket").text)
    assert lead.post(f"/piket/giliran/{shift_id}/akhiri").status_code == 303
    assert "/akhiri" not in lead.get("/piket").text


def test_a_shift_that_cannot_be_is_refused_and_what_was_typed_stays(lead: Pages) -> None:
    good = {"account": "a-satgas", "place": "1", "starts": "2025-01-08T10:00", "ends": "2025-01-09T10:00"}
    for wrong in (
        {"account": ""},
        {"account": "a-nobody"},
        {"account": "a-investigator"},
        {"place": "0"},
        {"starts": "besok"},
        {"ends": "2025-02-09T10:00"},
        {"email": "bukan alamat"},
    ):
        answer = lead.post("/piket/giliran", **{**good, "email": ADDRESS, **wrong})
        assert answer.status_code == 422, wrong
        assert "Ada masalah" in answer.text
        assert f'value="{wrong.get("ends", good["ends"])}"' in answer.text
        assert "/akhiri" not in answer.text


def test_whoever_does_not_keep_the_roster_sees_no_form_for_it(lead: Pages) -> None:
    officer = Pages(lead.client, "placement_officer")
    assert "/piket/giliran" not in officer.get("/piket").text
    assert officer.post("/piket/giliran").status_code == 403
    assert officer.get("/beban").status_code == 403
    assert officer.get("/keputusan").status_code == 403
