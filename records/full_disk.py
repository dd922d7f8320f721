"""A full disk, told as one: nothing was half-written, and what to do."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from records.errors import SuluhError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SQLSTATE = "53100"  # disk_full
_CRASHES = frozenset({"57P01", "57P02", "57P03", "08006", "08001", "08003", None})
"""States in which a server leaves that could not write its log; psycopg gives none where the line just broke."""
TOO_LITTLE = 32 * 2**20
"""Bytes under which a lost server is put down to the disk: one segment of its log has 16 MB."""


class DiskFull(SuluhError):
    """There is no room left; the act was not done, and can be repeated when there is."""

    code: ClassVar[str] = "disk_full"
    status: ClassVar[int] = 507

    def __init__(self, where: Path | None = None) -> None:
        place = "" if where is None else f" ({where})"
        super().__init__(
            f"Media penyimpanan penuh{place}. Tidak ada yang hilang dan tidak ada yang tersimpan setengah: "
            "kosongkan ruang, lalu ulangi.",
            f"The disk is full{place}. Nothing is lost and nothing is half-written: free some space, then repeat.",
        )


def as_full_disk(error: BaseException, folder: Path | None = None) -> DiskFull | None:
    """The error as a full disk, where one is behind it; ``folder`` is where the database writes."""
    for each in _chain(error):
        if isinstance(each, DiskFull):
            return each
        if isinstance(each, OSError) and each.errno in _NO_ROOM:
            return DiskFull(Path(each.filename).parent if isinstance(each.filename, str) else folder)
        if getattr(each, "sqlstate", None) == _SQLSTATE:
            return DiskFull(folder)
        if _left(each) and folder is not None and _little_room(folder):
            return DiskFull(folder)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and those behind it, also the driver's behind SQLAlchemy's."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop(0)
        if id(each) not in seen:
            seen.add(id(each))
            yield each
            behind = (getattr(each, "orig", None), each.__cause__, each.__context__)
            waiting += [one for one in behind if isinstance(one, BaseException)]


def _left(error: BaseException) -> bool:
    """Whether the server was lost, which a full disk may be behind."""
    from psycopg import OperationalError  # noqa: PLC0415  (commands that touch no database need no driver)

    from records.errors import DatabaseUnavailable  # noqa: PLC0415

    if isinstance(error, DatabaseUnavailable):
        return True
    return isinstance(error, OperationalError) and error.sqlstate in _CRASHES


def _little_room(folder: Path) -> bool:
    there = next((each for each in (folder, *folder.parents) if each.exists()), None)
    return there is not None and shutil.disk_usage(there.resolve()).free < TOO_LITTLE
