"""A Flask application for one person on one machine: guard, look, two languages, uploads that stay in memory.

What went wrong is said on the page of the step where it went wrong; a page that cannot be shown at all says so.
"""

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Protocol

from flask import Flask, Request, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from pages.local_guard import install_guard
from pages.local_serving import MAX_BODY_BYTES
from pages.local_texts import install_texts, sentence_of
from pages.look import install_look

_FORM_BYTES = 4 * 1024 * 1024


class LocalDesk(Protocol):
    """What one person has in hand at the page."""

    def touch(self) -> None:
        """Note a request."""
        ...

    def say(self, kind: str, sentence: str) -> None:
        """Keep a sentence for the next page: ``notice`` or ``problem``."""
        ...


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


def local_app(
    party: str,
    desk: LocalDesk,
    translations: Path,
    errors: Iterable[type[Exception]],
    token: str,
    port: int,
) -> Flask:
    """The application of a party's page without its views; templates and modules stand in ``<party>.local``.

    ``errors`` are the kinds whose sentences are for the person. ``token`` begins the one session, ``port`` is where
    the application will be served.
    """
    app = Flask(f"{party}.local")
    app.request_class = _InMemory
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, MAX_FORM_MEMORY_SIZE=_FORM_BYTES)
    install_look(app, [translations])
    install_texts(app, [translations])
    install_guard(app, party, desk.touch, token, port)
    refused = _refusing(desk)
    for kind in errors:
        app.register_error_handler(kind, refused)
    app.register_error_handler(HTTPException, _page_of)
    return app


def _refusing(desk: LocalDesk) -> Callable[[Exception], ResponseReturnValue]:
    def refused(error: Exception) -> ResponseReturnValue:
        if request.method == "GET" and request.path.count("/") == 1:
            # The page itself cannot be shown: it must not lead to itself.
            return render_template("pages/refused.html", kind="problem", sentence=sentence_of(error)), 400
        desk.say("problem", sentence_of(error))
        return redirect("/" + request.path.split("/")[1], 303)

    return refused


def _page_of(error: HTTPException) -> ResponseReturnValue:
    kind = "form" if isinstance(error, CSRFError) else str(error.code)
    if error.code is None or error.code < 400:
        return error
    return render_template("pages/refused.html", kind=kind), error.code
