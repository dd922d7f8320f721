"""An erasure reaches what was kept about a never suspect: matters, assessments, objections, calls, silence."""

from __future__ import annotations

from pathlib import Path

import held_people
from held_people import NOW, OFFICER, erase_person
from sqlalchemy import insert, text

from detection.suspicion import matters, silenced
from protection.contest import contests
from protection.contest.contests import Asks, Contact, Party
from protection.guarding.assessing import Result, assess
from protection.subject import requests
from protection.subject.requests import Channel, Proof
from records.custody import row_keys
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import clearings, follow_ups, protection_matters

LPSK = Context("a-lpsk", Role.LPSK, Purpose.PROTECTION, ("",), "lpsk-ntb")
LEFT = text("""
    SELECT 'matters', count(*) FROM protection_matters AS m WHERE to_jsonb(m)::text ~ :mine
    UNION ALL SELECT 'assessments', count(*) FROM assessments AS a WHERE to_jsonb(a)::text ~ :mine
    UNION ALL SELECT 'clearings', count(*) FROM clearings AS c WHERE to_jsonb(c)::text ~ :mine
    UNION ALL SELECT 'follow_ups', count(*) FROM follow_ups AS f WHERE to_jsonb(f)::text ~ :mine
    UNION ALL SELECT 'silenced', count(*) FROM silenced AS s WHERE to_jsonb(s)::text ~ :mine
    UNION ALL SELECT 'keys', count(*) FROM row_keys
        WHERE holder IN ('assessments', 'protection_matters', 'contests', 'follow_ups')
""")


def test_nothing_of_the_erased_is_left_and_what_was_sealed_opens_no_more(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    file = held_people.take_in(store, settings, tmp_path)
    ref, keys = file.mine, store.keys
    with store.begin() as connection:
        raised = (matters.DANGER, "person_a", (ref,), ("5203",), ("renewed",), NOW)
        number = matters.raise_matter(connection, *raised)
        assert number is not None
        box = keys.seal(b"Kanari", b"x")
        connection.execute(protection_matters.update().values(sealed=box.box))
        row_keys.put(connection, "protection_matters", number, box.key)
        silenced.add(connection, [("person", "person_a"), ("row", ref)], NOW)
        connection.execute(
            insert(clearings).values(
                kind="recruiter", key="r", refs=[ref, file.other], cleared_at=NOW, decided_by="a", sealed=b"x"
            )
        )
        connection.execute(
            insert(follow_ups).values(
                ref=ref,
                step="d14",
                area="5203",
                called_on=NOW.date(),
                outcome="well",
                who="a",
                at=NOW,
                agreed_to_note=False,
            )
        )
    with store.acting(LPSK).begin() as connection:
        assess(connection, keys, LPSK, "person_a", (ref,), Result.VICTIM, "Wawancara dengan pendamping.", NOW)
    told = Contact("lewat bibinya", "", "Data saya di sini keliru semuanya.")
    with store.acting(OFFICER).begin() as connection:
        asked = (connection, keys, b"k" * 32, OFFICER, Party.WORKER, Asks.OBJECT, Channel.COUNTER)
        _, mine = contests.receive(*asked, NOW, told, None, NOW)
        requests.identify(connection, OFFICER.who, mine.request_id, Proof.KTP, [ref], NOW)
    mine_is = {"mine": f"person_a|{ref}"}
    with store.reading() as connection:
        before = {row[0]: row[1] for row in connection.execute(LEFT, mine_is)}
    assert before == {
        "matters": 1,
        "assessments": 1,
        "clearings": 1,
        "follow_ups": 1,
        "silenced": 2,
        "keys": 3,
    }
    erase_person(store, [file.mine, file.passport])
    with store.reading() as connection:
        after = {row[0]: row[1] for row in connection.execute(LEFT, mine_is)}
        kept = connection.execute(text("SELECT refs FROM clearings")).scalar_one()
    assert after == dict.fromkeys(after, 0)
    assert file.other in kept, "what is about others stays"
