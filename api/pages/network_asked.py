"""What a visitor asked of one network's page, as its address tells: kinds, days and keys of nodes, never more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

Key = Annotated[str, Query(max_length=20, pattern=r"^[0-9a-f]*$")]


@dataclass(frozen=True)
class Asked:
    """``jenis`` kinds of nodes (none: all), ``sampai`` the last day, ``simpul`` a node, ``dari`` and ``ke`` a path."""

    jenis: tuple[str, ...] = ()
    sampai: str = ""
    simpul: str = ""
    dari: str = ""
    ke: str = ""
    urut: str = "dari"
    halaman: int = 1

    @property
    def until(self) -> date | None:
        """The last day; None where what was said is none."""
        try:
            return date.fromisoformat(self.sampai)
        except ValueError:
            return None

    def address(self, **changes: object) -> str:
        """The same page with something else asked, from its first rows on; what is empty is not said."""
        other = replace(self, **{"halaman": 1, **changes})  # type: ignore[arg-type]
        said = {
            name: value for name, value in vars(other).items() if value and value != getattr(_PLAIN, name)
        }
        return "?" + urlencode(said, doseq=True) + "#relations"


_PLAIN = Asked()


def asked(
    jenis: Annotated[list[str] | None, Query(max_length=20)] = None,
    sampai: Annotated[str, Query(max_length=10)] = "",
    simpul: Key = "",
    dari: Key = "",
    ke: Key = "",
    urut: Annotated[str, Query(max_length=10)] = "dari",
    halaman: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Asked:
    """The dependency that reads it from the address."""
    return Asked(tuple(jenis or ()), sampai, simpul, dari, ke, urut, halaman)
