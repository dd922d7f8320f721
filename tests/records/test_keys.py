"""Secrets in files."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from records.errors import SettingsRefused
from records.keys import key_in


def test_a_key_is_made_once_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "token.key"
    key = key_in(file)
    assert len(key) == 32
    assert key_in(file) == key
    assert list(file.parent.iterdir()) == [file]


def test_only_the_owner_can_read_a_key_and_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "token.key"
    key_in(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_all_who_make_a_key_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: key_in(tmp_path / "token.key"), range(40)))
    assert len(keys) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "token.key"
    key_in(file)
    file.chmod(0o640)
    with pytest.raises(SettingsRefused, match="chmod 600"):
        key_in(file)


@pytest.mark.parametrize("content", ["", "kunci", "00ff"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token.key"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(SettingsRefused, match="32 bytes"):
        key_in(file)
