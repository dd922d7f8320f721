"""Closed evidence, cases by the data standard, and proofs of loss, on the pages of LPSK's node."""

from __future__ import annotations

import re
from io import BytesIO

from fastapi.testclient import TestClient
from lpsk_scene import CANARIES, CUSTODIAN, HANDLER, NOW, SECOND, received
from PIL import Image
from sqlalchemy import select
from test_lpsk_pages import REASON, by, client, code, post  # noqa: F401  (fixtures, too)

from protection.exchange.kinds import Arrival
from protection.guarding import received as handed
from protection.htcds import table
from records.store import Store
from records.tables import lpsk_cases, protection_matters
from records.tables.attachments import attachment_boxes, attachments
from records.tables.restitution import restitution_items

TELEPHONE = "081255550001"
EVIDENCE = {
    "matter": "BK-000001",
    "code": "K-ABCDE",
    "person": [{"feed": "registrations", "recorded_at": NOW.isoformat(), "cells": {"name": CANARIES[0]}}],
    "evidence": [
        {"feed": "recruiter_links", "recorded_at": NOW.isoformat(), "cells": {"recruiter_phone": TELEPHONE}}
    ],
}
FORM = {"ground": "UU 21/2007 Pasal 18", "reason": "Ia dipaksa majikan membawa orang lain."}


def came(store: Store) -> int:
    with store.begin() as connection:
        handed.take_in(Arrival(connection, store.keys, "satgas-ntb", EVIDENCE, NOW, NOW))
        return int(connection.scalars(select(protection_matters.c.matter_id)).one())


def seen(client: TestClient, address: str, by_whom: object = CUSTODIAN) -> str:  # noqa: F811
    answer = client.get(address, headers=by(by_whom))  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return answer.text


def test_evidence_is_opened_by_its_custodian_alone_and_who_did_stays_to_be_seen(
    client: TestClient,  # noqa: F811
    lpsk_store: Store,
) -> None:
    address = f"/bukti/{came(lpsk_store)}"
    closed = seen(client, "/bukti") + seen(client, address)
    assert "K-ABCDE" in closed
    assert "Belum ada yang membuka" in closed
    assert not any(each in closed for each in (TELEPHONE, CANARIES[0]))
    for refused in ("/bukti", address):
        assert client.get(refused, headers=by(HANDLER)).status_code == 403
    assert client.post(f"{address}/buka", headers=by(HANDLER)).status_code == 403
    opened = client.post(f"{address}/buka", headers=by(CUSTODIAN)).text
    assert TELEPHONE in opened
    assert CANARIES[0] in opened
    assert "data-cover" in opened
    later = seen(client, address)
    assert TELEPHONE not in later
    assert "Belum ada yang membuka" not in later
    assert "<strong>Anda</strong>" in later


def test_evidence_is_decided_by_two_and_once(client: TestClient, lpsk_store: Store) -> None:  # noqa: F811
    address = f"/bukti/{came(lpsk_store)}"
    alone = client.post(f"{address}/putusan", data={"end": "forced"}, headers=by(CUSTODIAN))
    assert alone.status_code == 403
    nothing = client.post(
        f"{address}/persetujuan",
        data={**FORM, "end": "", "reason": "Kata-kata saya sendiri"},
        headers=by(CUSTODIAN),
    )
    assert nothing.status_code == 422
    assert "Kata-kata saya sendiri" in nothing.text
    post(client, f"{address}/persetujuan", CUSTODIAN, end="forced", **FORM)
    assert client.post(f"{address}/putusan", data={"end": "forced"}, headers=by(CUSTODIAN)).status_code == 403
    post(client, "/persetujuan/1/putusan", SECOND, approve="true")
    other = client.post(f"{address}/putusan", data={"end": "unfounded"}, headers=by(CUSTODIAN))
    assert other.status_code == 403, "the second person agreed to something else"
    assert "Catat keputusan" in seen(client, address)
    post(client, f"{address}/putusan", CUSTODIAN, end="forced")
    done = seen(client, address)
    assert "tetap korban" in done
    assert "Usulkan keputusan" not in done
    again = client.post(f"{address}/persetujuan", data={**FORM, "end": "forced"}, headers=by(CUSTODIAN))
    assert again.status_code == 409


def test_evidence_joins_no_case(client: TestClient, code: str, lpsk_store: Store) -> None:  # noqa: F811
    came(lpsk_store)
    for address in ("/perkara", f"/perkara/{code}", f"/perkara/{code}/lembar", "/perkara/htcds"):
        assert "K-ABCDE" not in seen(client, address, HANDLER)


def test_one_case_goes_at_once_and_more_when_a_custodian_agreed(
    client: TestClient,  # noqa: F811
    code: str,  # noqa: F811
    lpsk_store: Store,
) -> None:
    second = received(lpsk_store, NOW, referral="RJ-8G4LR3")
    sent = {"cases": [code], "destination": "mrc-ntb"}
    answer = client.post("/perkara/htcds/serahkan", data=sent)
    assert answer.headers["content-type"].startswith("text/csv")
    assert code in answer.text
    assert not any(canary in answer.text for canary in CANARIES)
    both = {"cases": [code, second], "destination": "mrc-ntb"}
    asked = client.post("/perkara/htcds/serahkan", data=both).text
    assert "Lebih dari satu perkara" in asked
    assert len(re.findall(r"checked", asked)) == 2
    ground = "UU 31/2014 Pasal 36"
    post(client, "/perkara/htcds/serahkan", **both, ground=ground, reason="Pemulihan diteruskan MRC.")
    waiting = seen(client, "/perkara/htcds", HANDLER)
    assert "Unduh berkas" not in waiting
    exactly = seen(client, "/persetujuan/1")
    assert code in exactly, "who agrees reads which cases"
    assert second in exactly
    post(client, "/persetujuan/1/putusan", CUSTODIAN, approve="true")
    assert "Unduh berkas" in seen(client, "/perkara/htcds", HANDLER)
    assert (
        client.post("/perkara/htcds/serahkan", data={**both, "destination": "police-ntb"}).status_code == 200
    )
    got = client.post("/perkara/htcds/serahkan", data=both)
    assert got.headers["content-disposition"] == 'attachment; filename="htcds-2.csv"'
    assert {code, second} <= set(re.findall(r"LPSK-\d{4}-\w{6}", got.text))
    assert "Unduh berkas" not in seen(client, "/perkara/htcds", HANDLER)


def test_no_case_goes_to_a_border_post_or_to_nobody(client: TestClient, code: str) -> None:  # noqa: F811
    for body in ("checkpoint-bizam", "passport-mataram", "siapa-saja", ""):
        answer = client.post("/perkara/htcds/serahkan", data={"cases": [code], "destination": body})
        assert answer.status_code == 422, body
        assert "checked" in answer.text, "what was chosen stays"


def test_a_file_is_taken_in_and_its_wrong_rows_are_told_by_row_and_field(
    client: TestClient,  # noqa: F811
    lpsk_store: Store,
) -> None:
    file = table.write(
        [
            {"case": "A-1", "consent": True, "name": CANARIES[0]},
            {"case": "A-2", "consent": True, "birth_date": "bulan lalu"},
            {"case": "A-3", "consent": False},
        ]
    )
    form = {"data": {"organisation": "mrc-ntb"}, "files": {"file": ("perkara.csv", file, "text/csv")}}
    told = client.post("/perkara/htcds/terima", **form).text
    assert "Baris 3" in told
    assert "prs_Birthdate" in told
    assert "con_Consent" in told
    assert "bulan lalu" not in told
    assert CANARIES[0] not in told
    client.post("/perkara/htcds/terima", **form)
    with lpsk_store.reading() as connection:
        senders = list(connection.scalars(select(lpsk_cases.c.sender)))
    assert senders.count("mrc-ntb") == 1, "the same file twice makes no case twice"
    for broken in (b"\xff\xfe", b"a,b\r\n1,2"):
        files = {"file": ("x.csv", broken, "text/csv")}
        answer = client.post("/perkara/htcds/terima", data={"organisation": "mrc-ntb"}, files=files)
        assert answer.status_code == 422
        assert "mrc-ntb" in answer.text


def picture() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (60, 40), "white").save(kept, "PNG")
    return kept.getvalue()


def boxes(store: Store) -> int:
    """Parts of files that a handler reaches past the application."""
    with store.acting(HANDLER).reading() as connection:
        return len(connection.execute(select(attachment_boxes)).all())


def test_a_proof_is_kept_with_its_loss_by_hash_and_opened_with_the_identity_alone(
    client: TestClient,  # noqa: F811
    code: str,  # noqa: F811
    lpsk_store: Store,
) -> None:
    claim = post(client, f"/restitusi/kasus/{code}", applicant="self")
    form = {"version": "1", "head": "care", "amount": "1.500.000", "loss_words": "Rumah sakit"}
    post(client, f"{claim}/kerugian", **form)
    number = claim.rpartition("/")[2]
    about = {"about_kind": "case", "about_ref": code, "kind": "scan"}
    files = {"file": ("kuitansi Kenari.png", picture(), "image/png")}
    stale = client.post(f"/restitusi-bukti/{number}/1?versi=1", data=about, files=files)
    assert stale.status_code == 409, "somebody changed the claim"
    kept = client.post(f"/restitusi-bukti/{number}/1?versi=2", data=about, files=files)
    assert kept.status_code == 303, kept.text
    with lpsk_store.reading() as connection:
        (row,) = connection.execute(select(attachments)).all()
        amounts = connection.execute(select(restitution_items.c.amount, restitution_items.c.proofs)).all()
    assert amounts[-1] == (1_500_000, [row.attachment_id])
    page = seen(client, claim, HANDLER)
    assert row.sha256 in page
    assert "Kenari" not in page
    address = f"/restitusi-bukti/{number}/{row.attachment_id}"
    assert address not in page
    assert client.get(address).status_code == 403
    assert boxes(lpsk_store) == 0, "the database shows it to no handler either"
    post(client, f"/perkara/{code}/identitas", sections=["identity"], said=REASON, how="ask")
    post(client, "/persetujuan/1/putusan", CUSTODIAN, approve="true")
    client.post(f"/perkara/{code}/identitas/buka", data={"sections": ["identity"]})
    assert boxes(lpsk_store) == 4
    assert address in seen(client, claim, HANDLER)
    assert client.get(address).headers["content-type"] == "image/png"
    assert client.get(address, headers=by(SECOND)).status_code == 403, "an opening is one person's"
    assert client.get(f"/restitusi-bukti/{number}/l-{'0' * 32}").status_code == 404
