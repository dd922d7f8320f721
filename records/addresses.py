"""Where the database answers: one login that owns and migrates it, one for the application's work."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import URL


@dataclass(frozen=True)
class Addresses:
    """The two logins of one database; passwords are hidden when the URLs are printed."""

    owner: URL
    application: URL

    def of_database(self, name: str) -> Addresses:
        """The same logins on another database of the same server."""
        return Addresses(self.owner.set(database=name), self.application.set(database=name))
