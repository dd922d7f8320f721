"""What may be exported, to whom, and the columns of each; a column that is not here leaves in no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from records.errors import SuluhError
from records.rights.bodies import BODY, kind_of
from records.rights.role import Role


@dataclass(frozen=True)
class Column:
    """One column; ``masked`` holds an identifier and shows its mask alone."""

    name: str
    title_id: str
    masked: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of export: of which alerts, with which columns, by whom, for which kinds of institutions.

    ``guarded`` is the act for which a second person is always asked; empty where only the number decides.
    """

    name: str
    alert: str
    columns: tuple[Column, ...]
    roles: frozenset[Role]
    destinations: frozenset[str]
    guarded: str = ""


_OFFICERS = frozenset({Role.SATGAS_LEAD, Role.INVESTIGATOR, Role.PLACEMENT_OFFICER})
_ALERT = Column("alert", "Nomor peringatan")
_DAY = Column("as_of", "Data per")
_RANK = Column("rank", "Urutan")
_AREAS = Column("areas", "Wilayah (kode)")
_FOR = Column("reasons_for", "Alasan yang menguatkan")
_AGAINST = Column("reasons_against", "Alasan yang melemahkan")
_REGISTRATIONS = Column("registrations", "Nomor pendaftaran")
_PEOPLE = Column("people", "Jumlah orang")

KINDS: tuple[Kind, ...] = (
    Kind(
        "people",
        "person",
        (
            _ALERT,
            _DAY,
            _RANK,
            Column("name", "Nama (disamarkan)", masked=True),
            Column("phone", "Telepon (disamarkan)", masked=True),
            _REGISTRATIONS,
            _AREAS,
            _FOR,
            _AGAINST,
            Column("missing", "Yang belum diketahui"),
        ),
        roles=_OFFICERS,
        destinations=frozenset({"satgas", "police", "placement", "lpsk", "upt_ppa", "mrc"}),
    ),
    Kind(
        "networks",
        "network",
        (_ALERT, _DAY, _RANK, _PEOPLE, _REGISTRATIONS, _AREAS, _FOR),
        roles=_OFFICERS - {Role.PLACEMENT_OFFICER},
        destinations=frozenset({"satgas", "police"}),
        guarded="export_network",
    ),
    Kind(
        "agencies",
        "agency",
        (_ALERT, _DAY, _RANK, Column("licence", "Nomor izin P3MI"), Column("agency", "Nama P3MI"), _AREAS),
        roles=_OFFICERS,
        destinations=frozenset({"satgas", "police", "placement", "labour"}),
    ),
)

KIND = {kind.name: kind for kind in KINDS}

COUNTERS = frozenset({"checkpoint", "passport"})
"""An alert is no reason to stop someone at a border or to refuse a passport: nothing goes there, whatever else."""


class DestinationRefused(SuluhError):
    """The institution is not known, or must not have this."""

    code: ClassVar[str] = "destination_refused"
    status: ClassVar[int] = 403


def check_destination(kind: Kind, body: str) -> None:
    """Raise DestinationRefused unless an institution (``police-ntb``) may be given exports of a kind."""
    of = kind_of(body)
    if of not in BODY or of in COUNTERS or of not in kind.destinations or len(body.split()) != 1:
        raise DestinationRefused(
            "Ekspor ini tidak boleh diberikan kepada lembaga itu.",
            "This export must not be given to that institution.",
        )
