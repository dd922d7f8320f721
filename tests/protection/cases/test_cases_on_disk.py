"""No byte of a name lies in clear in any file of LPSK's node: tables, their log (WAL), the log of the server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lpsk_scene import CANARIES, CUSTODIAN, HANDLER, NOW, people, received
from sqlalchemy import text

from protection.cases import custody, entering, findings, giving
from records import four_eyes
from records.node import Node
from records.rights.context import job
from records.settings import Settings
from records.store import open_store


@pytest.fixture
def own(reachable_folder: Path) -> Iterator[Settings]:
    """A data folder with a server of its own, so that its files can be read when it has stopped."""
    folder = reachable_folder / "cases"
    yield Settings(data_dir=folder / "data", threads=1, node=Node.LPSK, node_name="lpsk")
    shutil.rmtree(folder)


def found(settings: Settings, wanted: tuple[str, ...]) -> set[str]:
    """Which of these any file below the data folder holds, the log of the database too."""
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    return {canary for path in files for canary in wanted if canary.encode() in path.read_bytes()}


def test_no_file_of_the_node_holds_a_name_or_number(own: Settings) -> None:
    with open_store(own, job()) as store:
        people(store)
        code = received(store)
        section = ("identity", "safe_contact", "family")
        with store.acting(HANDLER).begin() as connection:
            named = {"identity": {"name": CANARIES[0]}, "elements": {"told": f"Nama saya {CANARIES[0]}."}}
            entering.enter(connection, store.keys, HANDLER, "outreach", "in_need", named, NOW)
            findings.write_telaah(
                connection, store.keys, HANDLER, code, f"Telaah tentang {CANARIES[0]}.", NOW
            )
            giving.plan(connection, store.keys, HANDLER, code, "medical", NOW, words=CANARIES[2])
            number = custody.ask(
                connection,
                store.keys,
                code,
                section,
                "UU 31/2014 Pasal 5(1)(i)",
                f"Menghubungi {CANARIES[0]}.",
            )
        with store.acting(CUSTODIAN).begin() as connection:
            four_eyes.decide(connection, number, approve=True)
        with store.acting(HANDLER).begin() as connection:
            assert custody.open_(connection, store.keys, HANDLER, code, section, NOW).sections
    assert found(own, CANARIES) == set()
    with open_store(own, job()) as store, store.begin() as connection:
        connection.execute(text("UPDATE lpsk_cases SET sender = :canary"), {"canary": CANARIES[0]})
    assert found(own, (*CANARIES, code)) == {CANARIES[0], code}  # planted: it would be seen
