from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from records import law
from records.errors import SuluhError


def test_an_entry_holds_from_its_first_day_up_to_its_last(tmp_path: Path) -> None:
    file = tmp_path / "law.toml"
    file.write_text(
        "[[limit]]\nyears = 18\nvalid_from = 2020-01-01\nvalid_to = 2024-01-01\nsource = 'a'\n"
        "[[limit]]\nyears = 21\nvalid_from = 2024-01-01\nsource = 'b'\n"
    )
    years = [law.in_force("limit", day, file)[0]["years"] for day in (date(2023, 12, 31), date(2024, 1, 1))]
    assert years == [18, 21]
    assert law.in_force("limit", date(2019, 1, 1), file) == []


def test_a_list_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(SuluhError, match="no list"):
        law.in_force("no_such_list", date(2024, 1, 1))


def test_every_shipped_entry_is_dated_and_cites_its_source() -> None:
    shipped = tomllib.loads(Path(law.__file__).with_name("law.toml").read_text())
    for kind, entries in shipped.items():
        for entry in entries:
            assert isinstance(entry["valid_from"], date), kind
            assert entry["text" if kind == "ground" else "source"], kind  # a ground cites the article itself
