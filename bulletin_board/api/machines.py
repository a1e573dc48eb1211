"""Booths at polling stations say that they work; only the committee sees it, and nothing else is kept."""

from flask import Blueprint, Response

from bulletin_board.api.exchange import board, body
from bulletin_board.machines import BODY_LIMIT, read_label, report_machine

routes = Blueprint("machines", __name__, url_prefix="/api/v1/elections/<uuid>")


@routes.post("/machines")
def machine(uuid: str) -> Response:
    """This machine works."""
    report_machine(board(), uuid, read_label(body(BODY_LIMIT)))
    return Response(status=204, headers={"Cache-Control": "no-store"})
