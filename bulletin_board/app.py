"""The web application: a factory over a frozen configuration. No state lives in it but the open database."""

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from bulletin_board.api import elections, key_makings, log, messages
from bulletin_board.api.exchange import EXTENSION, JSON
from bulletin_board.board import Board, open_board
from bulletin_board.config import BoardConfig
from bulletin_board.openapi import document
from bulletin_board.problem import is_machine_path, register_problems
from bulletin_board.public import pages_of

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}
"""On every answer that does not set its own: no script at all, nothing from another origin."""


def create_app(config: BoardConfig, board: Board | None = None) -> Flask:
    """The application of a board that ``suarasah board init`` has set up; ``KeyFileError`` or ``DatabaseError``."""
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = open_board(config) if board is None else board
    app.config["MAX_CONTENT_LENGTH"] = config.share_limit
    app.url_map.merge_slashes = False
    if config.trusted_proxies:
        proxies = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    for family in (elections, messages, key_makings, log):
        app.register_blueprint(family.routes)
    described = document()

    @app.get("/api/v1/openapi.json")
    def openapi() -> Response:
        """The description of all routes of the API."""
        return Response(described, mimetype=JSON)

    error_page = pages_of(app)
    register_problems(app, error_page)
    app.after_request(_headers)
    return app


def _headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if is_machine_path(request.path) and request.method in ("GET", "HEAD"):
        # Anybody may read a public record from any page; nothing here depends on who asks.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
