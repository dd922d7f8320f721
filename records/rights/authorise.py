"""May this visitor do that? The one place where the answer is given."""

from __future__ import annotations

from records.errors import SuluhError
from records.rights.context import Context
from records.rights.permissions import Permission, Reach
from records.rights.purpose import holds


class Forbidden(SuluhError):
    """The role, its purpose or the key's scope does not cover this."""

    code = "forbidden"
    status = 403


def allowed(context: Context, permission: Permission, scopes: frozenset[str] | None = None) -> bool:
    """Whether the context's role may do this for its purpose.

    ``scopes`` are the names that an API key is limited to; None where there is no such limit.
    """
    return permission.reach is Reach.PUBLIC or (
        context.role in permission.roles
        and context.purpose in permission.purposes
        and holds(context.role, context.purpose)
        and (scopes is None or permission.name in scopes)
    )


def authorise(context: Context, permission: Permission, scopes: frozenset[str] | None = None) -> None:
    """Raise Forbidden where that is not allowed."""
    if not allowed(context, permission, scopes):
        raise Forbidden(
            "Peran atau tujuan Anda tidak mencakup tindakan ini.",
            "Your role or purpose does not cover this.",
        )
