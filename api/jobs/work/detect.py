"""Detection on the data of today, or of the day that it was asked for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from api.jobs.declared import Errand
from detection.alerts.capacity import Question
from detection.alerts.nightly import follow, room
from detection.detect import detect
from detection.material import gather
from detection.screening.prepare import for_tomorrow
from detection.urgent.nightly import after_run
from records.days import day_of
from records.tables import source_rows


def work(errand: Errand) -> None:
    """Rank everyone and keep the alerts; a run that is there already stands. Without rows there is nothing to do."""
    settings = errand.settings
    asked = errand.arguments.get("as_of")
    day = date.fromisoformat(str(asked)) if asked else day_of(errand.now)
    with errand.store.reading() as connection:
        if connection.scalar(select(source_rows.c.sequence).limit(1)) is None:
            errand.tell("belum ada catatan / there are no records yet")
            return
    errand.tell("menyiapkan salinan / bringing the copy up to date")
    material = gather(errand.store, settings.data_dir / "copy", settings.threads)
    tracking = settings.data_dir / "mlruns"
    key = settings.token_key()

    def places(model_version: str) -> int:
        question = Question(day, material.last_sequence, model_version, settings.seed)
        return room(errand.store, question, settings.capacity, key, settings.random_looks)

    found = detect(
        errand.store,
        material,
        day,
        places,
        settings.seed,
        settings.threads,
        errand.tell,
        tracking=tracking,
        models=settings.data_dir / "models",
    )
    night = follow(errand.store, found, settings.capacity, key, errand.now, settings.random_looks)
    errand.tell(
        f"{len(night.opened)} pekerjaan baru, {len(night.again)} lagi, {len(night.looks)} acak / "
        "new, again, random"
    )
    urgent = after_run(errand.store, found, errand.now)
    errand.tell(f"{len(urgent.items)} hal mendesak / urgent matters")
    errand.tell("menyiapkan meja layanan / preparing the desks")
    for_tomorrow(settings, material, found)
    errand.tell(f"{len(found.people)} orang, {len(found.networks)} jaringan / people and networks")
