"""Prepare the desk: write what a run knows into the book from which the service answers on the next day."""

from __future__ import annotations

import math
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from detection.ranking import score
from detection.screening import book
from detection.screening.book import Page
from features.compute import Snapshot, snapshot
from graphs.linkage.frozen import freeze
from graphs.linkage.mentioned import recruiter_mentions
from graphs.linkage.recruiters import resolve_recruiters
from graphs.linkage.rows import ClearRows
from graphs.linkage.train import Model
from graphs.network.known import Known
from models import bundle
from models.risk import Risk
from records.keys import key_in
from records.lake import Lake
from records.law import in_force
from records.settings import Settings

if TYPE_CHECKING:
    from detection.detect import Detection
    from detection.material import Material

RISK = "risk.model"
KEPT = 2
"""Books that stay: a desk that has the last one open goes on with it."""


def prepare(
    data_dir: Path,
    lake: Lake,
    persons: pd.DataFrame,
    rows: ClearRows,
    linkage: Model,
    risk: Risk,
    day: date,
    data_sequence: int,
    token_key: bytes,
) -> Path:
    """Write the desk's book for a day, with the identities, linkage and model of a run; gives its folder.

    ``lake`` must be one whose tables nobody else still reads.
    """
    mentioned = recruiter_mentions(lake, day)
    known = Known(lake, day, persons, resolve_recruiters(mentioned))
    now = snapshot(known)
    books = data_dir / "screening"
    page = Page(day, data_sequence, risk.version, threshold(now, risk, day))
    folder = books / day.isoformat()
    draft = books / f".{day.isoformat()}"
    shutil.rmtree(draft, ignore_errors=True)
    book.write(draft, known, mentioned, page)
    freeze(draft, rows.as_of(day), linkage, token_key)
    bundle.write(draft / RISK, risk, f"{data_sequence}", [signing_key(data_dir)])
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    for old in sorted(books.glob("[0-9]*"))[:-KEPT]:
        shutil.rmtree(old)
    return folder


def for_tomorrow(settings: Settings, material: Material, found: Detection) -> Path:
    """The book of the day after a run, from all that the run worked on; gives its folder."""
    lake = Lake(material.lake.folder, settings.threads)  # the run's own tables are still being read
    return prepare(
        settings.data_dir,
        lake,
        found.known.persons,
        material.rows,
        found.linkage,
        found.risk,
        found.as_of + timedelta(days=1),
        found.data_sequence,
        settings.token_key(),
    )


def threshold(now: Snapshot, risk: Risk, day: date) -> float | None:
    """The raw log-odds that the top share of open registered people reach; None where nobody is open."""
    registered = now.open[now.open["has_registration"] == 1.0]
    if not len(registered):
        return None
    raw = np.sort(score(registered, risk)["raw"].to_numpy())[::-1]
    share = max(entry["top_share"] for entry in in_force("screening", day))
    return float(raw[max(math.ceil(share * len(raw)), 1) - 1])


def signing_key(data_dir: Path) -> Ed25519PrivateKey:
    """The key by which the installation knows the model that it wrote down itself; made on first use."""
    return Ed25519PrivateKey.from_private_bytes(key_in(data_dir / "keys" / "screening.key"))
