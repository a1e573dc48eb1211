"""The booth's built files, served as they are; genesis and later entries name their hashes, so anybody can compare."""

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound

from bulletin_board.api.exchange import board

routes = Blueprint("booth", __name__, url_prefix="/booth")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; media-src 'self' blob:; manifest-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""The booth runs its own script and the camera, and speaks to this board alone."""


@routes.get("/")
def start() -> Response:
    """The booth's page."""
    return _file("index.html")


@routes.get("/<path:name>")
def file(name: str) -> Response:
    """One of the booth's files."""
    return _file(name)


def _file(name: str) -> Response:
    folder = board().config.booth_folder
    if folder is None:
        raise NotFound
    response = send_from_directory(folder, name, max_age=0)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return response
