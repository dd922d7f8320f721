from pathlib import Path

import typer
from typer.testing import CliRunner

from api.commands.simulate import simulate
from records.contract import FEEDS

app = typer.Typer()
app.command()(simulate)


def test_the_command_writes_the_feeds_and_the_truth(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["--out", str(tmp_path), "--people", "120", "--weeks", "20", "--province", "53"]
    )
    assert result.exit_code == 0
    assert {path.stem for path in (tmp_path / "feeds").iterdir()} == {feed.name for feed in FEEDS}
    assert {path.stem for path in (tmp_path / "truth").iterdir()} == {
        "people",
        "records",
        "links",
        "recruiters",
        "rings",
    }
    assert "seed 7" in result.output


def test_a_province_that_does_not_exist_is_refused_in_two_languages(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--out", str(tmp_path), "--province", "99"])
    assert result.exit_code == 1
    assert result.exception is not None
    assert "Bukan kode provinsi" in result.exception.text_id  # type: ignore[attr-defined]
    assert not list(tmp_path.iterdir())
