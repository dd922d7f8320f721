"""Looks at what lies between nodes: bundles that nobody acknowledges, and others' ways into LPSK's database."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import Connection, text

from api.upkeep.doctor.check import Fault, Patient
from protection.exchange import outbox
from records.node import Node
from records.roles import APPLICATION_ROLE

_OTHERS = text("""
    SELECT rolname FROM pg_roles
    WHERE rolcanlogin AND NOT rolsuper AND rolname NOT IN (:application, current_user, session_user, :login)
    AND has_database_privilege(oid, current_database(), 'CONNECT') ORDER BY 1
""")


def bundles(patient: Patient, connection: Connection) -> Fault | None:
    """What goes to other nodes is acknowledged within a day."""
    late = outbox.overdue(connection, patient.now)
    if not late:
        return None
    return Fault(
        f"{late} berkas untuk simpul lain belum diakui lebih dari sehari.",
        f"{late} bundles for other nodes have not been acknowledged for more than a day.",
        "Lihat suluh exchange peers; telepon simpul itu, atau bawa dengan stik: suluh exchange export FOLDER",
        "See suluh exchange peers; telephone the other node, or carry them: suluh exchange export FOLDER",
    )


def apart(patient: Patient, connection: Connection) -> Fault | None:
    """No other login of the same server, such as a province's, comes into LPSK's database."""
    settings = patient.settings
    if settings.node is not Node.LPSK:
        return None
    url = settings.database_url
    login = "" if url is None else urlsplit(url.get_secret_value()).username or ""
    others = list(connection.scalars(_OTHERS, {"application": APPLICATION_ROLE, "login": login}))
    if not others:
        return None
    told = ", ".join(others[:5])
    return Fault(
        f"Login lain dapat masuk ke basis data LPSK: {told}.",
        f"Other logins can enter LPSK's database: {told}.",
        "Pakai server PostgreSQL sendiri, atau: REVOKE CONNECT ON DATABASE … FROM PUBLIC, dan dari login itu.",
        "Use a PostgreSQL server of its own, or: REVOKE CONNECT ON DATABASE … FROM PUBLIC, and from those logins.",
    )
