"""Key makings: how far one is, and the key holders' messages."""

from flask import Blueprint, Response

from bulletin_board.api.exchange import appended_answer, board, body, json_answer
from bulletin_board.posting import post_to_key_making
from bulletin_board.summaries import key_making_summary
from record.key_making_messages import KEY_MAKING_LIMIT

routes = Blueprint("key_makings", __name__, url_prefix="/api/v1/key-makings/<run>")


@routes.get("")
def key_making(run: str) -> Response:
    """How far the key making is, and for whom it waits."""
    return json_answer(key_making_summary(board(), run))


@routes.post("/certificates")
def certificate(run: str) -> Response:
    """Round 1."""
    return _post(run, "Certificate")


@routes.post("/coefficients")
def coefficients(run: str) -> Response:
    """Round 2."""
    return _post(run, "Coefficients")


@routes.post("/verification-keys")
def verification_key(run: str) -> Response:
    """Round 3."""
    return _post(run, "VerificationKey")


@routes.post("/complaints")
def complaint(run: str) -> Response:
    """Break the key making off, for a reason that anybody can judge."""
    return _post(run, "Complaint")


def _post(run: str, entry_type: str) -> Response:
    return appended_answer(post_to_key_making(board(), run, entry_type, body(KEY_MAKING_LIMIT)))
