"""An erasure reaches referrals: what they hold opens no more, whom they are about is struck, nobody reads them on."""

from __future__ import annotations

from pathlib import Path

import held_people
from held_people import erase_person
from referred import MRC, NOW, mark, wish
from sqlalchemy import func, select, text

from protection.erasure.sweep import REWRITTEN
from protection.referrals import making, reading, sending
from records.rights.context import job
from records.settings import Settings
from records.store import Store
from records.tables import metadata
from records.tables.custody import row_keys
from records.tables.referrals import referrals

PROGRAM = job()


def refer(store: Store, alert_id: int) -> int:
    wanted = wish("mrc", alert_id=alert_id, area="5203", age="adult")
    with store.begin() as connection:
        referral_id = making.begin(connection, store.keys, PROGRAM, wanted, NOW)
        sending.send(connection, store.keys, PROGRAM, referral_id, 1, "satgas", NOW)
    return referral_id


def sealed(store: Store) -> int:
    with store.begin() as connection:
        mine = row_keys.c.holder.startswith("referral_")
        return int(connection.scalar(select(func.count()).select_from(row_keys).where(mine)) or 0)


def test_an_erasure_reaches_the_referrals_of_a_person_and_no_others(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    file = held_people.take_in(store, settings, tmp_path)
    mine, other = refer(store, file.alert_id), refer(store, file.other_alert_id)
    whole = sealed(store)
    number = erase_person(store, [file.mine])
    assert sealed(store) == whole / 2
    with store.begin() as connection:
        rows = {row.referral_id: row for row in connection.execute(select(referrals))}
        gone = reading.one(connection, store.keys, PROGRAM, mine)
        kept = reading.one(connection, store.keys, PROGRAM, other)
    assert (rows[mine].person_id, rows[mine].refs) == (f"erased:{number}", [f"erased:{number}"])
    assert (rows[mine].state, rows[mine].shared, rows[mine].areas) == ("revoked", [], [])
    assert (gone.held, gone.unshared, gone.sections) == ((), "", {})
    assert mark("threat") in str(kept.sections)
    with store.acting(MRC).begin() as connection:
        assert [each.referral_id for each in reading.incoming(connection, MRC)] == [other]
    with store.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name.startswith("referral"):
                told = connection.scalars(text(f'SELECT t::text FROM "{table.name}" AS t')).all()  # noqa: S608
                assert not any("person_a" in row or "REG-000001" in row for row in told), table.name
    assert "referrals" in REWRITTEN
