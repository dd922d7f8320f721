"""One class of settings, read from the environment and told in docs/operators.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from records.errors import SettingsRefused
from records.settings import Settings

OPERATORS = Path(__file__).parents[2] / "docs" / "operators.md"


def test_every_setting_stands_in_the_operators_guide_with_its_description() -> None:
    guide = OPERATORS.read_text()
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"| `SULUH_{name.upper()}` | {field.description} |" in guide


def test_the_defaults_lie_in_one_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.data_dir == tmp_path / "suluh-data"
    assert settings.token_key_file == tmp_path / "suluh-data" / "keys" / "token.key"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SULUH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SULUH_THREADS", "3")
    assert (Settings().data_dir, Settings().threads) == (tmp_path, 3)


def test_settings_do_not_change_while_they_are_used(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings(data_dir=tmp_path).seed = 8  # type: ignore[misc]


def test_a_wrong_setting_is_named_and_its_password_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SULUH_DATABASE_URL", "mysql://suluh:rahasia@host/suluh")
    monkeypatch.setenv("SULUH_THREADS", "0")
    with pytest.raises(SettingsRefused) as refusal:
        Settings.load()
    for told in (refusal.value.text_id, refusal.value.text_en):
        assert "SULUH_DATABASE_URL" in told
        assert "SULUH_THREADS" in told
        assert "TOKEN_KEY" not in told
        assert "rahasia" not in told


def test_a_password_is_not_shown_with_the_settings() -> None:
    settings = Settings.model_validate({"database_url": "postgresql://suluh:rahasia@host/suluh"})
    assert "rahasia" not in repr(settings)
