"""Everything that someone may be allowed to do, in one tuple; what is not here, nobody may do.

A permission says which roles may use it and for which purposes; a role may use a purpose only where it has a
legal ground for it (``records.rights.purpose``). Which rows one then sees is the reach of the context, kept by
row-level security (``records.rights.policies``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from records.rights.purpose import Purpose
from records.rights.role import Role

R, P = Role, Purpose


class Reach(StrEnum):
    """Whose objects a permission is about."""

    PUBLIC = "public"
    """Nobody has to sign in."""
    OWN = "own"
    """The visitor's own account, sessions and requests."""
    AREA = "area"
    """People, alerts and rows of the areas, and for a desk of the office, that the context names."""
    INSTALLATION = "installation"
    """Things that belong to no area: accounts, audit, runs."""


@dataclass(frozen=True)
class Permission:
    """One thing that may be done; ``audited`` acts write exactly one entry, or do not happen.

    Behind a public door nobody has a name yet: what signs someone in writes its entry by itself.
    """

    name: str
    roles: frozenset[Role]
    purposes: frozenset[Purpose]
    reach: Reach
    audited: bool = True


OFFICERS = frozenset({R.SATGAS, R.SATGAS_LEAD, R.INVESTIGATOR, R.PLACEMENT_OFFICER})
"""Those who work on alerts."""
ANSWERERS = frozenset({R.SATGAS, R.SATGAS_LEAD, R.PLACEMENT_OFFICER})
"""Those who may be on duty."""
WORKERS = OFFICERS | {R.LABOUR_INSPECTOR}
"""With those who inspect agencies: what they see of alerts is about agencies alone."""
HELPERS = frozenset({R.MRC, R.UPT_PPA, R.LPSK})
"""Those who stand beside a person."""
COUNSELLORS = frozenset({R.MRC, R.PLACEMENT_OFFICER})
"""Those whom a desk sends people to."""
REFERRERS = OFFICERS | {R.MRC, R.UPT_PPA}
"""Those who refer people to whom it concerns."""
PEOPLE = frozenset(role for role in Role if role not in {R.SYSTEM, R.OPERATOR, R.SOURCE})
PROGRAMS = frozenset(role for role in Role if role not in {R.SYSTEM, R.OPERATOR, R.VOLUNTEER})
"""Roles that a program of another institution may act in."""

WORK = frozenset({P.PREVENTION, P.INVESTIGATION})
CARE = frozenset({P.PREVENTION, P.INVESTIGATION, P.PROTECTION, P.SERVICE})
PROTECT = frozenset({P.PROTECTION})
ADMINISTRATION = frozenset({P.ADMINISTRATION})
CONTROL = frozenset({P.OVERSIGHT, P.ADMINISTRATION})
ANY = frozenset(Purpose)
NOBODY: frozenset[Role] = frozenset()

PERMISSIONS: tuple[Permission, ...] = (
    Permission("health:read", NOBODY, frozenset(), Reach.PUBLIC, audited=False),
    # sign-in
    Permission("session:open", NOBODY, frozenset(), Reach.PUBLIC, audited=False),
    Permission("session:close", PEOPLE, ANY, Reach.OWN),
    Permission("session:switch", PEOPLE, ANY, Reach.OWN),
    Permission("me:read", PEOPLE, ANY, Reach.OWN),
    Permission("me:change", PEOPLE, ANY, Reach.OWN),
    Permission("account:read", frozenset({R.ADMIN, R.AUDITOR}), CONTROL, Reach.INSTALLATION),
    Permission("account:change", frozenset({R.ADMIN}), ADMINISTRATION, Reach.INSTALLATION),
    Permission("client:read", frozenset({R.ADMIN, R.AUDITOR}), CONTROL, Reach.INSTALLATION),
    Permission("client:change", frozenset({R.ADMIN}), ADMINISTRATION, Reach.INSTALLATION),
    # what detection says
    Permission("alert:read", OFFICERS, WORK, Reach.AREA),
    Permission("alert:work", WORKERS, WORK | {P.OVERSIGHT}, Reach.AREA),
    Permission("alert:decide", WORKERS, WORK | {P.OVERSIGHT}, Reach.AREA),
    Permission("alert:assign", frozenset({R.SATGAS_LEAD}), WORK, Reach.AREA),
    Permission("alert:estimate", frozenset({R.SATGAS_LEAD}), WORK | {P.STATISTICS}, Reach.AREA),
    Permission("identity:judge", OFFICERS - {R.PLACEMENT_OFFICER}, WORK, Reach.AREA),
    Permission("network:read", OFFICERS - {R.PLACEMENT_OFFICER}, WORK, Reach.AREA),
    Permission("agency:read", OFFICERS | {R.LABOUR_INSPECTOR}, WORK | {P.OVERSIGHT}, Reach.AREA),
    Permission(
        "run:read",
        frozenset({R.ANALYST, R.SATGAS_LEAD, R.AUDITOR}),
        frozenset({P.STATISTICS, P.PREVENTION, P.OVERSIGHT}),
        Reach.INSTALLATION,
    ),
    # the API itself
    Permission("api:describe", PROGRAMS | {R.VOLUNTEER}, ANY, Reach.INSTALLATION),
    Permission(
        "feed:hand_in",
        frozenset({R.SOURCE, R.LTSA}),
        frozenset({P.PREVENTION, P.SERVICE}),
        Reach.INSTALLATION,
    ),
    Permission(
        "feed:read",
        frozenset({R.SOURCE, R.LTSA, R.ANALYST, R.SATGAS_LEAD, R.AUDITOR, R.DATA_PROTECTION_OFFICER}),
        ANY,
        Reach.INSTALLATION,
    ),
    Permission(
        "statistics:read",
        frozenset({R.ANALYST, R.SATGAS_LEAD, R.LPSK}),
        frozenset({P.STATISTICS}),
        Reach.AREA,
    ),
    Permission("webhook:read", OFFICERS | {R.DATA_PROTECTION_OFFICER, R.ADMIN}, ANY, Reach.OWN),
    Permission("webhook:change", OFFICERS | {R.DATA_PROTECTION_OFFICER}, ANY, Reach.OWN),
    # models in service
    Permission(
        "model:read",
        frozenset({R.ANALYST, R.SATGAS_LEAD, R.AUDITOR}),
        frozenset({P.STATISTICS, P.PREVENTION, P.OVERSIGHT}),
        Reach.INSTALLATION,
    ),
    Permission("model:train", frozenset({R.ANALYST}), frozenset({P.STATISTICS}), Reach.INSTALLATION),
    Permission(
        "model:sign",
        frozenset({R.ANALYST, R.SATGAS_LEAD}),
        frozenset({P.STATISTICS, P.PREVENTION}),
        Reach.INSTALLATION,
    ),
    Permission("model:promote", frozenset({R.ANALYST}), frozenset({P.STATISTICS}), Reach.INSTALLATION),
    # what cannot wait, and what is done
    Permission("duty:read", ANSWERERS, frozenset({P.PREVENTION, P.PROTECTION}), Reach.AREA),
    Permission("duty:answer", ANSWERERS, frozenset({P.PREVENTION, P.PROTECTION}), Reach.AREA),
    Permission(
        "duty:change",
        frozenset({R.SATGAS_LEAD}),
        frozenset({P.PREVENTION, P.ADMINISTRATION}),
        Reach.INSTALLATION,
    ),
    Permission("action:read", OFFICERS | {R.MRC}, CARE, Reach.AREA),
    Permission("action:plan", OFFICERS, WORK, Reach.AREA),
    Permission("action:report", OFFICERS | {R.MRC}, CARE, Reach.AREA),
    Permission("action:mistakes", frozenset({R.SATGAS_LEAD}), WORK | {P.STATISTICS}, Reach.AREA),
    Permission("brief:print", OFFICERS, WORK, Reach.AREA),
    Permission("brief:print_network", OFFICERS - {R.PLACEMENT_OFFICER}, WORK, Reach.AREA),
    # people
    Permission("person:search", OFFICERS | HELPERS | {R.LTSA}, CARE, Reach.AREA),
    Permission("person:read", OFFICERS | HELPERS | {R.LTSA}, CARE, Reach.AREA),
    Permission("person:reveal", OFFICERS | HELPERS | {R.LTSA}, CARE, Reach.AREA),
    # the desk
    Permission("screening:ask", frozenset({R.LTSA, R.PLACEMENT_OFFICER}), frozenset({P.SERVICE}), Reach.AREA),
    # the counsellor
    Permission("counsel:read", COUNSELLORS, frozenset({P.SERVICE, P.PROTECTION}), Reach.AREA),
    Permission("counsel:write", COUNSELLORS, frozenset({P.SERVICE, P.PROTECTION}), Reach.AREA),
    # referrals
    Permission("referral:read", REFERRERS, CARE, Reach.AREA),
    Permission("referral:make", REFERRERS, CARE, Reach.AREA),
    Permission("referral:answer", REFERRERS - {R.SATGAS, R.SATGAS_LEAD}, CARE, Reach.AREA),
    Permission(
        "honey:plant",
        frozenset({R.SATGAS_LEAD, R.DATA_PROTECTION_OFFICER}),
        CONTROL | {P.PREVENTION},
        Reach.INSTALLATION,
    ),
    # proceedings, on a province's node
    Permission("proceeding:read", frozenset({R.INVESTIGATOR, R.SATGAS_LEAD}), WORK, Reach.AREA),
    Permission("proceeding:write", frozenset({R.INVESTIGATOR, R.SATGAS_LEAD}), WORK, Reach.AREA),
    # restitution and outcomes, on LPSK's node
    Permission("restitution:read", frozenset({R.LPSK}), frozenset({P.PROTECTION}), Reach.INSTALLATION),
    Permission("restitution:write", frozenset({R.LPSK}), frozenset({P.PROTECTION}), Reach.INSTALLATION),
    Permission(
        "restitution:figures",
        frozenset({R.LPSK}),
        frozenset({P.PROTECTION, P.STATISTICS}),
        Reach.INSTALLATION,
    ),
    Permission("outcome:confirm", frozenset({R.LPSK}), frozenset({P.PROTECTION}), Reach.INSTALLATION),
    # attachments
    Permission("attachment:add", OFFICERS | HELPERS, CARE, Reach.AREA),
    Permission("attachment:read", OFFICERS | HELPERS, CARE, Reach.AREA),
    Permission(
        "attachment:original",
        frozenset({R.INVESTIGATOR, R.LPSK}),
        frozenset({P.INVESTIGATION, P.PROTECTION}),
        Reach.AREA,
    ),
    Permission("attachment:destroy", frozenset({R.DATA_PROTECTION_OFFICER}), CONTROL, Reach.INSTALLATION),
    # a second person
    Permission("approval:ask", PEOPLE - {R.VOLUNTEER, R.LTSA, R.AUDITOR}, ANY, Reach.OWN),
    Permission("approval:read", PEOPLE - {R.VOLUNTEER, R.LTSA}, ANY, Reach.OWN),
    Permission("approval:decide", PEOPLE - {R.VOLUNTEER, R.LTSA, R.AUDITOR}, ANY, Reach.INSTALLATION),
    Permission("approval:break_glass", OFFICERS | HELPERS, CARE, Reach.OWN),
    Permission(
        "approval:review",
        frozenset({R.DATA_PROTECTION_OFFICER, R.SATGAS_LEAD, R.LPSK_CUSTODIAN}),
        CONTROL | {P.PROTECTION},
        Reach.INSTALLATION,
    ),
    Permission(
        "export:make",
        frozenset({R.SATGAS_LEAD, R.INVESTIGATOR, R.PLACEMENT_OFFICER}),
        WORK,
        Reach.AREA,
    ),
    Permission(
        "export:read",
        frozenset({R.SATGAS_LEAD, R.DATA_PROTECTION_OFFICER, R.AUDITOR}),
        CONTROL | WORK,
        Reach.INSTALLATION,
    ),
    # dossiers, and figures that protect
    Permission("dossier:make", frozenset({R.SATGAS_LEAD, R.INVESTIGATOR}), WORK, Reach.AREA),
    Permission(
        "dossier:verify",
        OFFICERS | HELPERS | {R.LPSK_CUSTODIAN, R.DATA_PROTECTION_OFFICER, R.AUDITOR},
        ANY,
        Reach.INSTALLATION,
    ),
    # LPSK's own cases
    Permission("case:read", frozenset({R.LPSK}), PROTECT, Reach.INSTALLATION),
    Permission("case:work", frozenset({R.LPSK}), PROTECT, Reach.INSTALLATION),
    Permission("case:decide", frozenset({R.LPSK}), PROTECT, Reach.INSTALLATION),
    Permission("case:identity", frozenset({R.LPSK}), PROTECT, Reach.INSTALLATION),
    Permission("case:hand_over", frozenset({R.LPSK}), PROTECT, Reach.INSTALLATION),
    Permission("case:take_in", frozenset({R.LPSK}), PROTECT, Reach.INSTALLATION),
    Permission("case:guard", frozenset({R.LPSK_CUSTODIAN}), PROTECT, Reach.INSTALLATION),
    Permission("figures:read", PEOPLE, ANY, Reach.INSTALLATION),
    Permission(
        "figures:release",
        frozenset({R.ANALYST, R.SATGAS_LEAD, R.LPSK}),
        frozenset({P.STATISTICS}),
        Reach.INSTALLATION,
    ),
    # rights of the people whom records are about
    Permission(
        "request:receive",
        frozenset({R.MRC, R.PLACEMENT_OFFICER, R.DATA_PROTECTION_OFFICER}),
        frozenset({P.SERVICE, P.OVERSIGHT}),
        Reach.INSTALLATION,
    ),
    Permission("request:decide", frozenset({R.DATA_PROTECTION_OFFICER}), CONTROL, Reach.INSTALLATION),
    Permission("request:answer", frozenset({R.DATA_PROTECTION_OFFICER}), CONTROL, Reach.INSTALLATION),
    Permission(
        "hold:change",
        frozenset({R.INVESTIGATOR, R.LPSK, R.DATA_PROTECTION_OFFICER}),
        frozenset({P.INVESTIGATION, P.PROTECTION, P.OVERSIGHT}),
        Reach.INSTALLATION,
    ),
    Permission(
        "protection:change",
        frozenset({R.INVESTIGATOR, R.LPSK, R.UPT_PPA, R.SATGAS_LEAD}),
        frozenset({P.INVESTIGATION, P.PROTECTION, P.PREVENTION}),
        Reach.INSTALLATION,
    ),
    # never a suspect, and the objections of those whom something is said of
    Permission(
        "guarding:read",
        frozenset({R.SATGAS_LEAD, R.LPSK, R.UPT_PPA, R.LPSK_CUSTODIAN}),
        frozenset({P.PREVENTION, P.PROTECTION}),
        Reach.AREA,
    ),
    Permission(
        "guarding:act",
        frozenset({R.SATGAS_LEAD, R.LPSK, R.UPT_PPA}),
        frozenset({P.PREVENTION, P.PROTECTION}),
        Reach.AREA,
    ),
    Permission("evidence:read", frozenset({R.LPSK_CUSTODIAN}), frozenset({P.PROTECTION}), Reach.AREA),
    Permission("guarding:assess", frozenset({R.LPSK, R.UPT_PPA}), frozenset({P.PROTECTION}), Reach.AREA),
    Permission(
        "evidence:hand_over", frozenset({R.SATGAS_LEAD}), frozenset({P.PREVENTION}), Reach.INSTALLATION
    ),
    Permission(
        "contest:receive",
        frozenset({R.MRC, R.PLACEMENT_OFFICER, R.DATA_PROTECTION_OFFICER}),
        frozenset({P.SERVICE, P.OVERSIGHT}),
        Reach.INSTALLATION,
    ),
    Permission(
        "contest:read",
        frozenset({R.MRC, R.PLACEMENT_OFFICER, R.DATA_PROTECTION_OFFICER, R.SATGAS_LEAD}),
        frozenset({P.SERVICE, P.OVERSIGHT, P.PREVENTION}),
        Reach.INSTALLATION,
    ),
    Permission("contest:answer", frozenset({R.DATA_PROTECTION_OFFICER}), CONTROL, Reach.INSTALLATION),
    Permission(
        "suspicion:clear",
        frozenset({R.SATGAS_LEAD, R.DATA_PROTECTION_OFFICER}),
        CONTROL | {P.PREVENTION},
        Reach.INSTALLATION,
    ),
    Permission(
        "mistakes:read",
        frozenset({R.SATGAS_LEAD, R.DATA_PROTECTION_OFFICER, R.ANALYST}),
        frozenset({P.PREVENTION, P.OVERSIGHT, P.STATISTICS}),
        Reach.AREA,
    ),
    # help first
    Permission("directory:read", OFFICERS | HELPERS | {R.LTSA}, CARE, Reach.INSTALLATION),
    Permission(
        "directory:change",
        frozenset({R.SATGAS_LEAD, R.UPT_PPA, R.MRC, R.PLACEMENT_OFFICER}),
        CARE,
        Reach.INSTALLATION,
    ),
    Permission("follow_up:read", COUNSELLORS, frozenset({P.SERVICE, P.PROTECTION}), Reach.AREA),
    Permission("follow_up:write", COUNSELLORS, frozenset({P.SERVICE, P.PROTECTION}), Reach.AREA),
    Permission("retention:change", frozenset({R.DATA_PROTECTION_OFFICER}), CONTROL, Reach.INSTALLATION),
    Permission("erasure:carry_out", frozenset({R.DATA_PROTECTION_OFFICER}), CONTROL, Reach.INSTALLATION),
    # control
    Permission("audit:read", frozenset({R.AUDITOR, R.DATA_PROTECTION_OFFICER}), CONTROL, Reach.INSTALLATION),
    Permission(
        "audit:verify",
        frozenset({R.AUDITOR, R.DATA_PROTECTION_OFFICER, R.LPSK_CUSTODIAN}),
        CONTROL,
        Reach.INSTALLATION,
    ),
    Permission(
        "rights:read",
        frozenset({R.ADMIN, R.AUDITOR, R.DATA_PROTECTION_OFFICER}),
        CONTROL,
        Reach.INSTALLATION,
    ),
    # other nodes
    Permission("bundle:hand_in", NOBODY, frozenset(), Reach.PUBLIC, audited=False),
    Permission(
        "peer:read",
        frozenset({R.ADMIN, R.AUDITOR, R.SATGAS_LEAD, R.DATA_PROTECTION_OFFICER, R.LPSK_CUSTODIAN}),
        CONTROL | {P.PREVENTION, P.PROTECTION},
        Reach.INSTALLATION,
    ),
    Permission("peer:change", frozenset({R.ADMIN}), ADMINISTRATION, Reach.INSTALLATION),
    # running it
    Permission(
        "job:read",
        frozenset({R.ADMIN, R.ANALYST, R.SATGAS_LEAD}),
        frozenset({P.ADMINISTRATION, P.STATISTICS, P.PREVENTION}),
        Reach.INSTALLATION,
    ),
    Permission(
        "job:start",
        frozenset({R.ADMIN, R.ANALYST}),
        frozenset({P.ADMINISTRATION, P.STATISTICS}),
        Reach.INSTALLATION,
    ),
    Permission("health:inspect", frozenset({R.ADMIN}), ADMINISTRATION, Reach.INSTALLATION),
    # Read every few seconds, and of nobody: an entry each time would bury the others.
    Permission("metrics:read", frozenset({R.ADMIN}), ADMINISTRATION, Reach.INSTALLATION, audited=False),
    Permission(
        "notice:read",
        frozenset({R.DATA_PROTECTION_OFFICER, R.SATGAS_LEAD, R.LPSK_CUSTODIAN}),
        CONTROL | {P.PREVENTION, P.PROTECTION},
        Reach.INSTALLATION,
    ),
)
"""Deny by default: a route without a permission of this tuple does not start."""

PERMISSION = {permission.name: permission for permission in PERMISSIONS}
