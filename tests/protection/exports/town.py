"""A town in which somebody stands in every role that no export may lead to, each found in another way."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from factories import desk_row, write_csv
from sqlalchemy import insert

from protection.protected import Protection, protect
from records.contract import FEED_BY_NAME
from records.facts import entity_key
from records.store import Store
from records.tables import alerts, detection_runs, identities
from records.tokens import Tokeniser
from sources import agreements
from sources.ingest import Ingest

KEY = b"k" * 32
TOKENS = Tokeniser(KEY)
DAY = date(2025, 1, 6)
PROTECTED_SINCE = datetime(2025, 1, 6, 9, tzinfo=UTC)
REPORTER = "RELKANARI77"

ORDINARY = ("biasa_satu", "biasa_dua", "biasa_tiga", "temuan_ditarik", "ditunda")
HIDDEN = (
    "korban_tertaut",
    "korban_nik",
    "korban_paspor",
    "korban_telepon",
    "korban_nama",
    "diselamatkan",
    "saksi_baris",
    "saksi_orang",
    "anak",
    "informan",
    "relawan",
    "pengadu_nik",
    "pengadu_nama",
)
EVERYONE = ORDINARY + HIDDEN


@dataclass(frozen=True)
class Town:
    """Registration number, name, NIK and phone of everyone, by who they are; the alerts' run."""

    particulars: Mapping[str, Mapping[str, str]]
    run_id: int

    def registration(self, who: str) -> str:
        return self.particulars[who]["registration_id"]


def own(number: int) -> dict[str, str]:
    """The registration of one of them; names share no word."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:03d}")
    return desk_row(
        "registrations", number, full_name=f"Kan{letters} Nar{letters}", village_code="5203012001"
    )


def town(store: Store) -> Town:
    """Take everything in, link what linkage has seen, raise an alert about everyone and one network of all."""
    people = {who: own(number) for number, who in enumerate(EVERYONE, start=1)}
    passports = {
        who: desk_row("passports", number, full_name=row["full_name"], nik=row["nik"], applicant_phone="")
        for number, (who, row) in enumerate(people.items(), start=1)
    }
    _take(store, "registrations", list(people.values()))
    _take(store, "passports", list(passports.values()))
    _findings(store, people, passports)
    with store.begin() as connection:
        run_id: int = connection.execute(
            insert(detection_runs)
            .values(
                as_of=DAY,
                capacity=5,
                data_sequence=9,
                data_digest="d",
                model_version="m",
                learned=False,
                people=len(EVERYONE),
                missing=[],
                seed=7,
            )
            .returning(detection_runs.c.run_id)
        ).scalar_one()
        refs = {}
        for who, row in people.items():
            passport = entity_key(FEED_BY_NAME["passports"], passports[who], TOKENS)
            keys = [("registrations", row["registration_id"]), ("passports", passport)]
            if who == "korban_tertaut":
                keys.append(("case_outcomes", "CASE1/1"))
            for feed, key in keys:
                connection.execute(
                    insert(identities).values(run_id=run_id, feed=feed, entity_key=key, person_id=f"P-{who}")
                )
            refs[who] = [f"{feed}:{key}" for feed, key in keys[:2]]
        raised = [("person", f"P-{who}", rank, refs[who]) for rank, who in enumerate(people, start=1)]
        every = sorted(ref for own in refs.values() for ref in own)
        raised.append(("network", "net_0123", 1, [*every, "recruiter_links:LINK1"]))
        raised.append(("agency", "SIP3MI-1", 1, ["agencies:SIP3MI-1"]))
        for kind, subject, rank, own_refs in raised:
            connection.execute(
                insert(alerts).values(
                    run_id=run_id,
                    kind=kind,
                    subject=subject,
                    rank=rank,
                    probability=0.2,
                    refs=own_refs,
                    areas=["5203"],
                    statement=STATEMENT[kind],
                )
            )
        protect(connection, "dewi", Protection.WITNESS, refs["saksi_baris"], PROTECTED_SINCE)
        protect(connection, "dewi", Protection.WITNESS, [], PROTECTED_SINCE, person_id="P-saksi_orang")
        protect(connection, "dewi", Protection.CHILD, refs["anak"], PROTECTED_SINCE)
        protect(connection, "dewi", Protection.INFORMANT, refs["informan"][:1], PROTECTED_SINCE)
        protect(connection, "dewi", Protection.VOLUNTEER, refs["relawan"][1:], PROTECTED_SINCE)
    return Town(people, run_id)


STATEMENT: dict[str, dict[str, object]] = {
    "person": {
        "reasons": [
            {
                "group": "phone",
                "contribution": 1.0,
                "text_id": "Telepon sama",
                "text_en": "",
                "rows": [["registrations", "R", ""]],
            },
            {
                "group": "process",
                "contribution": -0.4,
                "text_id": "Dokumen lengkap",
                "text_en": "",
                "rows": [],
            },
            {
                "group": "phone_reports",
                "contribution": 0.9,
                "text_id": "RAHASIA disebut laporan",
                "text_en": "",
                "rows": [],
            },
            {
                "group": "phone",
                "contribution": 0.9,
                "text_id": "RAHASIA dari aduan",
                "text_en": "",
                "rows": [["tips", "T1", ""]],
            },
        ],
        "indicators": [{"indicator": "T01", "feed": "tips", "entity_key": "RAHASIA-TIP", "detail": ""}],
        "missing": ["paspor tidak ditemukan / no passport found", "belum ada laporan atau temuan / RAHASIA"],
    },
    "network": {
        "reasons": [
            {"sign": "dropped", "id": "dua nomor dipakai sebentar", "en": ""},
            {"sign": "found", "id": "RAHASIA korban di dalamnya: 5", "en": ""},
            {"sign": "named", "id": "RAHASIA laporan: 3", "en": ""},
        ],
        "things": [["phone", "ph_RAHASIA"]],
        "roles": [],
    },
    "agency": {},
}
"""What an export must not repeat says RAHASIA."""


def _findings(
    store: Store, people: Mapping[str, Mapping[str, str]], passports: Mapping[str, Mapping[str, str]]
) -> None:
    def found(number: int, finding: str, **known: str) -> dict[str, str]:
        blank = {
            "full_name": f"Tanpa Sama {'abcdefghij'[number % 10] * 4}",
            "nik": "",
            "passport_no": "",
            "phone": "",
        }
        return desk_row(
            "case_outcomes",
            number,
            **{**blank, **known, "case_id": f"CASE{number}", "person_seq": "1", "finding": finding},
        )

    withdrawn = {"nik": people["temuan_ditarik"]["nik"], "recorded_at": "2024-02-01T08:00:00+07:00"}
    _take(
        store,
        "case_outcomes",
        [
            found(1, "tppo_victim"),
            found(2, "tppo_victim", nik=people["korban_nik"]["nik"]),
            found(3, "tppo_victim", passport_no=passports["korban_paspor"]["passport_no"]),
            found(4, "tppo_victim", phone=people["korban_telepon"]["phone"]),
            found(5, "tppo_victim", full_name=people["korban_nama"]["full_name"]),
            found(6, "tppo_victim", nik=people["temuan_ditarik"]["nik"]),
            found(6, "withdrawn", **withdrawn),
        ],
    )
    _take(
        store,
        "interceptions",
        [
            desk_row(
                "interceptions",
                1,
                outcome="rescued",
                full_name="Lain Sekali",
                nik=people["diselamatkan"]["nik"],
                passport_no="",
            ),
            desk_row(
                "interceptions",
                2,
                outcome="deferred",
                full_name="Lain Lagi",
                nik=people["ditunda"]["nik"],
                passport_no="",
            ),
        ],
    )
    _take(
        store,
        "complaints",
        [
            desk_row(
                "complaints",
                1,
                worker_name="Bukan Siapa",
                worker_nik=people["pengadu_nik"]["nik"],
                worker_passport_no="",
            ),
            desk_row(
                "complaints",
                2,
                worker_name=people["pengadu_nama"]["full_name"],
                worker_nik="",
                worker_passport_no="",
            ),
        ],
    )
    _take(store, "tips", [desk_row("tips", 1, reporter_id=REPORTER)])
    _take(store, "agencies", [desk_row("agencies", 1, license_no="SIP3MI-1", name="-PT Maju")])


def _take(store: Store, feed: str, rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = Ingest(store, TOKENS, KEY, agreements.load(None)).take(
            write_csv(Path(folder) / f"{feed}.csv", rows), lambda _done, _rows: None
        )
        assert report.new == len(rows), (feed, report)
