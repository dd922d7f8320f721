"""The systemd unit gives the service what it needs and nothing more, and starts commands that exist."""

from __future__ import annotations

import shlex
from pathlib import Path

import typer

from api.cli import app
from api.jobs.keeping import PATIENCE
from api.service.guard import SERVER

UNIT = Path(__file__).parents[2] / "deploy" / "suluh.service"
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectProc": "invisible",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectControlGroups": "yes",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "SystemCallFilter": "@system-service",
    "UMask": "0077",
    "LimitCORE": "0",
    "MemorySwapMax": "0",
    "StateDirectoryMode": "0700",
}


def directives() -> dict[str, str]:
    text = UNIT.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if "=" in line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_the_unit_is_hardened() -> None:
    found = directives()
    assert {name: found.get(name) for name in HARDENED} == HARDENED
    assert found["User"] not in ("root", "0")


def test_it_starts_commands_that_exist_with_options_that_exist() -> None:
    found, group = directives(), typer.main.get_command(app)
    for line in (found["ExecStart"], found["ExecStartPre"]):
        words = shlex.split(line)
        command = group.commands[words[1]]  # type: ignore[attr-defined]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known


def test_it_waits_for_as_long_as_the_service_may_take_to_stop() -> None:
    stop = int(directives()["TimeoutStopSec"].removesuffix("s"))
    assert stop > PATIENCE + SERVER["timeout_graceful_shutdown"]
