"""Where one can go from every page: one tuple, of which each role sees what it may open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from records.node import BOTH, LPSK, PROVINCE, Node
from records.rights.authorise import allowed
from records.rights.context import Context
from records.rights.permissions import PERMISSION
from records.rights.role import Role


def N_(words: str) -> str:  # noqa: N802  (gettext's own name for marking words)
    """Mark words for the catalogues."""
    return words


@dataclass(frozen=True)
class Place:
    """One page of the navigation, on the nodes that have it.

    ``roles`` narrows it to those whose work it is, where more may open it.
    """

    address: str
    words: str
    permission: str
    group: str
    roles: frozenset[Role] | None = None
    nodes: frozenset[Node] = PROVINCE


WORK, DESK, LEARN, LEAD, KEEP = N_("Work"), N_("Desk"), N_("Analysis"), N_("Oversight"), N_("Administration")

LEARNING: tuple[tuple[str, str, str], ...] = (
    ("/data", N_("Data quality"), "feed:read"),
    ("/jalan", N_("Runs"), "run:read"),
    ("/model", N_("Models"), "model:read"),
    ("/tinjau-ulang", N_("Look back"), "run:read"),
    ("/andai", N_("What if"), "model:read"),
    ("/galat", N_("Errors"), "run:read"),
)
"""What analysts learn from; those who control come to it after their own work."""
_CHECKERS = frozenset({Role.INVESTIGATOR, Role.SATGAS_LEAD, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER})
_ANALYSTS, _CONTROL = (
    frozenset({Role.ANALYST, Role.SATGAS_LEAD}),
    frozenset({Role.AUDITOR, Role.DATA_PROTECTION_OFFICER}),
)

PLACES: tuple[Place, ...] = (
    Place("/tugas", N_("My tasks"), "alert:work", WORK),
    Place("/identitas", N_("Same person?"), "identity:judge", WORK),
    Place("/jaringan", N_("Networks"), "network:read", WORK),
    Place("/perkara", N_("LPSK cases"), "case:read", WORK, nodes=LPSK),
    Place("/penjagaan", N_("Custody of identities"), "case:guard", WORK, nodes=LPSK),
    Place("/restitusi", N_("Restitution"), "restitution:read", WORK, nodes=LPSK),
    Place("/bukti", N_("Closed evidence"), "evidence:read", WORK, nodes=LPSK),
    Place("/perkara", N_("Proceedings"), "proceeding:read", WORK),
    Place("/peta", N_("Map"), "alert:read", WORK),
    Place("/piket", N_("Duty"), "duty:read", WORK),
    # desk
    Place("/antrean", N_("Queue today"), "screening:ask", DESK),
    Place("/konseling", N_("Counselling"), "counsel:read", DESK),
    # after what is a role's own work, where it arrives
    Place("/rujukan", N_("Referrals"), "referral:read", WORK),
    Place("/pelindungan", N_("Protection"), "guarding:read", WORK),
    Place("/tindak-lanjut", N_("After the return"), "follow_up:read", DESK),
    Place("/layanan", N_("Services"), "directory:read", DESK),
    *(Place(*each, LEARN, _ANALYSTS) for each in LEARNING),
    Place("/peta/statistik", N_("Map"), "statistics:read", LEARN),
    Place("/statistik", N_("Statistics"), "figures:read", LEARN, _ANALYSTS | {Role.LPSK}, nodes=BOTH),
    # oversight
    Place("/beban", N_("Workload"), "alert:assign", LEAD),
    Place("/keputusan", N_("Decisions"), "alert:assign", LEAD),
    Place("/keberatan", N_("Objections"), "contest:read", LEAD),
    Place("/persetujuan", N_("Approvals"), "approval:read", LEAD, nodes=BOTH),
    Place("/jejak", N_("Audit trail"), "audit:read", LEAD, nodes=BOTH),
    Place("/berkas/periksa", N_("Check a dossier"), "dossier:verify", LEAD, _CHECKERS),
    *(Place(*each, LEARN, _CONTROL) for each in LEARNING),
    Place("/statistik", N_("Statistics"), "figures:read", LEARN, _CONTROL, nodes=BOTH),
    # administration
    Place("/akun", N_("Accounts"), "account:read", KEEP, nodes=BOTH),
    Place("/hak", N_("Rights"), "rights:read", KEEP, nodes=BOTH),
    Place("/masa-simpan", N_("Retention"), "retention:change", KEEP),
    Place("/simpul", N_("Nodes"), "peer:read", KEEP, frozenset({Role.ADMIN, Role.AUDITOR}), nodes=BOTH),
    Place("/jalan/tugas", N_("Jobs"), "job:read", KEEP, frozenset({Role.ADMIN})),
)
"""In the order of the navigation; the first that a role may open is where it arrives after signing in."""


def places(context: Context, node: Node) -> Iterator[Place]:
    """The places of a node that somebody may open."""
    for place in PLACES:
        theirs = place.roles is None or context.role in place.roles
        if node in place.nodes and theirs and allowed(context, PERMISSION[place.permission]):
            yield place


def home(context: Context, node: Node) -> str:
    """Where somebody arrives; one's own account where there is nothing else to open."""
    return next((place.address for place in places(context, node)), "/akun-saya")
