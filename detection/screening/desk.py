"""The warm desk: the newest book, the run's linkage and model, and the day's compiled expressions, kept open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from queue import LifoQueue
from threading import Lock

from detection.screening import book
from detection.screening.book import Book, Page
from detection.screening.expressions import Expressions
from detection.screening.neighbourhood import vector
from detection.screening.prepare import RISK, signing_key
from detection.screening.rows import OwnRows
from detection.screening.whose import Run
from graphs.linkage.frozen import Frozen
from models import bundle
from models.risk import Risk


@dataclass(frozen=True)
class Scored:
    """What the model says of one person: raw log-odds, and the digest of the features behind them."""

    raw: float
    vector_digest: str


@dataclass(frozen=True)
class Warm:
    """All that one day's answers need, ready; several may be asked for at once."""

    day: date
    book: Book
    frozen: Frozen
    risk: Risk
    benches: LifoQueue[Expressions]

    @property
    def run(self) -> Run:
        """What the run that wrote the book saw; its day is the one before the book's."""
        return Run(self.frozen, self.page.data_sequence, self.page.as_of - timedelta(days=1))

    @property
    def page(self) -> Page:
        """What the book says of itself."""
        return self.book.page

    def score(self, person: OwnRows) -> Scored | None:
        """The model's word on a person; None where nothing is known of them."""
        with self._bench() as expressions:
            matrix = vector(expressions, person, self.book)
        if not len(matrix):
            return None
        raw = float(self.risk.models["tppo"].scorer.raw(matrix)[0])
        return Scored(raw, sha256(matrix.to_numpy().tobytes()).hexdigest())

    @contextmanager
    def _bench(self) -> Iterator[Expressions]:
        expressions = self.benches.get()
        try:
            yield expressions
        finally:
            self.benches.put(expressions)


class Desk:
    """Keeps the desk warm from the books in a data folder; ``warm`` gives what is there, ``heat`` what should be.

    Only a model that this installation signed is loaded. Without a book there is nothing to score by, and ``warm``
    is None: the desk goes on by the public rules and the draw alone.
    """

    def __init__(self, data_dir: Path, token_key: bytes, benches: int) -> None:
        self._data_dir, self._token_key, self._benches = data_dir, token_key, benches
        self._warm: Warm | None = None
        self._lock = Lock()

    def warm(self, day: date) -> Warm | None:
        """What a day's answers need; heated first where no day has been before."""
        if self._warm is None:
            self.heat(day)
        return self._warm

    def heat(self, day: date) -> bool:
        """Open the newest book for a day and compile the day's expressions; seconds, while the old one serves on.

        Gives whether there was anything to open. Raises ModelRefused where the model is not the installation's own.
        """
        with self._lock:
            folder = book.newest(self._data_dir / "screening", day)
            if folder is None:
                return False
            found = book.read(folder)
            if self._warm is not None and (self._warm.day, self._warm.page) == (day, found.page):
                return False
            trusted = {"installation": signing_key(self._data_dir).public_key()}
            risk = bundle.load(folder / RISK, trusted, needed=1).risk
            benches: LifoQueue[Expressions] = LifoQueue()
            for _ in range(self._benches):
                benches.put(Expressions(day))
            self._warm = Warm(day, found, Frozen(folder, self._token_key), risk, benches)
            return True
