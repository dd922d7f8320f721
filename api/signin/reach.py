"""What may be granted at all: a role that is a person's, in areas that exist, for an institution that may."""

from __future__ import annotations

import re

from records.errors import InputRefused
from records.rights.bodies import may_hold
from records.rights.role import PROGRAM, Role

_AREA = re.compile(r"|\d{2}|\d{4}")
_OFFICE = re.compile(r"[A-Za-z0-9._-]{0,40}")
_BODY = re.compile(r"[a-z_]+-[a-z0-9-]+")


def check_reach(role: Role, areas: tuple[str, ...], body: str, office: str = "") -> None:
    """Raise InputRefused unless people of this institution may act in this role, in these areas.

    ``areas`` are codes of provinces (2 digits) or regencies (4 digits); "" is the nation.
    """
    if role in PROGRAM:
        raise InputRefused("Peran ini milik program sendiri.", "This role belongs to the program itself.")
    if not areas or any(_AREA.fullmatch(area) is None for area in areas):
        raise InputRefused(
            "Wilayah ditulis sebagai kode provinsi (2 angka) atau kabupaten/kota (4 angka).",
            "Areas are codes of provinces (2 digits) or regencies (4 digits).",
        )
    if _BODY.fullmatch(body) is None or not may_hold(body, role):
        raise InputRefused(
            "Orang dari lembaga ini tidak dapat memegang peran itu.",
            "People of this institution cannot have that role.",
        )
    if (role is Role.LTSA) != (office != "") or _OFFICE.fullmatch(office) is None:
        raise InputRefused(
            "Peran ltsa, dan hanya peran itu, memerlukan kode kantor LTSA.",
            "The role ltsa, and that role alone, needs the code of its LTSA office.",
        )
