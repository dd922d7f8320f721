"""The dossier: what stands in it, what was removed and is nowhere, and that it can be checked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from colleagues import account, acting
from hypothesis import given
from hypothesis import strategies as st
from peopled import Peopled, people
from sqlalchemy import insert, select, text
from town import HIDDEN, ORDINARY, REPORTER, Town, town

from detection.case_codes import case_code
from protection.disclosure.network_graph import Edge, NetworkGraph, Node
from protection.dossier.content import Chosen, content
from protection.dossier.making import Wanted, make, plan
from protection.dossier.material import material
from protection.dossier.picture import picture
from protection.dossier.redacting import Redaction
from protection.dossier.setting import code_of, read_code, set_paper
from protection.dossier.verifying import verify
from protection.dossier.words import REMOVED
from protection.exports.kinds import DestinationRefused
from records import four_eyes
from records.errors import InputRefused, NotFound
from records.four_eyes import SecondPersonNeeded
from records.rights.authorise import Forbidden
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import alerts

NOW = datetime(2025, 1, 8, 9, tzinfo=UTC)
MAKER = Context("penyidik", Role.INVESTIGATOR, Purpose.INVESTIGATION, NATION, "police-ntb")
LEAD = Context("ketua", Role.SATGAS_LEAD, Purpose.PREVENTION, NATION, "satgas-ntb")
LETTERHEAD = "PEMERINTAH PROVINSI NTB; SATGAS TPPO"
CANARY = "KENARIRAHASIA"


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return " ".join("\n".join(page.get_textpage().get_text_range() for page in document).split())


def everything(pdf: bytes) -> bytes:
    """Every byte of a PDF that anything could be read from: as it is, and each stream unpacked."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        unpacking = zlib.decompressobj()
        try:
            found.append(unpacking.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"\n".join(found)


@pytest.fixture
def peopled(store: Store) -> Peopled:
    return people(store)


def told(store: Store, alert_id: int, statement: dict[str, Any]) -> int:
    """A second alert about the same as another, with this statement."""
    with store.begin() as connection:
        columns = [column for column in alerts.c if column.name != "alert_id"]
        row = dict(connection.execute(select(*columns).where(alerts.c.alert_id == alert_id)).mappings().one())
        values = {**row, "rank": 99, "statement": statement}
        if connection.scalar(select(alerts.c.alert_id).where(alerts.c.rank == 99)):
            values["rank"] = 98
        number: int = connection.execute(
            insert(alerts).values(values).returning(alerts.c.alert_id)
        ).scalar_one()
    return number


def made(store: Store, wanted: Wanted, context: Context = MAKER) -> Any:
    with store.acting(context).begin() as connection:
        return make(connection, context, wanted, LETTERHEAD, NOW)


def test_every_page_says_what_it_is_and_no_value_of_a_person_stands_in_it(
    store: Store, peopled: Peopled
) -> None:
    own = peopled.own
    fired = [
        {"indicator": "D03", "feed": "registrations", "entity_key": own.entity_key, "detail": "16"},
        {"indicator": "E05", "feed": "complaints", "entity_key": "COM-1", "detail": "2025-01-02"},
    ]
    number = told(store, own.alert_id, {"reasons": [], "indicators": fired, "missing": []})
    dossier = made(store, Wanted(number, "police-ntb"))
    document = pypdfium2.PdfDocument(BytesIO(dossier.paper.content))
    each = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    for at, page in enumerate(each, start=1):
        for wanted in (
            "BUKAN ALAT BUKTI",
            dossier.paper.code,
            f"halaman {at} dari {len(each)}",
            "penyidik ·",
        ):
            assert wanted in page, wanted
    flat = " ".join(each)
    for wanted in (
        "BERKAS INFORMASI",
        case_code(own.person_id),
        f"registrations:{own.entity_key}",
        "Pendaftaran dicatat",
        "Peringatan dini dibuat",
        "proses ada petunjuk D03",
        "tujuan tidak dapat dinilai",
    ):
        assert wanted in flat, wanted
    assert "E05" not in flat  # it would tell that somebody complained
    assert "complaints" not in flat
    raw = everything(dossier.paper.content)
    assert [secret for secret in peopled.secrets if secret in flat or secret.encode() in raw] == []


def test_what_was_removed_is_in_no_stream_of_the_file(store: Store, peopled: Peopled) -> None:
    own = peopled.own
    said = {
        "group": "process",
        "contribution": -0.4,
        "text_id": f"Saksi {CANARY} dari  Kampung Melati, 5203010101900001, 081234567890, A1234567, a@b.id",
        "text_en": "",
        "rows": [],
    }
    number = told(store, own.alert_id, {"reasons": [said], "indicators": [], "missing": []})
    open_ = made(store, Wanted(number, "police-ntb"))
    assert CANARY in words(open_.paper.content)  # the planted fault is seen by the same eyes
    closed = made(
        store, Wanted(number, "police-ntb", Chosen(words=(CANARY.lower(), "kampung melati")))
    ).paper.content
    flat, raw = words(closed), everything(closed)
    for gone in (CANARY, "Kampung Melati", "5203010101900001", "081234567890", "A1234567", "a@b.id"):
        assert gone not in flat, gone
        assert gone.encode() not in raw, gone
        assert gone.encode("utf-16-be").hex().encode() not in raw.lower(), gone
    assert flat.count(REMOVED) == 6
    assert "6 bagian" in flat
    without = made(
        store, Wanted(number, "police-ntb", Chosen(rows=frozenset({f"registrations:{own.entity_key}"})))
    )
    assert own.entity_key not in words(without.paper.content)


@given(st.text(alphabet="ab c.", min_size=3, max_size=8), st.lists(st.text(alphabet="ab c.\n", max_size=30)))
def test_a_removed_word_is_left_nowhere_however_its_blanks_stand(word: str, texts: list[str]) -> None:
    plain = " ".join(word.split())
    if len(plain) < 3:
        return
    redaction = Redaction((word,))
    for each in redaction.everything([{"cell": given_} for given_ in texts]):
        assert plain not in " ".join(each["cell"].replace(REMOVED, "\x00").split())


def test_words_that_would_remove_everything_are_refused() -> None:
    for bad in (("a",), ("x" * 101,), tuple(f"kata{n}" for n in range(51))):
        with pytest.raises(InputRefused):
            Redaction(bad)


def test_equal_content_gives_equal_bytes_also_in_another_process() -> None:
    said = a_content()
    first = set_paper(said)
    assert set_paper(dict(reversed(said.items()))) == first
    program = (
        "import json, sys; from protection.dossier.setting import set_paper; "
        "print(set_paper(json.loads(sys.stdin.read())).sha256)"
    )
    other = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(said), capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == first.sha256
    assert set_paper({**said, "removed": 3}).code != first.code


def test_a_code_is_found_in_the_register_and_another_file_is_not_the_same(
    store: Store, peopled: Peopled
) -> None:
    dossier = made(store, Wanted(peopled.own.alert_id, "police-ntb"))
    typed = dossier.paper.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    with store.acting(LEAD).begin() as connection:
        good = verify(connection, typed, dossier.paper.sha256.upper())
        other = verify(connection, typed, "0" * 64)
        unknown = verify(connection, "AAAAA-AAAAA-AAAAA-AAAAA")
    assert (good.known, good.same, good.number, good.pages) == (
        True,
        True,
        dossier.number,
        dossier.paper.pages,
    )
    assert (other.known, other.same) == (True, False)
    assert (unknown.known, unknown.same) == (False, None)
    with store.reading() as connection:
        acts = connection.execute(
            text("SELECT act, object_kind FROM audit_entries WHERE object_kind = 'dossier' ORDER BY entry_id")
        ).all()
    assert [act for act, _ in acts] == ["hand_over", "read", "read", "read"]


def test_a_network_needs_a_second_person_for_exactly_this_dossier(store: Store, peopled: Peopled) -> None:
    account(store, "penyidik", Role.INVESTIGATOR)
    account(store, "dewi", Role.DATA_PROTECTION_OFFICER)
    maker = acting(store, "penyidik", Role.INVESTIGATOR)
    assert maker.context
    wanted = Wanted(peopled.network_id, "police-ntb")
    with pytest.raises(SecondPersonNeeded):
        made(store, wanted, maker.context)
    with maker.begin() as connection:
        planned = plan(connection, maker.context, wanted, NOW)
        ground = four_eyes.ACT[planned.act].grounds[0]
        asked = four_eyes.ask(
            connection, store.keys, planned.act, planned.refs, ground, "Penyelidikan jaringan itu"
        )
    with acting(store, "dewi", Role.DATA_PROTECTION_OFFICER).begin() as connection:
        four_eyes.decide(connection, asked, approve=True)
    with pytest.raises(SecondPersonNeeded):
        made(store, replace(wanted, destination="satgas-ntb"), maker.context)
    with pytest.raises(SecondPersonNeeded):
        made(store, replace(wanted, chosen=Chosen(picture=False)), maker.context)
    dossier = made(store, wanted, maker.context)
    assert dossier.people == 2
    with pytest.raises(SecondPersonNeeded):  # once
        made(store, wanted, maker.context)


def test_nobody_who_must_not_be_found_is_in_a_dossier_about_a_network(store: Store) -> None:
    there: Town = town(store)
    with store.begin() as connection:
        number = connection.scalar(select(alerts.c.alert_id).where(alerts.c.kind == "network"))
    with store.begin() as connection:
        said, _ = content(material(connection, number, NOW), Chosen(), "police-ntb", NOW)
    paper = set_paper({**a_content(), **said}).content
    flat, raw = words(paper), everything(paper)
    for who in HIDDEN:
        for value in (*there.particulars[who].values(), case_code(f"P-{who}"), f"P-{who}"):
            if len(value) > 5 and value in there.registration(who) + there.particulars[who]["full_name"]:
                assert value not in flat, who
                assert value.encode() not in raw, who
    assert REPORTER not in flat
    assert sum(case_code(f"P-{who}") in flat for who in ORDINARY) == len(ORDINARY)


def test_about_an_informant_none_is_made_and_about_a_victim_no_row_is_named(store: Store) -> None:
    there = town(store)

    def about(who: str) -> int:
        with store.reading() as connection:
            return int(
                connection.scalar(select(alerts.c.alert_id).where(alerts.c.subject == f"P-{who}")) or 0
            )

    with pytest.raises(Forbidden):
        made(store, Wanted(about("informan"), "police-ntb"))
    flat = words(made(store, Wanted(about("korban_nik"), "police-ntb")).paper.content)
    assert case_code("P-korban_nik") in flat
    assert there.registration("korban_nik") not in flat


def test_who_may_not_and_where_to_not(store: Store, peopled: Peopled) -> None:
    with pytest.raises(DestinationRefused):
        made(store, Wanted(peopled.own.alert_id, "passport-ntb"))
    with pytest.raises(NotFound):
        made(store, Wanted(peopled.agency_id, "police-ntb"))
    placement = Context("bp3mi", Role.PLACEMENT_OFFICER, Purpose.PREVENTION, NATION, "placement-ntb")
    with pytest.raises(Forbidden):
        made(store, Wanted(peopled.own.alert_id, "police-ntb"), placement)


def a_graph(people_: int = 9) -> NetworkGraph:
    nodes = [Node(f"person:P{n}", "person", f"P{n}") for n in range(people_)]
    nodes += [
        Node("recruiter:R1", "recruiter", "R1", ("sponsor",)),
        Node("phone:T1", "phone", "T1"),
        Node("account:A1", "account", "A1"),
        Node("place:B1", "place", "B1"),
    ]
    ends = [
        (f"person:P{n}", ("recruiter:R1", "phone:T1", "account:A1", "place:B1")[n % 4])
        for n in range(people_)
    ]
    ends += [("recruiter:R1", "phone:T1"), ("phone:T1", "account:A1"), ("account:A1", "place:B1")]
    edges = tuple(
        Edge(one, other, "own", date(2025, 1, 1), None, ("registrations:X",)) for one, other in ends
    )
    return NetworkGraph(1, date(2025, 1, 6), tuple(nodes), edges)


def test_the_picture_names_nobody_is_the_same_each_time_and_counts_what_it_leaves_out() -> None:
    drawn = picture(a_graph())
    assert drawn == picture(a_graph())
    assert not re.findall(r"person:|phone:|P\d+", drawn.svg.replace("Libertinus Serif", ""))
    assert dict(drawn.legend)["PK1"] == "perekrut (sponsor)"
    assert drawn.not_drawn == 0
    assert picture(a_graph(300)).not_drawn == 300 + 4 - 120
    assert not re.findall(r"#(?!(?:000|fff|777|ddd)\b)\w+", drawn.svg)  # black, white and grey alone


def test_codes_are_read_as_people_type_them() -> None:
    code = code_of({"a": 1})
    assert read_code(code.lower().replace("-", "")) == code
    assert code_of({"a": 2}) != code


def a_content() -> dict[str, Any]:
    drawn = picture(a_graph())
    return {
        "title": "BERKAS INFORMASI",
        "number": "BI/1",
        "mark": "penyidik · 8 Januari 2025 pukul 16.00 WIB",
        "letterhead": ["PEMERINTAH PROVINSI NTB", "SATGAS TPPO"],
        "secrecy": "RAHASIA",
        "nature": "BUKAN ALAT BUKTI",
        "heads": [["Kepada", "police-ntb"]],
        "removed": 2,
        "close": "Bukan alat bukti.",
        "checked": "Periksa di Suluh.",
        "chronology": [
            [f"0{n}-01-2025", "Pendaftaran dicatat: #panic() *x*", "pendaftaran", str(n)] for n in range(1, 9)
        ],
        "elements": [["proses", "ada petunjuk", "D03"]],
        "hints": [["Petunjuk (D03)", "Penjelasan wajar"]],
        "against": ["Perekrutnya berizin"],
        "people": ["K-AAAAA", "K-BBBBB"],
        "evidence": [
            [str(n), f"registrations:R-{n}", "csv baris 2", f"{n:064x}", f"{n:064x}"] for n in range(1, 9)
        ],
        "attached": [["1", "pindaian, 2 halaman", "a-siti", "a" * 64]],
        "limits": ["Tujuan tidak dapat dinilai."],
        "svg": drawn.svg,
        "legend": [list(each) for each in drawn.legend],
        "not_drawn": 0,
    }
