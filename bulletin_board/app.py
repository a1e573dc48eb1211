"""The web application: a factory over a frozen configuration. No state lives in it but the open database."""

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from bulletin_board.api import consistency, elections, key_makings, log, machines, messages, presentations
from bulletin_board.api.exchange import EXTENSION, JSON
from bulletin_board.board import Board, open_board
from bulletin_board.booth_files import read_booth
from bulletin_board.committee import application as committee
from bulletin_board.config import BoardConfig
from bulletin_board.openapi import document
from bulletin_board.problem import is_machine_path, register_problems
from bulletin_board.public import TRANSLATIONS, booth
from bulletin_board.public import views as public
from pages.local_texts import install_texts
from pages.look import install_look


def create_app(config: BoardConfig, board: Board | None = None) -> Flask:
    """The application of a board that ``suarasah board init`` has set up; ``KeyFileError`` or ``DatabaseError``."""
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = open_board(config) if board is None else board
    app.config["MAX_CONTENT_LENGTH"] = config.share_limit
    app.url_map.merge_slashes = False
    if config.trusted_proxies:
        proxies = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    for family in (elections, consistency, presentations, messages, machines, key_makings, log):
        app.register_blueprint(family.routes)
    described = document()

    @app.get("/api/v1/openapi.json")
    def openapi() -> Response:
        """The description of all routes of the API."""
        return Response(described, mimetype=JSON)

    translations = [TRANSLATIONS, *committee.TRANSLATIONS]
    install_look(app, translations)
    install_texts(app, translations)
    app.register_blueprint(public.routes)
    if config.booth_folder is not None:
        app.extensions[booth.FILES] = read_booth(config.booth_folder)
        app.register_blueprint(booth.routes)
    committee.install_committee(app)
    register_problems(app, public.error_page)
    app.after_request(_allow_readers)
    return app


def _allow_readers(response: Response) -> Response:
    if is_machine_path(request.path) and request.method in ("GET", "HEAD"):
        # Anybody may read a public record from any page; nothing here depends on who asks.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
