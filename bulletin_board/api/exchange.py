"""What the routes share: the board of this application, bodies within limits, JSON and receipt answers."""

from typing import Any

import msgspec
from flask import Response, current_app, request

from bulletin_board.board import Board
from bulletin_board.errors import BodyTooLargeError, MediaTypeError, ParameterError
from bulletin_board.posting import Appended

EXTENSION = "suarasah"
JSON = "application/json"
TEXT = "text/plain"
FOREVER = "public, max-age=31536000, immutable"
"""For bytes that can never be others: full tiles and what is named by its hash."""


def board() -> Board:
    """The board of the application that answers."""
    found: Board = current_app.extensions[EXTENSION]
    return found


def body(limit: int, media_type: str = JSON) -> bytes:
    """The request's body; ``MediaTypeError``, or ``BodyTooLargeError`` above ``limit`` bytes before it is read."""
    if request.mimetype != media_type:
        raise MediaTypeError(f"Send this as {media_type}.")
    if request.content_length is not None and request.content_length > limit:
        raise BodyTooLargeError(f"At most {limit} bytes are taken here.")
    request.max_content_length = limit
    return request.get_data(cache=False)


def json_answer(document: Any, status: int = 200) -> Response:
    """A JSON answer; it is of this moment, so nobody keeps it."""
    response = Response(msgspec.json.encode(document), status=status, mimetype=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def bytes_answer(data: bytes, media_type: str, cache: str) -> Response:
    """Bytes as they are."""
    response = Response(data, mimetype=media_type)
    response.headers["Cache-Control"] = cache
    return response


def appended_answer(appended: Appended) -> Response:
    """201 for a new entry, 200 for one that was there already."""
    document = {"index": appended.index, "receipt": appended.receipt.decode()}
    return json_answer(document, 201 if appended.new else 200)


def number_parameter(name: str, default: int, lowest: int, highest: int) -> int:
    """A decimal query parameter in its range; ``ParameterError``."""
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and lowest <= int(text) <= highest):
        raise ParameterError(f"{name} is a number from {lowest} to {highest}.")
    return int(text)
