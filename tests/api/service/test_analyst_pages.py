"""The analyst's pages: what came in, what was run, which models there are, what became of what was raised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from alerted import Said, raised, told_row
from colleagues import account
from fastapi.testclient import TestClient
from matrix import NOW, Visited
from peopled import TOKENS
from sqlalchemy import insert, select, update

from api.service.application import create_app
from detection.case_codes import case_code
from features.catalogue import digest as features_digest
from models import signing
from models.calibration import Calibration
from models.drift import Reference, bins_of
from models.evaluation import Evaluation
from models.fairness import compare
from models.risk import Model, Points, Risk, version_of
from models.serving import kept, signers
from models.serving.kept import Kept
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import (
    alert_work,
    audit_entries,
    detection_runs,
    identities,
    quarantined_rows,
    received_files,
)

DAY = date(2024, 12, 2)
LATER = datetime(2024, 12, 20, 3, tzinfo=UTC)
WHY = "Lebih banyak temuan pada volume yang sama"
PEOPLE, FOUND, CLEARED = 24, 12, 11


def as_role(role: str, purpose: str) -> dict[str, str]:
    return {"as-role": role, "for-purpose": purpose}


ANALYST, LEAD = as_role("analyst", "statistik"), as_role("satgas_lead", "pencegahan")
AUDITOR, ADMIN = as_role("auditor", "pengawasan"), as_role("admin", "administrasi")


@dataclass(frozen=True)
class World:
    """A client, the database behind it, one run with its outcomes, one model with its file."""

    client: TestClient
    store: Store
    keys: Path
    folder: Path
    digest: str
    run_id: int

    def page(self, path: str, who: dict[str, str] = ANALYST) -> str:
        answer = self.client.get(path, headers=who)
        assert answer.status_code == 200, answer.text[:2000]
        return answer.text

    def entries(self) -> int:
        with self.store.begin() as connection:
            return len(connection.scalars(select(audit_entries.c.entry_id)).all())


def past(store: Store) -> int:
    """A run that put 24 people forward: 12 were found since, 11 were held to be none, one finding was withdrawn."""
    weights = {"log_odds": {"raw": 0.5, "base": -3.0, "groups": {"phone": 0.7, "process": -0.2}}}
    said = [
        Said(f"P-{n}", (f"registrations:R{n}",), rows=(f"passports:X{n}",), more=weights)
        for n in range(1, PEOPLE + 1)
    ]
    raised(store, DAY, *said)
    for n in range(1, PEOPLE + 1):
        office = "LTSA-01" if n <= 14 else "LTSA-02"
        told_row(store, f"registrations:R{n}", datetime(2024, 11, 1, tzinfo=UTC), office_code=office)
        finding = "tppo_victim" if n <= FOUND else "withdrawn" if n == PEOPLE else ""
        if finding:
            told_row(store, f"case_outcomes:C{n}/1", LATER, finding=finding)
    told_row(store, "case_outcomes:C99/1", LATER, finding="tppo_victim")
    with store.begin() as connection:
        run_id = int(connection.scalars(select(detection_runs.c.run_id)).one())
        held = [("registrations", f"R{n}", f"P-{n}") for n in range(1, PEOPLE + 1)]
        held += [("case_outcomes", f"C{n}/1", f"P-{n}") for n in (*range(1, FOUND + 1), PEOPLE)]
        held.append(("case_outcomes", "C99/1", "P-99"))
        for feed, key, person in held:
            row = {"run_id": run_id, "feed": feed, "entity_key": key, "person_id": person}
            connection.execute(insert(identities).values(row))
        for n in range(1, PEOPLE + 1):
            outcome = "indikasi_menguat" if n <= FOUND else "bukan_indikasi" if n <= FOUND + CLEARED else None
            if outcome:
                connection.execute(
                    update(alert_work)
                    .where(alert_work.c.subject == f"P-{n}")
                    .values(outcome=outcome, state="ditutup", decided_at=LATER, owner="a-satgas")
                )
    return run_id


def modelled(store: Store, folder: Path, keys: Path) -> str:
    """A model that tells curves, with an audit of sexes; the analyst and the lead have keys."""
    steps, tenths = np.array([5, 20, 160, 400]), np.linspace(0.01, 0.4, 10)
    evaluation = Evaluation(
        400,
        40,
        0.41,
        0.87,
        pd.DataFrame({"people": steps, "precision": [0.6, 0.5, 0.2, 0.1], "recall": [0.075, 0.25, 0.8, 1.0]}),
        pd.DataFrame({"said": tenths, "found": tenths * 0.9, "people": np.full(10, 40)}),
        pd.DataFrame({"least": [0.2, 0.0], "found": [30, 10], "people": [100, 300]}),
    )
    models = {
        target: Model(target, Points(), Calibration(1.0, 0.0, 1.0), evaluation, 40)
        for target in ("tppo", "non_procedural")
    }
    risk, bins = Risk(DAY, models, version_of(models, DAY)), bins_of(np.arange(9.0))
    figure = {"value": 0.41, "low": 0.3, "high": 0.52}
    told = dict.fromkeys(("average_precision", "auc", "precision", "recall"), figure)
    metrics = {
        "method": {"told": "out-of-fold", "volume": 160},
        **{target: {**told, "people": 400, "positives": 40} for target in ("tppo", "non_procedural")},
    }
    for role in (Role.ANALYST, Role.SATGAS_LEAD):
        account(store, f"a-{role}", role)
    with store.begin() as connection:
        for role in (Role.ANALYST, Role.SATGAS_LEAD):
            signers.make_key(connection, f"a-{role}", keys / role, "operator", NOW)
        own = signers.installation_key(connection, keys / "own", NOW)
        then = Reference(features_digest(), {"a": bins}, {"tppo": bins}, {"phone": 0.8, "travel": 0.3})
        digest = kept.write(folder, risk, "0" * 64, then, own)
        audits = [compare("sex", {"L": (300, 30), "P": (9, 3)}), compare("scheme", {"p_to_p": (300, 30)})]
        row = Kept(
            digest, risk.version, DAY, 40, 7, True, "0" * 64, features_digest(), metrics, "r", "x", NOW
        )
        kept.put(connection, row, audits)
    return digest


@pytest.fixture
def world(store: Store, settings: Settings, tmp_path: Path) -> World:
    folder, keys = settings.data_dir / "models", tmp_path / "keys"
    digest = modelled(store, folder, keys)
    run_id = past(store)
    app = create_app(Visited(Store(store.engine, store.keys), settings, TOKENS))
    client = TestClient(app, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    return World(client, store, keys, folder, digest, run_id)


def row_of(page: str, head: str) -> str:
    """The text of the first table row that holds these words."""
    for part in page.split("<tr")[1:]:
        text = " ".join(unescape(re.sub(r"<[^>]+>", " ", "<tr" + part.split("</tr>")[0])).split())
        if head in text:
            return text
    raise AssertionError(f"no row has {head}")


def test_feeds_and_offices_tell_what_came_and_what_was_set_aside(world: World) -> None:
    with world.store.begin() as connection:
        file_id = connection.scalars(
            select(received_files.c.file_id).where(received_files.c.feed == "registrations").limit(1)
        ).one()
        more = update(received_files).values(rows_read=2, rows_quarantined=1)
        connection.execute(more.where(received_files.c.file_id == file_id))
        connection.execute(
            insert(quarantined_rows).values(
                file_id=file_id,
                feed="registrations",
                row_number=7,
                field="birth_date",
                reason="bad_date",
                value_class="text",
                sealed=b"x",
            )
        )
    page = world.page("/data")
    assert "1 menunggu" in row_of(page, "pendaftaran CPMI")
    assert "belum pernah masuk" in row_of(page, "paspor")
    assert re.search(r"LTSA-01.*? 14 ", row_of(page, "LTSA-01"))
    near = world.page("/data/registrations")
    assert "bukan tanggal yang ada" in row_of(near, "tanggal lahir")
    assert "<svg" in near


def test_a_desk_sees_its_own_feeds_alone(world: World) -> None:
    desk = as_role("ltsa", "pelayanan")
    assert "hasil perkara" not in world.page("/data", desk)
    assert world.client.get("/data/case_outcomes", headers=desk).status_code == 404


def test_a_run_is_told_with_what_became_of_it(world: World) -> None:
    assert f'href="/tinjau-ulang/{world.run_id}"' in world.page("/jalan")
    line = row_of(world.page("/tinjau-ulang"), "2 Desember 2024")
    assert line.split()[:5] == ["2", "Desember", "2024", "24", "12"]
    page = world.page(f"/tinjau-ulang/{world.run_id}")
    assert "24" in row_of(page, "nomor telepon yang sama")
    assert "14" in row_of(page, "LTSA-01")
    assert world.client.get("/tinjau-ulang/987654", headers=ANALYST).status_code == 404


def test_the_analyst_sees_counts_and_the_lead_case_codes(world: World) -> None:
    path = f"/tinjau-ulang/{world.run_id}"
    assert case_code("P-1") not in world.page(path)
    assert case_code("P-1") not in world.page(path, AUDITOR)
    assert case_code("P-1") in world.page(path, LEAD)


def test_small_counts_are_left_out_for_the_analyst_alone(world: World) -> None:
    """One alert is still open: the analyst is not told of it, nor can follow it from the others."""
    path = f"/tinjau-ulang/{world.run_id}"
    ended = [row_of(world.page(path), name) for name in ("bukan indikasi", "sedang dikerjakan")]
    assert ended == ["bukan indikasi < 10", "sedang dikerjakan < 10"]
    assert "sedang dikerjakan 1" in row_of(world.page(path, LEAD), "sedang dikerjakan")


def test_another_capacity_cuts_the_lists_and_reads_the_held_out_curve(world: World) -> None:
    page = world.page("/andai?k=40")
    assert "Dihitung dari 1 perhitungan" in page
    assert "daftarnya lebih pendek" in page  # the run had 24 places
    assert row_of(page, "40").startswith("40 32 20% ")  # 0.2 of 160 people over four weeks
    few = world.page("/andai?k=10")
    assert "termuat pada 10 tempat" in few
    assert world.client.get("/andai?k=9", headers=ANALYST).status_code == 422


def test_errors_are_told_by_reason_feed_and_office(world: World) -> None:
    page = world.page("/galat")
    line = row_of(page, "nomor telepon yang sama")
    assert "24 23 11 48%" in line
    assert "24 23 11" in row_of(page, "paspor")
    assert "belum pernah masuk daftar" in page
    lead = world.page("/galat", LEAD)
    assert re.search(r"1 <span class=\"quiet of\">/ 13<", lead)  # P-99 was on no list


def test_no_person_is_named_to_whoever_sees_no_alerts(world: World) -> None:
    for who in (ANALYST, AUDITOR):
        for path in ("/tinjau-ulang", f"/tinjau-ulang/{world.run_id}", "/andai", "/galat"):
            assert not re.search(r"P-\d+|\bR\d+\b|C\d+/1", world.page(path, who))


def test_each_reading_is_in_the_audit(world: World) -> None:
    for path in ("/data", "/jalan", "/jalan/tugas", "/tinjau-ulang", "/andai", "/galat", "/model"):
        before = world.entries()
        world.page(path)
        assert world.entries() > before, path


def test_a_models_page_is_whole_without_script(world: World) -> None:
    page = world.page(f"/model/{world.digest}")
    assert page.count('<svg class="chart plot"') == 4
    assert "0,410" in row_of(page, "presisi rata-rata")
    assert "data terlalu sedikit" in row_of(page, "jenis kelamin")
    assert "satu kelompok" in row_of(page, "skema penempatan")
    assert "80%" in row_of(page, "nomor telepon yang sama")
    assert f'href="/andai?model={world.digest}"' in page


def test_two_people_bring_a_model_into_service_through_pages(world: World) -> None:
    path = f"/model/{world.digest}"

    def post(who: dict[str, str], to: str, **body: str) -> tuple[int, str]:
        answer = world.client.post(to, headers=who, data=body)
        return answer.status_code, answer.text

    champion = {"role": "champion", "reason": WHY, "despite": "Provinsi kecil; ditinjau setiap bulan"}
    status, text = post(ANALYST, f"{path}/penetapan", **champion)
    assert status == 403
    assert WHY in text  # what was typed is kept
    assert post(ANALYST, f"{path}/permintaan", role="champion", reason="ya")[0] >= 400
    assert post(ANALYST, f"{path}/permintaan", role="champion", reason=WHY)[0] == 303
    number = re.search(r'href="/persetujuan/(\d+)"', world.page(path))
    assert number
    assert post(LEAD, f"/persetujuan/{number[1]}/putusan", approve="true")[0] == 303
    assert post(ANALYST, f"{path}/tanda-tangan", signature="00")[0] == 422
    for who, role in ((ANALYST, Role.ANALYST), (LEAD, Role.SATGAS_LEAD)):
        bytes_to_sign = signing.to_sign(signing.read_bytes(kept.place(world.folder, world.digest)))
        signature = signers.read_private(world.keys / role).sign(bytes_to_sign).hex()
        assert post(who, f"{path}/tanda-tangan", signature=signature)[0] == 303
    status, text = post(ANALYST, f"{path}/penetapan", role="champion", reason=WHY)
    assert status == 422  # too few data want a reason
    assert post(ANALYST, f"{path}/penetapan", **champion)[0] == 303
    page = world.page(path, AUDITOR)
    assert "memunculkan peringatan" in page
    assert WHY in page
    assert '<form method="post" action="/model/' not in page  # who looks only is offered nothing to do


def test_a_training_is_asked_for_by_a_form(world: World) -> None:
    later = world.client.post(
        "/model/latihan", headers=ANALYST, data={"as_of": "2031-01-01", "capacity": "12"}
    )
    assert later.status_code == 422
    assert 'value="2031-01-01"' in later.text
    asked = world.client.post(
        "/model/latihan", headers=ANALYST, data={"as_of": "2025-01-06", "capacity": "12"}
    )
    assert asked.status_code == 303
    assert "menunggu" in row_of(world.page("/model"), "06/01/2025")


def test_a_job_is_started_once_and_a_second_time_refused(world: World) -> None:
    assert world.client.post("/jalan/tugas/tidy", headers=ANALYST).status_code == 303
    again = world.client.post("/jalan/tugas/tidy", headers=ANALYST)
    assert again.status_code == 409
    assert "sudah menunggu" in again.text
    assert world.client.post("/jalan/tugas/detect", headers=ADMIN, data={"as_of": "kapan"}).status_code == 422
    assert world.client.post("/jalan/tugas/tidy", headers=LEAD).status_code == 403
    assert "Mulai sekarang" not in world.page("/jalan/tugas", LEAD)
    assert world.client.get("/jalan/tugas", headers=AUDITOR).status_code == 403
