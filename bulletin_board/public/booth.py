"""The booth's built files, served as they are; genesis and later entries name their hashes, so anybody can compare."""

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import NotFound

from bulletin_board.booth_files import BoothFile
from bulletin_board.compressing import accepts_gzip

FILES = "suarasah-booth"
"""The key of the booth's files among the application's extensions."""
routes = Blueprint("booth", __name__, url_prefix="/booth")
_SECOND_DEVICE = "opening.html"
"""The page that judges seal tests: it may be asked about an election on any board, as it may be hosted anywhere."""


def _policy(connect: str) -> str:
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        f"connect-src {connect}; worker-src 'self'; media-src 'self' blob:; manifest-src 'self'; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


_POLICY = _policy("'self'")
"""The booth runs its own script and the camera, and speaks to this board alone."""
_POLICY_OF_SECOND_DEVICE = _policy("'self' https: http:")
"""It reads logs and tracking codes, both public, of other boards, also of those on a school's LAN without https."""
_YEAR = 365 * 24 * 3600
"""Seconds that a browser may keep what never changes."""


@routes.get("/")
def start() -> Response:
    """The booth's page."""
    return _file("index.html")


@routes.get("/<path:name>")
def file(name: str) -> Response:
    """One of the booth's files."""
    return _file(name)


def _file(name: str) -> Response:
    files: Mapping[str, BoothFile] = current_app.extensions[FILES]
    file = files.get(name)
    if file is None:
        raise NotFound
    zipped = accepts_gzip()
    response = Response(file.compressed if zipped else file.content, mimetype=file.media_type)
    if zipped:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    # Of the other encoding the same bytes come out, but they are not the same answer.
    response.set_etag(f"{file.sha256}{'-gzip' if zipped else ''}")
    # The name of an asset has a hash of its content; a page may be another one tomorrow.
    response.cache_control.no_cache = None if name.startswith("assets/") else True
    response.cache_control.max_age = _YEAR if name.startswith("assets/") else None
    response.cache_control.immutable = name.startswith("assets/")
    response.make_conditional(request)
    response.headers["Content-Security-Policy"] = _POLICY_OF_SECOND_DEVICE if name == _SECOND_DEVICE else _POLICY
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return response
