"""The demonstration: a made-up province of fixed size and seed, kept apart from anybody's own records.

Its two years end with the week before it was made, so that those who are about to leave have yet to leave.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from records.errors import InputRefused
from records.settings import Settings
from records.tables import received_files
from sources.incoming import find, sha256
from sources.simulator.spec import Spec
from sources.simulator.world import simulate, write

SPEC = Spec(people=4000, weeks=104, seed=7, provinces=("52",))
"""Two years of a province in which about 4,000 people register, apply for passports and leave."""

CAPACITY = 40
_STATEMENT = "spec.json"


def this_week(today: date) -> date:
    """The Monday of a day's week."""
    return today - timedelta(days=today.weekday())


def as_of(data_dir: Path, today: date) -> date:
    """The Monday after the province's last week: everything in it is known. It is this week's where none was made."""
    statement = data_dir / "province" / _STATEMENT
    if statement.exists():
        return date.fromisoformat(json.loads(statement.read_text("utf-8"))["until"])
    return this_week(today)


def province(data_dir: Path, until: date) -> Path:
    """The folder of the province's feeds, made up to a Monday when it is not there yet; whole or not at all."""
    folder = data_dir / "province"
    if not folder.exists():
        draft = data_dir / ".province.draft"
        shutil.rmtree(draft, ignore_errors=True)
        write(simulate(replace(SPEC, start=until - timedelta(weeks=SPEC.weeks))), draft)
        (draft / _STATEMENT).write_text(json.dumps({"until": until.isoformat()}), "utf-8")
        draft.rename(folder)
    return folder / "feeds"


def only_made_up(connection: Connection, data_dir: Path) -> bool:
    """Whether every file ever received in this database is one of the province's."""
    feeds = data_dir / "province" / "feeds"
    ours = [sha256(path) for path in find([feeds])] if feeds.exists() else []
    others = select(func.count()).select_from(received_files).where(received_files.c.sha256.not_in(ours))
    return connection.scalar(others) == 0


def beside_made_up(settings: Settings) -> bool:
    """Whether this is LPSK's node beside a made-up province, which alone has accounts of a demonstration."""
    return (settings.data_dir.parent / "province" / _STATEMENT).exists()


def refuse_mixing(connection: Connection, data_dir: Path) -> None:
    """Raise InputRefused where the database holds records from elsewhere: invented people are no company."""
    if not only_made_up(connection, data_dir):
        raise InputRefused(
            f"Basis data di {data_dir} berisi catatan lain; provinsi buatan tidak boleh tercampur dengannya. "
            "Beri folder lain: SULUH_DATA_DIR=suluh-peragaan suluh run",
            f"The database in {data_dir} holds other records; a made-up province must not join them. "
            "Give another folder: SULUH_DATA_DIR=suluh-demonstration suluh run",
        )
