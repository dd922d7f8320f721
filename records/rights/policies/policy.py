"""What a row policy is, and the words that many of them share."""

from __future__ import annotations

from typing import NamedTuple


class Policy(NamedTuple):
    """One policy. ``restrictive`` ones take away from what the others allow."""

    table: str
    name: str
    command: str
    using: str | None
    check: str | None
    roles: str = "PUBLIC"

    @property
    def restrictive(self) -> bool:
        """Whether it takes away; its declared name ends in '!'."""
        return self.name.endswith("!")

    def create(self, name: str | None = None) -> str:
        """The statement that makes it, under another name if one is given."""
        kind = "RESTRICTIVE" if self.restrictive else "PERMISSIVE"
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return (
            f"CREATE POLICY {name or self.name.rstrip('!')} ON {self.table} AS {kind} FOR {self.command} "
            f"TO {self.roles}{using}{check}"
        )


OFFICERS = "'satgas', 'satgas_lead', 'investigator', 'placement_officer'"
HELPERS = "'mrc', 'upt_ppa', 'lpsk', 'lpsk_custodian'"
GUARDIANS = (
    "suluh_program() OR suluh_is('lpsk', 'lpsk_custodian', 'upt_ppa', 'investigator', 'satgas_lead', "
    "'data_protection_officer')"
)
PROGRAM = "suluh_program()"
SOMEONE = "suluh_who() IS NOT NULL"
CONTROL = "suluh_is('auditor', 'data_protection_officer', 'lpsk_custodian')"
DPO = "suluh_is('data_protection_officer')"
