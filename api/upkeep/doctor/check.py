"""What a check is, what it is given, and what it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from records.settings import Settings


@dataclass(frozen=True)
class Patient:
    """The installation: its settings, the moment by this machine's clock, and the certificate that it shows."""

    settings: Settings
    now: datetime
    certificate: Path | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong and what to do, each in a sentence."""

    text_id: str
    text_en: str
    do_id: str
    do_en: str


@dataclass(frozen=True)
class MachineCheck:
    """A look at the machine and its files; ``advice`` alone fails nothing."""

    name: str
    text_id: str
    text_en: str
    look: Callable[[Patient], Fault | None]
    advice: bool = False


@dataclass(frozen=True)
class DatabaseCheck:
    """A look at the database, by its owner and in the program's context."""

    name: str
    text_id: str
    text_en: str
    look: Callable[[Patient, Connection], Fault | None]
    advice: bool = False


@dataclass(frozen=True)
class Finding:
    """What came of a check; no fault where all is well."""

    check: MachineCheck | DatabaseCheck
    fault: Fault | None

    @property
    def failed(self) -> bool:
        """Whether something must be done."""
        return self.fault is not None and not self.check.advice
