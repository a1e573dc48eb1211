"""The one look of all Flask pages: base template, style sheet, language of a request, strict headers.

No script, no inline style, nothing from another origin: :data:`PAGE_HEADERS` says what a page may do. Templates
extend ``pages/base.html`` and write their texts in English inside of gettext calls.
"""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, request

from pages.translations import LANGUAGES, load_catalogues

_HERE = Path(__file__).parent
COOKIE = "language"
_YEAR_SECONDS = 365 * 24 * 3600

PAGE_HEADERS = {
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
"""On every answer that does not set its own."""


def install_look(app: Flask, translations: Sequence[Path] = ()) -> None:
    """Give an application ``pages/base.html``, the style sheet under ``/look/``, two languages and the headers.

    ``translations`` are the folders with the application's own ``id.po``.
    """
    catalogues = load_catalogues([_HERE / "translations", *translations])
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        lambda text: catalogues[request_language()].gettext(text),
        lambda one, many, count: catalogues[request_language()].ngettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    look = Blueprint("look", __name__, template_folder="templates", static_folder="static", static_url_path="/look")
    app.register_blueprint(look)
    app.context_processor(lambda: {"language": request_language(), "in_language": _in_language})
    app.after_request(_finish)


def request_language() -> str:
    """The language of this request: asked for with ``?lang=``, remembered in a cookie, or Indonesian."""
    for asked in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return asked
    return LANGUAGES[0]


def _in_language(language: str) -> str:
    """The query of this page in another language, with everything else that was asked for."""
    kept = [(name, value) for name, value in request.args.items() if name != "lang"]
    return "?" + urlencode([*kept, ("lang", language)])


def _finish(response: Response) -> Response:
    for name, value in PAGE_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.blueprint == "look":
        response.headers["Cache-Control"] = "public, max-age=3600"
    elif request.args.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, request_language(), max_age=_YEAR_SECONDS, httponly=True, samesite="Lax")
    return response
