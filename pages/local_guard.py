"""Who may use a page on somebody's own machine: one browser, which had the one-time address from the terminal.

Invariant: every answer except the style sheet is for a session that was begun with the token, under the page's own
name, and is kept by no cache. The token works once and stands in no page's address afterwards. Other programs of this
machine's user could read the files and the terminal anyway; what is kept out is other people and what other web pages
send: forged forms (token of the form, kind of the request) and foreign names that resolve to this machine.
"""

import hmac
import secrets
from collections.abc import Callable
from typing import Final

from flask import Flask, Response, abort, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup

_OPEN_ENDPOINTS: Final = frozenset({"start", "look.static"})


def install_guard(app: Flask, name: str, touch: Callable[[], None], token: str, port: int) -> None:
    """Guard an application that is served at ``127.0.0.1:port``; ``token`` begins the only session.

    ``name`` is the party's, for the cookie; ``touch`` is called before every view that somebody may see.
    """
    names = {f"127.0.0.1:{port}", f"localhost:{port}"}
    proof = secrets.token_hex(32)
    waiting = [token]
    app.secret_key = secrets.token_bytes(32)
    app.config.update(
        # Cookies know no ports: the pages of registrar and key holder must not overwrite each other's.
        SESSION_COOKIE_NAME=f"{name}-{port}",
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
        WTF_CSRF_TIME_LIMIT=None,
    )

    @app.before_request
    def only_this_browser() -> None:
        if request.host not in names:
            abort(421)
        if request.endpoint in _OPEN_ENDPOINTS:
            return
        if not hmac.compare_digest(str(session.get("proof", "")).encode(), proof.encode()):
            abort(403)
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            abort(403)
        touch()

    CSRFProtect(app)
    field = Markup('<input type="hidden" name="csrf_token" value="{}">')
    app.jinja_env.globals["csrf_field"] = lambda: field.format(generate_csrf())

    @app.get("/start/<given>")
    def start(given: str) -> ResponseReturnValue:
        if not waiting or not hmac.compare_digest(given.encode(), waiting[0].encode()):
            abort(403)
        waiting.clear()
        session["proof"] = proof
        # A redirect, so that the address with the token is neither in the history nor on the screen.
        return redirect("/", 303)

    @app.after_request
    def keep_nowhere(response: Response) -> Response:
        if request.endpoint != "look.static":
            response.headers["Cache-Control"] = "no-store"
        return response
