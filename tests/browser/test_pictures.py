"""Pictures of the main pages, as the documentation shows them.

``PICTURES=docs/pictures/pages`` keeps them there; without it they are made and thrown away, so that a page
that cannot be drawn is noticed all the same.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from crawl import pages
from playwright.sync_api import Page
from windows import PHONE, WIDE, Served, Visit

PICTURES: tuple[tuple[str, str, str, dict[str, int]], ...] = (
    ("tugas", "satgas", r"/tugas", WIDE),
    ("peringatan", "satgas", r"/tugas/\d+", WIDE),
    ("peringatan-ponsel", "satgas", r"/tugas/\d+", PHONE),
    ("jaringan", "satgas", r"/jaringan/\d+", WIDE),
    ("peta", "satgas", r"/peta", WIDE),
    ("beban", "ketua.satgas", r"/beban", WIDE),
    ("antrean", "ltsa", r"/antrean", WIDE),
    ("konseling", "mrc", r"/konseling", WIDE),
    ("model", "analis", r"/model", WIDE),
    ("jejak", "auditor", r"/jejak", WIDE),
)
"""Name, account, pattern of the address, window."""
OF_LPSK: tuple[tuple[str, str, str, dict[str, int]], ...] = (
    ("lpsk-perkara", "lpsk", r"/perkara", WIDE),
    ("lpsk-satu-perkara", "lpsk", r"/perkara/LPSK-.*", WIDE),
    ("lpsk-satu-perkara-ponsel", "lpsk", r"/perkara/LPSK-.*", PHONE),
    ("lpsk-penjagaan", "kustodian", r"/penjagaan", WIDE),
)
"""The same on LPSK's own node."""
EMPTY = 8_000
"""Bytes; a picture of nothing is smaller."""


@pytest.mark.parametrize(
    ("name", "login", "pattern", "viewport"), PICTURES, ids=[each[0] for each in PICTURES]
)
def test_a_picture_of_each_main_page(
    served: Served,
    visit: Visit,
    tmp_path: Path,
    name: str,
    login: str,
    pattern: str,
    viewport: dict[str, int],
) -> None:
    path = next(page.path for page in pages(served, login) if re.fullmatch(pattern, page.path))
    _draw(visit(login, viewport=viewport).open(path), name, tmp_path)


@pytest.mark.parametrize(("name", "login", "pattern", "viewport"), OF_LPSK, ids=[each[0] for each in OF_LPSK])
def test_a_picture_of_lpsks_main_pages(
    lpsk_served: Served,
    lpsk_visit: Visit,
    tmp_path: Path,
    name: str,
    login: str,
    pattern: str,
    viewport: dict[str, int],
) -> None:
    path = next(page.path for page in pages(lpsk_served, login) if re.fullmatch(pattern, page.path))
    _draw(lpsk_visit(login, viewport=viewport).open(path), name, tmp_path)


def _draw(page: Page, name: str, tmp_path: Path) -> None:
    kept = Path(os.environ.get("PICTURES", tmp_path)) / f"{name}.png"
    kept.parent.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=kept)
    assert kept.stat().st_size > EMPTY
