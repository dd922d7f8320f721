"""Cases by the standard: written and read back the same, errors by row and field, consent and custody kept."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import lpsk_scene
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from protection.cases import custody
from protection.cases.receiving import receive
from protection.htcds import passing, table
from protection.htcds.mapping import CASE, FIELD, MAPPING, OURS, Record
from protection.htcds.shapes import NEEDS, POSSIBLE, SIGNS, STATUS, packet_of, record_of
from protection.htcds.standard import fields
from records import four_eyes
from records.errors import InputRefused, NotFound
from records.four_eyes import SecondPersonNeeded
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import exports, lpsk_cases

NOW = datetime(2026, 2, 1, 3, tzinfo=UTC)
HANDLER = Context("dewi", Role.LPSK, Purpose.PROTECTION, NATION, "lpsk-pusat")
NAME, NIK = "Contoh Bukan Orang", "5203019901900099"

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40)
PLAIN = WORDS.map(lambda told: " ".join(told.split())).filter(bool)
DAYS = st.dates().map(lambda each: each.isoformat())


def some(field: str) -> st.SearchStrategy[list[str]]:
    values = fields()[field].values
    return st.sets(st.sampled_from(values), min_size=1).map(
        lambda chosen: [each for each in values if each in chosen]
    )


RECORDS = st.fixed_dictionaries(
    {"case": st.from_regex(r"[A-Z0-9-]{1,20}", fullmatch=True), "consent": st.just(True)},
    optional={
        "name": PLAIN,
        "birth_date": DAYS,
        "nik": st.from_regex(r"[0-9]{16}", fullmatch=True),
        "address": PLAIN,
        "phone": st.from_regex(r"\+[1-9][0-9]{7,12}", fullmatch=True),
        "victim": st.just(POSSIBLE),
        "recruited": some("vic_MethodOfRecruitment"),
        "controlled": some("vic_MethodsOfControl"),
        "exploited": some("vic_TypeOfExploitation"),
        "told": PLAIN,
        "status": st.sampled_from(fields()["cas_Status"].values),
        "sender": PLAIN,
        "received_on": DAYS,
        "needs": some("spl_Type"),
    },
)


@given(st.lists(RECORDS, max_size=4, unique_by=lambda record: record["case"]))
def test_what_is_written_is_read_back_the_same(records: list[Record]) -> None:
    found = table.read(table.write(records).decode())
    assert found.faults == ()
    assert [record for _, record in found.records] == records


@given(RECORDS)
def test_a_record_goes_through_a_packet_and_comes_back(record: Record) -> None:
    theirs = set(NEEDS.values())
    kept = {**record, "needs": [each for each in record.get("needs", ()) if each in theirs]}
    packet = packet_of(record, "mrc-ntb", NOW)
    case = {
        "case_code": record["case"],
        "state": "received",
        "role": "victim" if packet["role"] == "korban" else "witness",
        "sender": record.get("sender"),
        "made_at": datetime.fromisoformat(packet["made_at"]),
        "received_at": NOW,
        "consent_by": packet["consent"]["by"],
    }
    told = record_of(case, packet["sections"])
    expected = {name: value for name, value in kept.items() if value not in ("", [])}
    expected |= {"status": "Active", "received_on": record.get("received_on", "2026-02-01")}
    assert told == expected
    assert packet_of(record, "mrc-ntb", NOW)["referral"] == packet["referral"]
    assert packet_of(record, "mrc-bali", NOW)["referral"] != packet["referral"]


def test_the_mapping_names_fields_and_values_of_the_standard() -> None:
    assert set(FIELD) == set(fields())
    assert len(OURS) == len(MAPPING) == len(FIELD)
    for pairs in SIGNS.values():
        for ours, value in pairs:
            assert value in fields()[OURS[ours].field].values
    assert set(NEEDS.values()) <= set(fields()["spl_Type"].values)
    assert set(STATUS.values()) <= set(fields()["cas_Status"].values)
    for mapped in MAPPING:
        if fields()[mapped.field].many:
            assert mapped.read(";".join(fields()[mapped.field].values)) == list(fields()[mapped.field].values)


def test_each_fault_names_its_row_and_field_and_never_the_value() -> None:
    bad = "\r\n".join(
        [
            f"{CASE},con_Consent,prs_Birthdate,prs_MobilePhone,cas_Status,vic_MethodsOfControl,prs_Title",
            "A-1,TRUE,2001-02-30,0812,Aktif,DebtBondage;Kutukan,Ny",
            "A-1,FALSE,,,,,",
            ",,,,,,",
            "A-4,TRUE,,,,,",
            "A-5,TRUE,,,,,,lebih",
        ]
    )
    found = table.read(bad)
    assert [(fault.row, fault.field) for fault in found.faults] == [
        (2, "prs_Birthdate"),
        (2, "prs_MobilePhone"),
        (2, "vic_MethodsOfControl"),
        (2, "cas_Status"),
        (3, "con_Consent"),
        (3, CASE),
        (4, CASE),
        (4, "con_Consent"),
        (6, CASE),
    ]
    assert "Kutukan" not in str(found.faults)
    assert [place for place, _ in found.records] == [5]
    assert found.not_taken == ("prs_Title",)
    for broken in ("x,y\r\n1,2", f"{CASE},{CASE}\r\n1,2", ""):
        with pytest.raises(InputRefused):
            table.read(broken)


def a_packet(number: int, **more: object) -> dict[str, object]:
    record = {
        "case": f"A-{number}",
        "consent": True,
        "name": NAME,
        "nik": NIK,
        "victim": POSSIBLE,
        "told": "Ditahan",
    }
    return packet_of(record, "mrc-ntb", NOW) | more


def cases(store: Store, *packets: dict[str, object]) -> list[str]:
    with store.begin() as connection:
        return [receive(connection, store.keys, packet, NOW).case_code for packet in packets]


def handed(store: Store, codes: list[str], destination: str = "mrc-ntb") -> passing.HandedOver:
    with store.acting(HANDLER).begin() as connection:
        return passing.hand_over(connection, store.keys, HANDLER, codes, destination, NOW)


def test_one_case_goes_without_the_name_that_custody_holds(lpsk_store: Store) -> None:
    (code,) = cases(lpsk_store, a_packet(1))
    made = handed(lpsk_store, [code])
    told = made.content.decode()
    assert made.named == 0
    for secret in (NAME, NIK):
        assert secret not in told
    (row,) = csv.DictReader(io.StringIO(told))
    assert (row[CASE], row["cas_IncomingReferralDetails"]) == (code, "Ditahan")
    assert row["vic_TraffickingStatus"] == POSSIBLE
    with lpsk_store.reading() as connection:
        kept = connection.execute(select(exports.c.kind, exports.c.people, exports.c.sha256)).all()
    assert [tuple(each) for each in kept] == [("htcds", 1, made.sha256)]


def test_more_than_one_needs_a_custodian_and_a_case_without_consent_does_not_go(lpsk_store: Store) -> None:
    first, second = cases(lpsk_store, a_packet(1), a_packet(2))
    with pytest.raises(SecondPersonNeeded):
        handed(lpsk_store, [first, second])
    (unasked,) = cases(lpsk_store, a_packet(3, consent={"by": "override"}))
    with pytest.raises(InputRefused):
        handed(lpsk_store, [unasked])
    with pytest.raises(InputRefused):
        handed(lpsk_store, [first], "siapa-saja")
    with pytest.raises(NotFound):
        handed(lpsk_store, ["LPSK-2026-ZZZZZZ"])


def test_a_name_goes_only_while_custody_stands_open_for_whoever_exports(lpsk_store: Store) -> None:
    lpsk_scene.people(lpsk_store)
    code, name = lpsk_scene.received(lpsk_store), lpsk_scene.CANARIES[0]
    handler, second = lpsk_scene.HANDLER, lpsk_scene.SECOND
    with lpsk_store.acting(handler).begin() as connection:
        asked = custody.ask(
            connection,
            lpsk_store.keys,
            code,
            ("identity",),
            "UU 31/2014 Pasal 12A",
            "Diserahkan ke MRC asalnya.",
        )
    with lpsk_store.acting(lpsk_scene.CUSTODIAN).begin() as connection:
        four_eyes.decide(connection, asked, approve=True)
    with lpsk_store.acting(handler).begin() as connection:
        custody.open_(connection, lpsk_store.keys, handler, code, ("identity",), NOW)
    for who, named in ((handler, 1), (second, 0)):
        with lpsk_store.acting(who).begin() as connection:
            made = passing.hand_over(connection, lpsk_store.keys, who, [code], "mrc-ntb", NOW)
        assert made.named == named
        assert (name in made.content.decode()) == bool(named)
        assert lpsk_scene.CANARIES[4] not in made.content.decode()  # family was not opened


def test_a_file_taken_in_twice_makes_its_cases_once_and_leaves_what_is_wrong(lpsk_store: Store) -> None:
    content = f"{CASE},con_Consent,prs_FirstName\r\nB-1,TRUE,{NAME}\r\nB-2,mungkin,{NAME}\r\n"
    for _ in range(2):
        with lpsk_store.acting(HANDLER).begin() as connection:
            taken = passing.take_in(connection, lpsk_store.keys, content, "mrc-ntb", NOW)
        assert len(taken.cases) == 1
        assert [(fault.row, fault.field) for fault in taken.faults] == [(3, "con_Consent")]
    with lpsk_store.reading() as connection:
        assert len(connection.execute(select(lpsk_cases.c.case_id)).all()) == 1
    with lpsk_store.acting(HANDLER).begin() as connection, pytest.raises(InputRefused):
        passing.take_in(connection, lpsk_store.keys, content, "entah-ntb", NOW)
