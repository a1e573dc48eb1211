"""The document describes exactly the routes that there are, is valid, and random requests find no other answers.

Every other API test holds its answers to the document as well (``tests.support.described_client``).
"""

import re
from pathlib import Path
from typing import Any

import msgspec
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from bulletin_board.app import create_app
from bulletin_board.casting import cast
from bulletin_board.openapi import document
from bulletin_board.problem import is_machine_path
from tests.support.board_elections import BoardElection, fresh_board
from tests.support.described_client import described

Case = schemathesis.Case[Any]


def routes_of(app: Flask) -> set[tuple[str, str]]:
    found = set()
    for rule in app.url_map.iter_rules():
        if is_machine_path(rule.rule):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            path = path.replace("/log/{name}", "/log/{uuid}").replace("/log/keys/{name}", "/log/keys/{run}")
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            found |= {(path.replace("{rest}", "{tile}"), method) for method in methods}
    return found


def test_every_route_is_described_and_no_other(client: FlaskClient) -> None:
    documented = {(path, method.upper()) for path, item in described()["paths"].items() for method in item}
    assert documented == routes_of(client.application)


def test_the_document_is_served(client: FlaskClient) -> None:
    assert client.get("/api/v1/openapi.json").get_json() == msgspec.json.decode(document())


def test_every_code_of_the_document_has_one_status() -> None:
    statuses: dict[str, set[str]] = {}
    for item in described()["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if not status.startswith("2"):
                    for code in response["description"].split(", "):
                        statuses.setdefault(code, set()).add(status)
    assert all(len(found) == 1 for found in statuses.values())
    expected = 15
    assert len(statuses) > expected


def test_random_requests_get_described_answers(sqlite_url: str, tmp_path: Path) -> None:
    opened = BoardElection(fresh_board(sqlite_url, tmp_path)).create().open()
    cast(opened.board, opened.uuid, opened.ballot(0))
    app = create_app(opened.board.config, opened.board)
    # A tile's path has slashes of its own, which OpenAPI cannot say of a parameter.
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app).exclude(path_regex="tile")
    checks = [not_a_server_error, status_code_conformance, response_schema_conformance]
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        run_cases(result.ok().as_strategy(), opened.uuid, checks)


def run_cases(cases: SearchStrategy[Case], uuid: str, checks: list[Any]) -> None:
    @given(cases)
    @settings(
        max_examples=3, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    def call(case: Case) -> None:
        if "uuid" in case.path_parameters:
            case.path_parameters["uuid"] = uuid
        case.call_and_validate(checks=checks)

    call()
