"""The application of the registrar's page: its views, its guard, and its words in two languages."""

import io
from pathlib import Path
from typing import IO, Final

from flask import Flask, Request, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from board_client.errors import BoardError
from crypto.errors import CryptoError
from pages.look import install_look
from pages.printing import PrintingError
from record.errors import RecordError
from registrar.errors import RegistrarError
from registrar.local.desk import Desk
from registrar.local.guard import install_guard
from registrar.local.serving import MAX_BODY_BYTES
from registrar.local.texts import install_texts, sentence_of
from registrar.local.views import install_views

TRANSLATIONS: Final = Path(__file__).with_name("translations")


class _InMemory(Request):
    """A request whose uploads stay in memory: by default, long ones go to a file on the disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def create_local_app(desk: Desk, token: str, port: int) -> Flask:
    """The page over a desk; ``token`` begins the one session, ``port`` is where it will be served."""
    app = Flask("registrar.local")
    app.request_class = _InMemory
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024)
    install_look(app, [TRANSLATIONS])
    install_texts(app, TRANSLATIONS)
    install_guard(app, desk, token, port)
    install_views(app, desk)

    def refused(error: Exception) -> ResponseReturnValue:
        if request.method == "GET" and request.path.count("/") == 1:
            # The page itself cannot be shown: it must not lead to itself.
            return render_template("registrar/refused.html", kind="problem", sentence=sentence_of(error)), 400
        desk.say("problem", sentence_of(error))
        return redirect("/" + request.path.split("/")[1], 303)

    for kind in (RegistrarError, RecordError, CryptoError, BoardError, PrintingError):
        app.register_error_handler(kind, refused)
    app.register_error_handler(OSError, refused)
    app.register_error_handler(HTTPException, _page_of)
    return app


def _page_of(error: HTTPException) -> ResponseReturnValue:
    kind = "form" if isinstance(error, CSRFError) else str(error.code)
    if error.code is None or error.code < 400:
        return error
    return render_template("registrar/refused.html", kind=kind), error.code
