"""Appending to elections: ballots, seal tests, signed messages, shares, and cosignatures of heads."""

from typing import Annotated

import msgspec
from flask import Blueprint, Response

from bulletin_board.api.exchange import TEXT, appended_answer, board, body, json_answer
from bulletin_board.casting import cast
from bulletin_board.cosigning import add_cosignatures
from bulletin_board.errors import EntryMalformedError
from bulletin_board.posting import post
from bulletin_board.sharing import send_share

routes = Blueprint("messages", __name__, url_prefix="/api/v1/elections/<uuid>")


class ShareBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Both parts of a share, each as its canonical text."""

    share_proof: Annotated[str, msgspec.Meta(max_length=64 * 1024)]
    partial_decryption: str


@routes.post("/ballots")
def ballot(uuid: str) -> Response:
    """Put a ballot into the box: its exact bytes."""
    answer = cast(board(), uuid, body(board().config.ballot_limit))
    document = {
        "index": answer.index,
        "number": answer.number,
        "code": answer.code,
        "receipt": answer.receipt.decode(),
    }
    return json_answer(document, 201 if answer.new else 200)


@routes.post("/challenges")
def challenge(uuid: str) -> Response:
    """Announce a seal test."""
    return _post(uuid, "Challenge")


@routes.post("/countersignatures")
def countersignature(uuid: str) -> Response:
    """Agree to genesis and Setup."""
    return _post(uuid, "Countersignature")


@routes.post("/card-replacements")
def card_replacement(uuid: str) -> Response:
    """Revoke a card and activate a spare."""
    return _post(uuid, "CardReplacement")


@routes.post("/confirmations")
def confirmation(uuid: str) -> Response:
    """Confirm head and tally for a holder with a restored key."""
    return _post(uuid, "Confirmation")


@routes.post("/shares")
def share(uuid: str) -> Response:
    """Hand in a share of the decryption."""
    data = body(board().config.share_limit)
    try:
        parts = msgspec.json.decode(data, type=ShareBody)
        proof, decryption = parts.share_proof.encode(), parts.partial_decryption.encode()
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise EntryMalformedError(
            "A share is sent as JSON with the members share_proof and partial_decryption, both texts."
        ) from error
    return appended_answer(send_share(board(), uuid, proof, decryption))


@routes.post("/cosignatures")
def cosignature(uuid: str) -> Response:
    """Hand in a witness' cosignature of a head."""
    return json_answer({"witnesses": add_cosignatures(board(), uuid, body(board().config.message_limit, TEXT))})


def _post(uuid: str, entry_type: str) -> Response:
    return appended_answer(post(board(), uuid, entry_type, body(board().config.message_limit)))
