"""The refusals that Suluh foresees, each told in Indonesian and English and with a status for the API."""

from __future__ import annotations

from typing import ClassVar


class SuluhError(Exception):
    """Something a person can understand and often mend; anything else is a fault of the program.

    ``code`` names the kind for machines, ``status`` is the HTTP status that an API answers with.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, text_id: str, text_en: str) -> None:
        super().__init__(text_en)
        self.text_id = text_id
        self.text_en = text_en


class SettingsRefused(SuluhError):
    """A setting, or a file that a setting points to, cannot be used."""

    code = "settings_refused"
    status = 500


class InputRefused(SuluhError):
    """What was handed over cannot be taken in as it is."""

    code = "input_refused"
    status = 422


class NotFound(SuluhError):
    """What was asked for does not exist, or not for the one who asks."""

    code = "not_found"
    status = 404


class WrongState(SuluhError):
    """It does not stand where this can be done."""

    code = "wrong_state"
    status = 409


class Stale(SuluhError):
    """It was changed since it was read."""

    code = "stale"
    status = 409


class AgreementEnded(SuluhError):
    """The data-sharing agreement (PKS) of a source does not cover this day."""

    code = "agreement_ended"
    status = 403


class DatabaseUnavailable(SuluhError):
    """PostgreSQL cannot be started or reached, or is not the one that this release expects."""

    code = "database_unavailable"
    status = 503
