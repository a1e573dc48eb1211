"""Errors over HTTP: one shape, application/problem+json (RFC 9457), whatever went wrong.

Members: ``type`` (a stable address of the code), ``title``, ``status``, ``detail``, ``code``, and where a rule of the
election was broken ``rule`` and ``findings``. Nothing of a request's body is ever repeated.
"""

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from bulletin_board.errors import BulletinBoardError, EntryRefusedError

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger(__name__)
_HTTP_CODES = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large", 415: "media-type"}
"""Codes of what the web framework refuses before a route is reached."""
_HTTP_DETAILS = {
    404: "There is nothing at this address: check it.",
    405: "This address does not take such a request.",
    413: "The body is longer than this address allows. Nothing was read.",
}


def problem_document(error: BulletinBoardError) -> dict[str, Any]:
    """The members of the problem of an error of ours."""
    document: dict[str, Any] = {
        "type": f"urn:suarasah:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": str(error),
        "code": error.code,
    }
    if error.rule is not None:
        document["rule"] = error.rule
    if isinstance(error, EntryRefusedError):
        document["findings"] = [{"rule": finding.rule, "detail": finding.detail} for finding in error.findings]
    return document


def problem_response(document: dict[str, Any]) -> Response:
    """The response of a problem; never cached."""
    response = Response(msgspec.json.encode(document), status=int(document["status"]), mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    if document["status"] == 503:
        response.headers["Retry-After"] = "1"
    return response


def http_problem(error: HTTPException) -> dict[str, Any]:
    """The problem of what the web framework refused by itself: no such path, no such method, too large a body."""
    status = error.code or 500
    code = _HTTP_CODES.get(status, f"http-{status}")
    return {
        "type": f"urn:suarasah:problem:{code}",
        "title": error.name,
        "status": status,
        "detail": _HTTP_DETAILS.get(status, "The request cannot be answered: check its address and its form."),
        "code": code,
    }


def internal_problem() -> dict[str, Any]:
    """The problem of a fault of the board itself; what it was stands in the board's own error log."""
    return {
        "type": "urn:suarasah:problem:internal",
        "title": "A fault of the board",
        "status": 500,
        "detail": "The board made a mistake; nothing was changed. Send the same again, and tell the board's owner.",
        "code": "internal",
    }


def is_machine_path(path: str) -> bool:
    """Whether programs ask there, so that errors are problems; people get a page."""
    return path.startswith(("/api/", "/log/"))


def register_problems(app: Flask, page: Callable[[int], Response]) -> None:
    """Answer every error with a problem, or for people with ``page`` of its status."""

    def answer(document: dict[str, Any]) -> Response:
        if is_machine_path(request.path):
            return problem_response(document)
        return page(int(document["status"]))

    @app.errorhandler(BulletinBoardError)
    def _ours(error: BulletinBoardError) -> Response:
        return answer(problem_document(error))

    @app.errorhandler(HTTPException)
    def _framework(error: HTTPException) -> Response:
        response = answer(http_problem(error))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    @app.errorhandler(Exception)
    def _fault(error: Exception) -> Response:
        # Neither body nor parameters: SQLAlchemy hides them, and we name the route alone.
        _LOG.error("Fault while answering %s %s", request.method, request.endpoint, exc_info=error)
        return answer(internal_problem())
