"""The documents tell what is so: links lead somewhere, commands and settings exist, tables come from declarations."""

from __future__ import annotations

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest
import typer

from api.cli import COMMANDS, app
from detection.indicators import INDICATORS
from features.around import OWN
from features.catalogue import COUNTS, REPORTS
from records.settings import Settings
from sources.registry import SOURCES

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OUTSIDE = ("http://", "https://", "mailto:")


@pytest.fixture(scope="module")
def tables() -> ModuleType:
    spec = spec_from_file_location("docs_tables", ROOT / "docs" / "tables.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = [
        target.partition("#")[0]
        for target in links(page.read_text("utf-8"))
        if not target.startswith(OUTSIDE)
    ]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_option_in_the_documents_exists(page: Path) -> None:
    assert strange_commands(page.read_text("utf-8")) == []


def test_a_command_or_option_that_does_not_exist_is_caught() -> None:
    assert strange_commands("Type `suluh detect --as-off 2026-01-05`, or `.venv/bin/suluh guess`.") == [
        "suluh detect --as-off",
        "suluh guess",
    ]


def strange_commands(text: str) -> list[str]:
    """What a text tells people to type that the program does not know."""
    known = options()
    strange = []
    for typed in re.findall(r"(?:`|^|[;&|] |/)suluh ([a-z][^`\n#]*)", text, re.MULTILINE):
        command = typed.split()[0]
        if command not in known:
            strange.append(f"suluh {command}")
            continue
        wrong = set(re.findall(r"--[a-z-]+", typed)) - known[command] - {"--help"}
        strange += [f"suluh {command} {option}" for option in sorted(wrong)]
    return strange


def options() -> dict[str, set[str]]:
    group = cast("typer.core.TyperGroup", typer.main.get_command(app))
    return {
        name: {
            option
            for one in (command, *getattr(command, "commands", {}).values())
            for parameter in one.params
            for option in parameter.opts
        }
        for name, command in group.commands.items()
    }


def test_every_setting_named_in_the_documents_exists() -> None:
    known = {f"SULUH_{name.upper()}" for name in Settings.model_fields}
    for page in PAGES:
        named = set(re.findall(r"SULUH_[A-Z_]+", page.read_text("utf-8")))
        assert named <= known, page


def test_every_make_target_named_in_the_documents_exists() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    for page in PAGES:
        assert set(re.findall(r"(?m)(?:^|`)make ([a-z]+)", page.read_text("utf-8"))) <= targets, page


def test_the_reference_tells_every_declaration(tables: ModuleType) -> None:
    page = tables.on_page_markdown((ROOT / "docs" / "reference.md").read_text("utf-8"))
    assert "{{" not in page
    declared = [
        *(f"`suluh {name}`" for name, _ in COMMANDS),
        *(f"`{source.feed.name}`" for source in SOURCES),
        *(f"`{feature.name}`" for family in OWN for feature in family.features),
        *(f"`{feature.name}`" for feature in (*COUNTS, *REPORTS)),
        *(f"**{indicator.id}**" for indicator in INDICATORS),
    ]
    assert [name for name in declared if name not in page] == []


def test_a_page_cannot_ask_for_a_table_that_nobody_makes(tables: ModuleType) -> None:
    for page in PAGES:
        asked = set(re.findall(r"\{\{ (\w+) \}\}", page.read_text("utf-8")))
        assert asked <= set(tables.TABLES), page


def test_every_decision_is_numbered_and_listed(tables: ModuleType) -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    assert all(f"({file.name})" in tables.decisions() for file in files)


def test_the_readme_shows_the_two_commands_at_once() -> None:
    first_screen = (ROOT / "README.md").read_text("utf-8").splitlines()[:15]
    assert any(line.startswith("make run") for line in first_screen)
    assert any(line.startswith("make test") for line in first_screen)
