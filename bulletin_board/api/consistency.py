"""That a log only grew: the proof between two of its heads, for clients to whom tiles of 8 KB are too much.

Invariant: whoever asks checks the proof against two heads that the board signed, so a wrong one convinces nobody.
"""

from base64 import b64encode

from flask import Blueprint, Response

from bulletin_board.api.exchange import board, json_answer
from bulletin_board.errors import ResourceUnknownError
from bulletin_board.storage.reading import consistency_between

routes = Blueprint("consistency", __name__, url_prefix="/api/v1/elections/<uuid>/consistency")


@routes.get("/<int:old>/<int:new>")
def consistency(uuid: str, old: int, new: int) -> Response:
    """The hashes (base64) of RFC 6962's PROOF(old, D[new]); sizes from 1 up to the log's."""
    with board().store.read_log("election", uuid) as (connection, head):
        if not 0 < old <= new <= head.size:
            raise ResourceUnknownError(f"This log has {head.size} entries, and a later head continues an earlier one.")
        proof = consistency_between(connection, head.log_id, old, new)
    # Of the moments at which somebody voted: no cache needs them.
    return json_answer({"proof": [b64encode(value).decode() for value in proof]})
