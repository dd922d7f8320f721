"""The demonstration: a made-up province of fixed size and seed, kept apart from anybody's own records."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from records.errors import InputRefused
from records.tables import received_files
from sources.incoming import find, sha256
from sources.simulator.spec import Spec
from sources.simulator.world import simulate, write

SPEC = Spec(people=4000, weeks=104, start=date(2024, 1, 1), seed=7, provinces=("52",))
"""Two years of a province in which about 4,000 people register, apply for passports and leave."""

AS_OF = SPEC.start + timedelta(weeks=SPEC.weeks)
"""The Monday after its last week: everything in it is known."""

CAPACITY = 40


def province(data_dir: Path) -> Path:
    """The folder of the province's feeds; made when it is not there yet, whole or not at all."""
    folder = data_dir / "province"
    if not folder.exists():
        draft = data_dir / ".province.draft"
        shutil.rmtree(draft, ignore_errors=True)
        write(simulate(SPEC), draft)
        draft.rename(folder)
    return folder / "feeds"


def only_made_up(connection: Connection, data_dir: Path) -> bool:
    """Whether every file ever received in this database is one of the province's."""
    feeds = data_dir / "province" / "feeds"
    ours = [sha256(path) for path in find([feeds])] if feeds.exists() else []
    others = select(func.count()).select_from(received_files).where(received_files.c.sha256.not_in(ours))
    return connection.scalar(others) == 0


def refuse_mixing(connection: Connection, data_dir: Path) -> None:
    """Raise InputRefused where the database holds records from elsewhere: invented people are no company."""
    if not only_made_up(connection, data_dir):
        raise InputRefused(
            f"Basis data di {data_dir} berisi catatan lain; provinsi buatan tidak boleh tercampur dengannya. "
            "Beri folder lain: SULUH_DATA_DIR=suluh-peragaan suluh run",
            f"The database in {data_dir} holds other records; a made-up province must not join them. "
            "Give another folder: SULUH_DATA_DIR=suluh-demonstration suluh run",
        )
