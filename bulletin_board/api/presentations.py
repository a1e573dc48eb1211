"""What booths show beside the names: a document and photos, as long as they were not erased.

An image is served so that a browser can do nothing with it but show it, whatever is inside.
"""

from flask import Blueprint, Response

from bulletin_board.api.exchange import JSON, board, bytes_answer
from bulletin_board.compressing import compressed
from bulletin_board.presentations import read_document, read_photo

routes = Blueprint("presentations", __name__, url_prefix="/api/v1/elections/<uuid>")
_DAY = "public, max-age=86400, immutable"
"""The bytes of a hash never change, but photos of minors are erased: no cache may keep them for long."""


@routes.get("/presentation")
def presentation(uuid: str) -> Response:
    """The exact bytes whose SHA-256 the genesis names."""
    # Asked for anew each time, so that nothing is shown after it was erased.
    return compressed(bytes_answer(read_document(board(), uuid), JSON, "no-store"))


@routes.get("/photos/<sha256>")
def photo(uuid: str, sha256: str) -> Response:
    """A photo by the hash of its bytes."""
    found = read_photo(board(), uuid, sha256)
    response = bytes_answer(found.data, found.media_type, _DAY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
