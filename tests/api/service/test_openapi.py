"""The description of the API: whole, in two languages, for those who are signed in alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from opened import LTSA, opened
from typer.testing import CliRunner

from api.cli import app
from api.service.application import create_app, doors
from api.service.house import House
from api.service.openapi import describe
from records.node import Node
from records.rights.permissions import Reach
from records.settings import Settings
from records.store import Store


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return describe(create_app(cast(House, None), Node.PROVINCE))


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_route_is_described_with_its_permission(document: dict[str, Any]) -> None:
    application = create_app(cast(House, None), Node.PROVINCE)
    told = dict(operations(document))
    for route, door in doors(application):
        if not route.include_in_schema:  # a page
            continue
        for method in route.methods or ():
            operation = told.pop(f"{method} {route.path}")
            assert operation["x-permission"] == door.name
            assert operation["security"] == (
                [] if door.permission.reach is Reach.PUBLIC else [{"key": []}, {"session": []}]
            )
    assert told == {}


def test_every_error_is_a_problem_in_two_languages(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], (name, status)
                assert " / " in answer["description"], (name, status)
    assert {"title", "title_en"} <= set(document["components"]["schemas"]["Problem"]["required"])


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    without = [
        name
        for name, operation in operations(document)
        for media, body in operation.get("requestBody", {}).get("content", {}).items()
        if media == "application/json" and not ({"example", "examples"} & body.keys())
    ]
    assert without == []


def test_no_address_asks_for_what_identifies_somebody(document: dict[str, Any]) -> None:
    asked = {
        parameter["name"]
        for _, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if parameter["in"] in ("path", "query")
    }
    assert not asked & {"nik", "name_", "full_name", "phone", "passport_no", "birth_date"}


def test_it_is_served_to_those_who_are_signed_in(store: Store, settings: Settings) -> None:
    answer = opened(store, settings, LTSA).get("/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")


def test_the_command_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "api.json"
    result = CliRunner().invoke(app, ["openapi", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert json.loads(out.read_text())["info"]["title"] == "Suluh"
