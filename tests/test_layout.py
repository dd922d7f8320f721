"""Top-level folders are the import packages, and data flows one way through them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
LONGEST = 300


def test_folders_wheel_floors_and_types_name_the_same_packages() -> None:
    folders = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert folders == set(PACKAGES)
    assert folders == set(PROJECT["tool"]["importlinter"]["root_packages"])
    assert folders == set(PROJECT["tool"]["mypy"]["packages"])


def test_no_other_installed_distribution_owns_a_name_of_ours() -> None:
    owners = packages_distributions()
    assert {name: set(owners.get(name, [])) - {"suluh"} for name in PACKAGES} == {
        name: set() for name in PACKAGES
    }


def test_every_package_is_typed_and_says_what_it_is() -> None:
    for package in PACKAGES:
        assert (ROOT / package / "py.typed").exists(), package
        assert (ROOT / package / "__init__.py").read_text("utf-8").startswith('"""'), package


def test_modules_stay_short() -> None:
    sizes = {
        str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines())
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if file.parent.name != "versions"  # a migration is what once happened, and is not edited any more
    }
    declarations = {
        "records/contract.py",  # the contract of all feeds is one list and reads best in one piece
        "records/rights/permissions.py",  # and so is everything that anybody may do
        "api/pages/record_words.py",  # and so are the words for its fields and cells, in both languages
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {
        name: sizes[name] for name in declarations
    }
    assert sorted(sizes.values())[len(sizes) // 2] <= 120, "the middle module is about a hundred lines"


def test_tests_mirror_the_packages() -> None:
    folders = {folder.name for folder in (ROOT / "tests").iterdir() if any(folder.glob("**/test_*.py"))}
    assert folders - set(PACKAGES) <= {"conformance", "browser"}


def test_no_two_modules_of_the_tests_have_one_name() -> None:
    """Tests are found by their module's name alone; the second of a name would not be run."""
    names = [
        file.name
        for file in (ROOT / "tests").rglob("*.py")
        if file.name not in {"conftest.py", "__init__.py"}
    ]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize(
    ("floor", "planted"),
    [
        ("", ""),
        ("records/days.py", "import sources.registry\n"),
        ("graphs/linkage/rows.py", "import graphs.network.ties\n"),
        ("features/people.py", "import lightgbm\n"),
    ],
)
def test_the_floors_hold_and_a_planted_import_upwards_is_caught(
    tmp_path: Path, floor: str, planted: str
) -> None:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("data", "__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    if floor:
        with (tmp_path / floor).open("a", encoding="utf-8") as file:
            file.write(planted)
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (not floor), done.stdout + done.stderr
    if floor:
        assert floor.removesuffix(".py").replace("/", ".") in done.stdout
