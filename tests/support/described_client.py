"""A test client that holds every answer of the API to the board's own OpenAPI document."""

import re
from functools import cache
from typing import Any

import jsonschema
import msgspec
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bulletin_board.openapi import document
from bulletin_board.problem import is_machine_path

_UNDESCRIBED = {"not-found", "method-not-allowed"}
"""What the web framework answers where the document has no operation."""


@cache
def described() -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(document())
    return found


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    # A tile's path has slashes; literal paths go before templates that could match them as well.
    def pattern(path: str) -> str:
        return re.sub(r"\\{(\w+)\\}", lambda m: ".+" if m[1] == "tile" else "[^/]+", re.escape(path))

    return [(re.compile(pattern(path)), path) for path in sorted(described()["paths"], key=lambda p: p.count("{"))]


def path_of(url_path: str) -> str | None:
    """The path of the document that an address belongs to."""
    return next((path for pattern, path in _patterns() if pattern.fullmatch(url_path)), None)


def check_answer(method: str, url_path: str, answer: TestResponse) -> None:
    """Status, media type and body of the answer are as the document says."""
    path = path_of(url_path)
    operation = None if path is None else described()["paths"][path].get(method.lower())
    if operation is None:
        assert answer.get_json()["code"] in _UNDESCRIBED, f"{method} {url_path} is not described"
        return
    responses = operation["responses"]
    assert str(answer.status_code) in responses, f"{method} {path}: {answer.status_code} is not described"
    content = responses[str(answer.status_code)].get("content")
    if content is None:
        assert answer.get_data() == b""
        return
    media_type = answer.mimetype or ""
    assert media_type in content, f"{method} {path}: {media_type} is not described"
    if media_type.endswith("json"):
        schema = content[media_type]["schema"] | {"components": described()["components"]}
        jsonschema.Draft202012Validator(schema).validate(answer.get_json())


class DescribedClient(FlaskClient):
    """Every request to the API is checked."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        request = answer.request
        if is_machine_path(request.path) and request.method in ("GET", "POST"):
            check_answer(request.method, request.path, answer)
        return answer
