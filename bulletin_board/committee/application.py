"""Puts the committee's pages into the board's application: one blueprint tree under /committee, with one guard.

A part adds its blueprint to :data:`PARTS` and its folder of translations to :data:`TRANSLATIONS`.
"""

from pathlib import Path

from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bulletin_board.committee.access import guard, problem_page, template_values
from bulletin_board.committee.accounts.presenting import moment_words
from bulletin_board.committee.accounts.routes import routes as accounts
from bulletin_board.committee.day.views import routes as day
from bulletin_board.committee.elections.views import routes as elections
from bulletin_board.committee.forms_guard import PATH, keep_visit
from bulletin_board.committee.policies import BLUEPRINT, check_policies
from bulletin_board.errors import BulletinBoardError
from pages.local_texts import recognised

PARTS: tuple[Blueprint, ...] = (accounts, elections, day)
"""The blueprints of all parts, without a prefix of their own before /committee."""
_HERE = Path(__file__).parent
TRANSLATIONS = tuple(_HERE / part / "translations" for part in ("", "accounts", "elections", "day"))
"""The folders with the parts' ``id.po``; one that is not there is passed over."""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    # With no-referrer browsers would hide from us where a form came from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every answer under /committee."""


def install_committee(app: Flask) -> None:
    """Register all parts; ``PolicyError`` if a view does not say who may reach it."""
    committee = Blueprint(BLUEPRINT, __name__, url_prefix=PATH, template_folder="templates")
    committee.before_request(guard)
    committee.after_request(keep_visit)
    committee.context_processor(template_values)
    committee.context_processor(lambda: {"moment_words": moment_words, "recognised": recognised})
    committee.register_error_handler(BulletinBoardError, _ours)
    committee.register_error_handler(HTTPException, _framework)
    for part in PARTS:
        committee.register_blueprint(part)
    app.register_blueprint(committee)
    app.after_request(_private)
    check_policies(app)


def _ours(error: BulletinBoardError) -> ResponseReturnValue:
    # What is wrong with the board itself, such as the place of a file, is for its owner's log alone.
    return problem_page(error.status, error.code, str(error) if error.status < 500 else "")


def _framework(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return problem_page(error.code)


def _private(response: Response) -> Response:
    if request.path == PATH or request.path.startswith(f"{PATH}/"):
        for name, value in HEADERS.items():
            if name == "Content-Security-Policy":
                # A photo may do even less.
                response.headers.setdefault(name, value)
            else:
                response.headers[name] = value
    return response
