"""Attachments through the service: handed in by a form, kept off the disk, handed out to be saved."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from httpx import Response
from peopled import TOKENS, Peopled, people
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.service.application import LIMIT, create_app
from api.service.guard import guard
from api.service.house import House
from api.service.routes import attachments as routes
from api.signin.visitor import Visitor
from protection.attachments import keeping
from protection.attachments.media import MAX_BYTES
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SATGAS = Context("a-satgas", Role.SATGAS, Purpose.PREVENTION, ("5203",))
INVESTIGATOR = Context("a-penyidik", Role.INVESTIGATOR, Purpose.INVESTIGATION, ("5203",))
OFFICER = Context("a-dpo", Role.DATA_PROTECTION_OFFICER, Purpose.OVERSIGHT, ("",))


@dataclass(frozen=True)
class OpenHouse(House):
    """A house whose visitor is whoever the test says."""

    who: Context = SATGAS

    def recognise(self, request: Request) -> Visitor:  # type: ignore[override]  # noqa: ARG002  (the test says who)
        return Visitor(self.who, NOW)


@pytest.fixture
def peopled(store: Store) -> Peopled:
    return people(store)


@pytest.fixture
def visit(store: Store, settings: Settings) -> Callable[[Context], TestClient]:
    house = OpenHouse(Store(store.engine, store.keys), settings, TOKENS, clock=lambda: NOW)
    return lambda who: TestClient(
        guard(create_app(replace(house, who=who)), LIMIT), raise_server_exceptions=False
    )


def photo() -> bytes:
    tags = Image.Exif()
    tags[0x010E] = "KENARI7Q2W"
    written = BytesIO()
    Image.linear_gradient("L").save(written, format="JPEG", exif=tags)
    return written.getvalue()


def hand_in(client: TestClient, person_id: str, content: bytes | None = None, **fields: str) -> Response:
    form = {"about_kind": "person", "about_ref": person_id, "kind": "photograph"} | fields
    file = ("foto.jpg", photo() if content is None else content, "image/jpeg")
    answer: Response = client.post("/v1/attachments", data=form, files={"file": file})
    return answer


def acts(store: Store) -> list[Any]:
    with store.begin() as connection:
        wanted = "SELECT act, who FROM audit_entries WHERE object_kind = 'attachment' ORDER BY entry_id"
        return [tuple(row) for row in connection.execute(text(wanted))]


def test_a_photograph_goes_in_and_comes_out_cleaned(
    store: Store, peopled: Peopled, visit: Callable[[Context], TestClient]
) -> None:
    satgas = visit(SATGAS)
    added = hand_in(satgas, peopled.own.person_id)
    assert added.status_code == 201
    known = added.json()
    assert (known["media_type"], known["uploaded_by"]) == ("image/jpeg", "a-satgas")
    assert not {"refs", "areas"} & known.keys()
    address = f"/v1/attachments/{known['attachment_id']}"
    shown = satgas.get(address)
    assert shown.status_code == 200
    assert b"KENARI7Q2W" not in shown.content
    assert shown.headers["content-disposition"].startswith('attachment; filename="foto.jpg"')
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["cache-control"] == "no-store"
    assert satgas.get(f"{address}/preview").headers["content-type"] == "image/png"
    query = {"about_kind": "person", "about_ref": peopled.own.person_id}
    assert satgas.get("/v1/attachments", params=query).json() == [known]
    assert satgas.get(f"{address}/original").status_code == 403
    assert visit(INVESTIGATOR).get(f"{address}/original").content == photo()
    gone = visit(OFFICER).post(f"{address}/destructions", json={"reason": "order"})
    assert gone.json()["destroyed_at"] is not None
    assert satgas.get(address).status_code == 410
    assert acts(store) == [
        ("attach", "a-satgas"),
        *[("read", "a-satgas")] * 3,
        ("read", "a-penyidik"),
        ("destroy", "a-dpo"),
    ]


def test_a_hostile_file_is_refused_in_both_languages_and_nothing_is_kept(
    store: Store, peopled: Peopled, visit: Callable[[Context], TestClient]
) -> None:
    answer = hand_in(visit(SATGAS), peopled.own.person_id, b"MZ" + bytes(200))
    assert answer.status_code == 422
    assert answer.json()["code"] == "attachment_refused"
    assert "program" in answer.json()["title"]
    assert "program" in answer.json()["title_en"]
    assert acts(store) == []


@pytest.mark.parametrize("who", ["neighbour", "elsewhere", "protected", "absent"])
def test_nothing_is_attached_to_whom_one_may_not_see(
    peopled: Peopled, visit: Callable[[Context], TestClient], who: str
) -> None:
    person_id = "P-absent" if who == "absent" else getattr(peopled, who).person_id
    assert hand_in(visit(SATGAS), person_id).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"about_kind": "sqlite"},
        {"about_ref": "\0"},
        {"about_ref": "x" * 300},
        {"kind": "video"},
        {"more": "a"},
    ],
    ids=["kind of object", "zero byte", "long", "kind", "one field too many"],
)
def test_a_strange_form_is_refused_and_is_no_fault(
    peopled: Peopled, visit: Callable[[Context], TestClient], fields: dict[str, str]
) -> None:
    assert hand_in(visit(SATGAS), peopled.own.person_id, **fields).status_code in {404, 422}


def test_what_is_no_form_is_refused(visit: Callable[[Context], TestClient]) -> None:
    satgas = visit(SATGAS)
    for answer in (
        satgas.post("/v1/attachments"),
        satgas.post("/v1/attachments", json={"file": "x"}),
        satgas.post(
            "/v1/attachments", data={"about_kind": "person", "about_ref": "a", "kind": "scan", "file": "x"}
        ),
        satgas.post("/v1/attachments", content=b"x", headers={"content-type": "multipart/form-data"}),
    ):
        assert answer.status_code == 422


def test_who_may_not_add_is_turned_away_before_the_file_is_examined(
    store: Store, peopled: Peopled, visit: Callable[[Context], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def examined(*_: object) -> None:
        raise AssertionError("examined for someone who may not")

    monkeypatch.setattr(keeping, "examine", examined)
    assert hand_in(visit(OFFICER), peopled.own.person_id).status_code == 403
    with store.begin() as connection:
        wanted = "SELECT count(*) FROM audit_entries WHERE act = 'refuse' AND who = 'a-dpo'"
        assert connection.scalar(text(wanted)) == 1


def test_an_upload_never_touches_the_disk(
    peopled: Peopled, visit: Callable[[Context], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def rolled_over(_: object) -> None:
        raise AssertionError("the upload was written to a temporary file")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", rolled_over)
    large = photo() + bytes(3 * 2**20)  # a camera may end a photograph with zeros
    assert hand_in(visit(SATGAS), peopled.own.person_id, large).status_code == 201


def test_a_file_of_20_mb_comes_through_and_one_byte_more_is_told_as_too_large(
    peopled: Peopled, visit: Callable[[Context], TestClient]
) -> None:
    def of(size: int) -> bytes:
        return photo().ljust(size, b"\0")

    assert hand_in(visit(SATGAS), peopled.own.person_id, of(MAX_BYTES)).status_code == 201
    assert (
        hand_in(visit(SATGAS), peopled.own.person_id, of(MAX_BYTES + 1)).json()["code"]
        == "attachment_refused"
    )
    assert hand_in(visit(SATGAS), peopled.own.person_id, of(MAX_BYTES + 2**20)).status_code == 413


def test_a_form_that_may_spill_to_the_disk_is_caught(
    peopled: Peopled, visit: Callable[[Context], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    spilled: list[object] = []

    def noted(file: object) -> None:
        spilled.append(file)

    monkeypatch.setattr(routes._InMemory, "spool_max_size", 2**20)
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", noted)
    hand_in(visit(SATGAS), peopled.own.person_id, photo() + bytes(3 * 2**20))
    assert spilled


def test_no_officer_can_destroy_keys_or_boxes_past_the_service(store: Store, peopled: Peopled) -> None:
    upload = Image.new("L", (9, 9))
    written = BytesIO()
    upload.save(written, format="PNG")
    known = keeping.accept(
        store, written.getvalue(), "a.png", "person", peopled.own.person_id, "scan", NOW, "image/png"
    )
    for who in (SATGAS, INVESTIGATOR):
        mine = store.acting(who)
        with pytest.raises(DBAPIError, match="row-level security"):
            keeping.destroy(mine, known.attachment_id, keeping.Reason.ORDER, NOW)
        with mine.begin() as connection:
            assert connection.execute(text("DELETE FROM attachment_boxes")).rowcount == 0
            assert connection.execute(text("DELETE FROM row_keys")).rowcount == 0
    assert keeping.listed(store, "person", peopled.own.person_id) == [known]
