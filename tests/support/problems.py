"""What every refusal over HTTP looks like (RFC 9457)."""

from typing import Any

from werkzeug.test import TestResponse


def assert_problem(answer: TestResponse, status: int, code: str, rule: str | None = None) -> dict[str, Any]:
    """The answer is the problem of this status, code and rule, and says what to do."""
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.get_data()
    problem: dict[str, Any] = answer.get_json()
    assert (problem["code"], problem["status"], problem.get("rule")) == (code, status, rule), problem
    assert problem["type"] == f"urn:suarasah:problem:{code}"
    assert problem["detail"]
    assert problem["title"]
    return problem
