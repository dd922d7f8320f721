"""What the service works with: the database, the settings, and how it recognises a visitor."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from api.service.rate_limits import ACCOUNT, CLIENT, Rates
from api.signin.entry import Request, Visitor, visitor
from api.signin.gate import Gate
from api.signin.oidc import Provider, provider_of
from detection.screening.desk import Desk
from protection.exchange.keys import NodeKeys
from records.settings import Settings
from records.store import Store
from records.tokens import Tokeniser
from sources.agreements import Agreement, load

TURNS = 10
"""Visitors who are served at once; each holds one of the database's fifteen connections."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """One running service; ``clock`` is the only one that its routes look at."""

    store: Store
    settings: Settings
    tokens: Tokeniser
    clock: Callable[[], datetime] = _now
    rates: Rates = field(default_factory=Rates)
    turns: Semaphore = field(default_factory=lambda: Semaphore(TURNS), compare=False, repr=False)

    @cached_property
    def gate(self) -> Gate:
        """What signing in works with."""
        return Gate.of(self.store, self.settings)

    @cached_property
    def provider(self) -> Provider | None:
        """The identity provider, where there is one. Raises SettingsRefused."""
        return provider_of(self.settings)

    @cached_property
    def key(self) -> bytes:
        """The key of tokens, cursors and entity tags, which are told apart by what is hashed with them."""
        return self.settings.token_key()

    @cached_property
    def node_keys(self) -> NodeKeys:
        """What this node signs bundles with, and opens those that are for it."""
        return NodeKeys.of(self.settings)

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """The data-sharing agreements. Raises SettingsRefused."""
        return load(self.settings.agreements_file)

    @cached_property
    def desk(self) -> Desk:
        """What answers registrations at the desks work with; warmed when the first is asked for, or before."""
        return Desk(self.settings.data_dir, self.settings.token_key(), self.settings.threads)

    def recognise(self, request: Request) -> Visitor:
        """Who makes this request. Raises Unauthorised, TooFast."""
        found = visitor(self.store, request, self.clock())
        if found.client_id is not None:
            self.rates.take(CLIENT, found.client_id)
        elif found.account_id is not None:
            self.rates.take(ACCOUNT, found.account_id)
        return found
