"""Ask for known vulnerabilities of everything that is locked; reads ``uv export`` on standard input.

The end is 1 where a vulnerability is known that is not accepted, 0 otherwise. A machine that cannot reach the service
is told so in plain words: nothing was asked, so nothing was found. What is accepted stands in accepted.toml.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ACCEPTED = Path(__file__).with_name("accepted.toml")
SERVICE = "osv"
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Accepted:
    """A finding that is accepted until a day, and why."""

    id: str
    package: str
    reason: str
    until: date


@dataclass(frozen=True)
class Verdict:
    """What is to be told, and whether it stops the line."""

    lines: tuple[str, ...]
    stops: bool


def accepted(path: Path = ACCEPTED) -> tuple[Accepted, ...]:
    """What the file lists; raises TypeError where an entry lacks a part."""
    listed = tomllib.loads(path.read_text("utf-8")).get("accepted", [])
    return tuple(Accepted(**entry) for entry in listed)


def ask(requirements: str) -> dict[str, Any] | None:
    """The service's answer about requirements with hashes; None where it could not be asked."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(requirements)
        file.flush()
        command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", SERVICE, "--format", "json"]
        command += [
            "--require-hashes",
            "--disable-pip",
            "--progress-spinner",
            "off",
            "--requirement",
            file.name,
        ]
        try:
            done = subprocess.run(  # noqa: S603  (this interpreter, a locked tool)
                command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
            )
            answer = json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            return None
    return answer if isinstance(answer, dict) else None


def judge(answer: dict[str, Any] | None, listed: Sequence[Accepted], today: date) -> Verdict:
    """The verdict over an answer of pip-audit."""
    packages = [] if answer is None else answer["dependencies"]
    asked = [package for package in packages if "skip_reason" not in package]
    if not asked:
        return Verdict(
            (
                f"Kerentanan TIDAK diperiksa: layanan {SERVICE} tidak dapat ditanya dari mesin ini.",
                f"Vulnerabilities NOT checked: the service {SERVICE} could not be asked from this machine.",
            ),
            stops=False,
        )
    lines = [f"{len(asked)} paket ditanyakan · packages asked about at {SERVICE}"]
    lines += [
        f"TIDAK diperiksa · NOT checked: {package['name']}" for package in packages if package not in asked
    ]
    held = {(each.package, each.id): each for each in listed}
    used, stops = set(), False
    for package in asked:
        for finding in package["vulns"]:
            names = [(package["name"], name) for name in (finding["id"], *finding.get("aliases", ()))]
            entry = next((held[name] for name in names if name in held), None)
            used.add(entry)
            tolerated = entry is not None and today <= entry.until
            stops |= not tolerated
            told = (
                f"diterima s.d. · accepted until {entry.until}: {entry.reason}"
                if entry
                else "belum dinilai · open"
            )
            fixed = ", ".join(finding.get("fix_versions", ())) or "—"
            lines.append(f"{package['name']} {package['version']} {finding['id']} (fixed: {fixed}) {told}")
    lines += [f"tidak berlaku lagi · no longer found: {each.id}" for each in listed if each not in used]
    return Verdict(tuple(lines), stops)


def main() -> int:
    """Ask, tell, and say whether to stop."""
    verdict = judge(ask(sys.stdin.read()), accepted(), datetime.now(UTC).date())
    print(*verdict.lines, sep="\n")
    return int(verdict.stops)


if __name__ == "__main__":
    raise SystemExit(main())
