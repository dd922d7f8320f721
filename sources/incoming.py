"""The files that are handed over: which of a folder are tables, and what identifies one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from records.errors import InputRefused
from sources.formats import FORMAT_BY_SUFFIX


def find(paths: Iterable[Path]) -> list[Path]:
    """The given files, and all tables in the given folders and below, in the order of their names.

    Hidden files and the lock files of office programs are no tables, and a link that leads out of its folder is not
    followed. Raises InputRefused for a path that does
    not exist, and where there is nothing to take in.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = path.resolve()
            tables = (each for each in path.rglob("*") if each.is_file() and _is_table(each))
            found += sorted(each for each in tables if each.resolve().is_relative_to(inside))
        elif path.is_file():
            found.append(path)
        else:
            raise InputRefused(f"{path} tidak ada.", f"{path} does not exist.")
    if not found:
        raise InputRefused("Tidak ada berkas tabel di sana.", "There are no tables there.")
    return list(dict.fromkeys(found))


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in FORMAT_BY_SUFFIX and not path.name.startswith((".", "~$"))


def sha256(path: Path) -> str:
    """The SHA-256 of the file's bytes, hexadecimal. Raises InputRefused."""
    with _readable(), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(path: Path) -> tuple[int, int]:
    """What changes when a file is written to: its size, its time of change in ns. Raises InputRefused."""
    with _readable():
        state = path.stat()
    return state.st_size, state.st_mtime_ns


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputRefused("Berkas tidak dapat dibaca.", "The file cannot be read.") from error
