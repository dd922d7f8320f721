"""What the service works with: the database, the settings, and how it recognises a visitor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from api.signin.entry import Request, Visitor, visitor
from api.signin.gate import Gate
from api.signin.oidc import Provider, provider_of
from records.settings import Settings
from records.store import Store
from records.tokens import Tokeniser


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """One running service; ``clock`` is the only one that its routes look at."""

    store: Store
    settings: Settings
    tokens: Tokeniser
    clock: Callable[[], datetime] = _now

    @cached_property
    def gate(self) -> Gate:
        """What signing in works with."""
        return Gate.of(self.store, self.settings)

    @cached_property
    def provider(self) -> Provider | None:
        """The identity provider, where there is one. Raises SettingsRefused."""
        return provider_of(self.settings)

    def recognise(self, request: Request) -> Visitor:
        """Who makes this request. Raises Unauthorised."""
        return visitor(self.store, request, self.clock())
