"""What is installed is what was locked, from one place, under hashes; and what is known against it is asked for."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from importlib.metadata import distribution, distributions
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
INDEX, FILES = "https://pypi.org/simple", "https://files.pythonhosted.org/packages/"

FORBIDDEN = {
    "duckdb-extension-": "DuckDB would load native code and reach other hosts",
    "jpype1": "no second virtual machine",
    "py4j": "no second virtual machine",
    "jaydebeapi": "no second virtual machine",
    "psycopg2": "one driver speaks to the database",
    "skops": "its files have harmed their readers",
    "dill": "it reads files that run code",
    "mlflow": "its server has a history of path traversal; mlflow-skinny tracks without it",
    "mlflow-tracing": "it sends what it sees",
    "sentry-sdk": "nothing tells another host",
    "opentelemetry-exporter": "nothing tells another host",
}
"""Packages by name or by the beginning of a name (with a hyphen at its end), and why."""


def lock_faults(lock: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a lock: another index, a file without hash, a package that must be built, a name."""
    for package in lock["package"]:
        name, source = package["name"], package["source"]
        if name == "suluh":
            if source != {"editable": "."}:
                yield f"{name}: {source}"
            continue
        if source != {"registry": INDEX}:
            yield f"{name}: {source}"
        if not package.get("version", "")[:1].isdigit():
            yield f"{name}: no exact version"
        wheels = package.get("wheels", [])
        if not wheels:
            yield f"{name}: no wheel, so that its own code would run when it is installed"
        for file in [*wheels, *([package["sdist"]] if "sdist" in package else [])]:
            kind, _, digest = file.get("hash", "").partition(":")
            if (kind, len(digest)) != ("sha256", 64) or not file["url"].startswith(FILES):
                yield f"{name}: {file['url']}"
        for bad, reason in FORBIDDEN.items():
            if name == bad or (bad.endswith("-") and name.startswith(bad)):
                yield f"{name}: {reason}"


def index_faults(project: dict[str, Any]) -> Iterator[str]:
    """Settings by which a package could come from elsewhere than the one index."""
    told = project["tool"].get("uv", {})
    yield from told.keys() & {
        "index",
        "index-url",
        "extra-index-url",
        "find-links",
        "sources",
        "index-strategy",
    }
    named = [
        *project["project"]["dependencies"],
        *(r for g in project["dependency-groups"].values() for r in g),
    ]
    yield from (each for each in named if isinstance(each, str) and Requirement(each).url)


def test_the_lock_is_exact_and_has_one_index_and_hashes_for_every_file() -> None:
    assert list(lock_faults(LOCK)) == []
    assert list(index_faults(PROJECT)) == []
    assert len(LOCK["package"]) > 100


def _package(**changes: Any) -> dict[str, Any]:
    digest = "sha256:" + "0" * 64
    package = {"name": "x", "version": "1", "source": {"registry": INDEX}}
    return package | {"wheels": [{"url": FILES + "x.whl", "hash": digest}]} | changes


@pytest.mark.parametrize(
    "planted",
    [
        _package(source={"registry": "https://pypi.example.invalid/simple"}),
        _package(source={"git": "https://example.invalid/x.git"}),
        _package(source={"url": FILES + "x.whl"}),
        _package(version=""),
        _package(wheels=[]),
        _package(wheels=[{"url": FILES + "x.whl"}]),
        _package(wheels=[{"url": FILES + "x.whl", "hash": "md5:" + "0" * 32}]),
        _package(wheels=[{"url": "https://example.invalid/x.whl", "hash": "sha256:" + "0" * 64}]),
        _package(sdist={"url": FILES + "x.tar.gz"}),
        _package(name="duckdb-extension-httpfs"),
        _package(name="skops"),
    ],
    ids=str,
)
def test_a_planted_fault_in_the_lock_is_caught(planted: dict[str, Any]) -> None:
    assert list(lock_faults({"package": [_package()]})) == []
    assert list(lock_faults({"package": [_package(), planted]}))


@pytest.mark.parametrize("key", ["index", "extra-index-url", "find-links", "sources"])
def test_a_second_source_of_packages_is_caught(key: str) -> None:
    planted = deepcopy(PROJECT)
    planted["tool"]["uv"][key] = ["https://example.invalid"]
    assert list(index_faults(planted)) == [key]


def installed() -> dict[str, str]:
    return {canonicalize_name(each.metadata["Name"]): each.version for each in distributions()}


def runs() -> dict[str, str]:
    """What is installed for running, from the metadata of the packages themselves and not from the lock."""
    found: dict[tuple[str, str], str] = {}
    open_names = [("suluh", "")]
    while open_names:
        name, extra = open_names.pop()
        if (name, extra) in found:
            continue
        found[name, extra] = distribution(name).version
        for line in distribution(name).requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                wanted = [(canonicalize_name(needed.name), each) for each in ("", *needed.extras)]
                open_names += wanted
    return {name: version for (name, _), version in found.items() if name != "suluh"}


def test_everything_that_is_installed_is_in_the_lock_in_that_version() -> None:
    locked = {(package["name"], package.get("version")) for package in LOCK["package"]}
    brought_by_the_environment = {"pip", "setuptools", "wheel", "suluh"}
    strange = {(n, v) for n, v in installed().items() if n not in brought_by_the_environment} - locked
    assert strange == set()


@pytest.fixture(scope="module")
def sbom(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("sbom") / "suluh.cdx.json"
    done = subprocess.run(
        ["make", "-s", "sbom", f"SBOM={path}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(path.read_text("utf-8"))


def test_the_bill_of_materials_lists_exactly_what_runs(sbom: dict[str, Any]) -> None:
    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.5")
    assert {each["name"]: each["version"] for each in sbom["components"]} == runs()


def test_the_bill_of_materials_tells_package_addresses_and_hashes(sbom: dict[str, Any]) -> None:
    for each in sbom["components"]:
        assert each["purl"] == f"pkg:pypi/{each['name']}@{each['version']}"
        files = [reference for reference in each["externalReferences"] if reference["type"] == "distribution"]
        assert files
        assert all(len(hashed["content"]) == 64 for file in files for hashed in file["hashes"])


def test_the_tool_that_comes_before_the_lock_has_hashes_too() -> None:
    lines = (ROOT / ".ci" / "uv.txt").read_text("utf-8").replace("\\\n", " ").splitlines()
    requirements = [line for line in lines if line and not line.startswith("#")]
    assert [line.split()[0].partition("==")[0] for line in requirements] == ["uv"]
    assert all("--hash=sha256:" in line for line in requirements)
    assert "--require-hashes" in (ROOT / "Makefile").read_text("utf-8")


def test_what_builds_our_own_package_is_exact() -> None:
    built_with = {Requirement(each).name for each in PROJECT["build-system"]["requires"]}
    held = [Requirement(each) for each in PROJECT["tool"]["uv"]["build-constraint-dependencies"]]
    assert built_with <= {each.name for each in held}
    assert all(str(each.specifier).startswith("==") for each in held)


def test_one_flipped_byte_in_a_wheel_is_refused_when_it_is_installed(tmp_path: Path) -> None:
    wheel = tmp_path / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("tiny.py", "VALUE = 1\n")
        file.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        file.writestr(
            "tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr("tiny-1.0.dist-info/RECORD", "tiny.py,,\n")
    whole = wheel.read_bytes()
    digest = hashlib.sha256(whole).hexdigest()
    (tmp_path / "lock.txt").write_text(f"tiny==1.0 --hash=sha256:{digest}\n")
    assert _install(tmp_path).returncode == 0
    wheel.write_bytes(whole.replace(b"VALUE = 1", b"VALUE = 2"))
    done = _install(tmp_path)
    assert done.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr


def _install(folder: Path) -> subprocess.CompletedProcess[str]:
    options = [
        "--isolated",
        "--no-index",
        f"--find-links={folder}",
        "--require-hashes",
        "--no-deps",
        "--no-cache-dir",
    ]
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        *options,
        "--target",
        str(folder / "target"),
        "--upgrade",
    ]
    command += ["--disable-pip-version-check", "-r", str(folder / "lock.txt")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = spec_from_file_location("supply_audit", ROOT / ".ci" / "audit.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


TODAY = date(2026, 6, 1)
CLEAN = {"name": "idna", "version": "3.6", "vulns": []}
VULNERABLE = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-2099-1"], "fix_versions": ["3"], "description": ""}],
}
SKIPPED = {"name": "pip", "skip_reason": "Dependency not found"}


def test_a_known_vulnerability_stops_the_line(audit: ModuleType) -> None:
    verdict = audit.judge({"dependencies": [CLEAN, VULNERABLE]}, (), TODAY)
    assert verdict.stops
    assert any("jinja2 2.4.1 PYSEC-1" in line for line in verdict.lines)
    assert not audit.judge({"dependencies": [CLEAN]}, (), TODAY).stops


@pytest.mark.parametrize("name", ["PYSEC-1", "CVE-2099-1"])
def test_an_accepted_finding_passes_until_its_day_and_not_after(audit: ModuleType, name: str) -> None:
    for until, stops in ((TODAY, False), (date(2026, 5, 31), True)):
        entry = audit.Accepted(name, "jinja2", "never rendered", until)
        assert audit.judge({"dependencies": [VULNERABLE]}, (entry,), TODAY).stops is stops
    other = audit.Accepted(name, "idna", "another package", date(2099, 1, 1))
    verdict = audit.judge({"dependencies": [VULNERABLE, CLEAN]}, (other,), TODAY)
    assert verdict.stops
    assert any("no longer found" in line for line in verdict.lines)


@pytest.mark.parametrize("answer", [None, {"dependencies": []}, {"dependencies": [SKIPPED, SKIPPED]}])
def test_a_service_that_was_not_asked_is_never_told_as_a_clean_answer(audit: ModuleType, answer: Any) -> None:
    verdict = audit.judge(answer, (), TODAY)
    assert not verdict.stops
    assert "NOT checked" in verdict.lines[1]
    partly = audit.judge({"dependencies": [CLEAN, SKIPPED]}, (), TODAY)
    assert partly.lines == (
        "1 paket ditanyakan · packages asked about at osv",
        "TIDAK diperiksa · NOT checked: pip",
    )


def test_every_accepted_finding_has_a_reason_and_a_day(audit: ModuleType, tmp_path: Path) -> None:
    assert all(len(each.reason) > 20 and isinstance(each.until, date) for each in audit.accepted())
    (tmp_path / "a.toml").write_text('[[accepted]]\nid = "PYSEC-1"\npackage = "jinja2"\n')
    with pytest.raises(TypeError, match="reason"):
        audit.accepted(tmp_path / "a.toml")
