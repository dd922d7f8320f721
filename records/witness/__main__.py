"""``python -m records.witness EXPORT [--heads FILE …] [--key FILE …]``: 0 if all is well, 1 if not, 2 if unread."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .faults import Fault
from .kept import read_kept
from .trust import read_keys
from .verify import verify


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify an export, print one sentence in Indonesian and one in English, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="witness", description="Verifies an audit export of Suluh. Memeriksa ekspor audit Suluh."
    )
    parser.add_argument("export", help="the export (NDJSON), or - for standard input")
    parser.add_argument(
        "--heads", nargs="+", action="extend", type=Path, default=[], help="heads kept elsewhere"
    )
    parser.add_argument(
        "--key",
        nargs="+",
        action="extend",
        type=Path,
        default=[],
        help="trusted public keys: files (hexadecimal or PEM), or the 64 digits",
    )
    given = parser.parse_args(arguments)
    try:
        keys = read_keys(given.key)
        kept = read_kept(given.heads, keys)
        if given.export == "-":
            told, code = verify(sys.stdin.buffer, "-", keys, kept).told(), 0
        else:
            with Path(given.export).open("rb") as stream:
                told, code = verify(stream, Path(given.export).name, keys, kept).told(), 0
    except Fault as fault:
        told, code = fault.told(), 1
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    print(*told, sep="\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
