"""Exports read back as they were before they were written."""

from __future__ import annotations

import csv
import io
import re

from protection.exports.cells import unescape


def read_csv(content: bytes) -> list[list[str]]:
    """The cells of a CSV file as they were before they were written."""
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    return [[unescape(cell) for cell in line] for line in lines]


def unescape_xml(told: str) -> str:
    """The text that ``escape_xml`` was given."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found.group(1), 16)), told)
