"""Reading elections: list, summary, archive, the box, and what is known of one tracking code or one card."""

from flask import Blueprint, Response

from bulletin_board.api.exchange import board, json_answer, number_parameter
from bulletin_board.card_status import card_status
from bulletin_board.exporting import archive_pieces
from bulletin_board.lookup import list_ballots, look_up
from bulletin_board.summaries import all_summaries, election_summary

routes = Blueprint("elections", __name__, url_prefix="/api/v1/elections")
PAGE = 1000
"""How many ballots are listed at most in one answer."""


@routes.get("")
def elections() -> Response:
    """All elections, the newest first."""
    return json_answer(all_summaries(board()))


@routes.get("/<uuid>")
def election(uuid: str) -> Response:
    """One election."""
    return json_answer(election_summary(board(), uuid))


@routes.get("/<uuid>/archive")
def archive(uuid: str) -> Response:
    """The `.bel` archive as of now, in pieces."""
    pieces = archive_pieces(board(), uuid)
    # The first piece is made here, so that an unknown election is a problem and not a broken download.
    first = next(pieces)
    response = Response((piece for part in ((first,), pieces) for piece in part), mimetype="application/x-tar")
    response.headers["Content-Disposition"] = f'attachment; filename="{uuid}.bel"'
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.get("/<uuid>/ballots")
def ballots(uuid: str) -> Response:
    """Numbers and tracking codes of the box, in order."""
    after = number_parameter("after", 0, 0, 2**53 - 1)
    limit = number_parameter("limit", PAGE, 1, PAGE)
    return json_answer(list_ballots(board(), uuid, after, limit))


@routes.get("/<uuid>/codes/<code>")
def tracking_code(uuid: str, code: str) -> Response:
    """What is known of a tracking code, full (with ``-`` and ``_`` for ``+`` and ``/``) or in its short form."""
    return json_answer(look_up(board(), uuid, code))


@routes.get("/<uuid>/cards/<credential>")
def card(uuid: str, credential: str) -> Response:
    """The state of a public credential: a booth asks before it seals."""
    return json_answer(card_status(board(), uuid, credential))
