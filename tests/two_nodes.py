"""Two nodes that know each other, and the wire between them; what they tell one another is a number with a version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from protection.exchange import outbox, peers, put
from protection.exchange.inbox import Received, receive
from protection.exchange.keys import NodeKeys
from protection.exchange.kinds import Arrival, Handlers
from records.errors import InputRefused
from records.settings import Settings
from records.store import Store

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)


@dataclass
class Matter:
    """What a node holds of the matters that it was told of: the newest version of each, and what it says."""

    held: dict[str, tuple[int, str]] = field(default_factory=dict)
    done: int = 0

    def take(self, arrival: Arrival) -> None:
        """As every handler: by the version, not by the order."""
        document = arrival.document
        if document.get("bad"):
            raise InputRefused("Tidak dapat diterima.", "It cannot be taken in.")
        self.done += 1
        code, version = str(document["code"]), int(str(document["version"]))
        if version > self.held.get(code, (0, ""))[0]:
            self.held[code] = (version, str(document["words"]))


@dataclass
class Side:
    """One node."""

    store: Store
    keys: NodeKeys
    matter: Matter = field(default_factory=Matter)
    now: datetime = NOW
    real: Handlers | None = None
    """What the service does with bundles, where a test wants that."""

    @property
    def handlers(self) -> Handlers:
        if self.real is not None:
            return self.real
        kinds = ("referral", "referral_revoked", "referral_state", "outcomes", "evidence")
        return dict.fromkeys(kinds, self.matter.take)

    def tell(self, to: Side, kind: str, code: str, version: int, words: str, **more: object) -> str:
        document = {"code": code, "version": version, "words": words, **more}
        with self.store.begin() as connection:
            return put(connection, self.store.keys, to.keys.name, kind, document, about=code)

    def wait(self, to: Side) -> list[outbox.Waiting]:
        """Everything that waits for the other, sealed."""
        with self.store.begin() as connection:
            peer = peers.known(connection, to.keys.name)
            return outbox.waiting(connection, self.store.keys, self.keys, peer, None)

    def sent(self, letter: outbox.Waiting) -> None:
        """It went out; whether it came, nobody knows."""
        with self.store.begin() as connection:
            outbox.sent(connection, letter, "202", arrived=True, now=self.now)

    def hear(self, raw: bytes) -> Received:
        return receive(self.store, self.keys, self.handlers, raw, self.now)


def side(store: Store, settings: Settings) -> Side:
    return Side(store, NodeKeys.of(settings))


def introduce(one: Side, other: Side) -> None:
    """Each knows the other, as two people at each end would have let it."""
    for here, there in ((one, other), (other, one)):
        with here.store.begin() as connection:
            card = there.keys.card
            peers.introduce(connection, card, card.fingerprint, "", here.keys.name, NOW)
            peers.confirm_own(connection, card.name, NOW)


def settle(one: Side, other: Side, most: int = 10) -> None:
    """A perfect line until nothing waits."""
    for _ in range(most):
        one.now += timedelta(days=1)
        other.now = one.now
        letters = [(one, other, each) for each in one.wait(other)]
        letters += [(other, one, each) for each in other.wait(one)]
        if not letters:
            return
        for sender, taker, letter in letters:
            taker.hear(letter.raw)
            sender.sent(letter)
    raise AssertionError("they do not come to rest")
