"""The public pages. Reading only; the one form, *Cek suaraku*, is posted, so that what was typed stays out of URLs.

Somebody may type the secret code of a voter card by mistake: it is recognised, never repeated and never redirected to.
"""

import re
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from bulletin_board.api.exchange import board
from bulletin_board.errors import CodeAmbiguousError, CodeMalformedError, CodeUnknownError
from bulletin_board.lookup import look_up, newest_ballots
from bulletin_board.public.key_makings import add_key_making_page
from bulletin_board.public.pages import extensions_of, page, shown, summary_of
from bulletin_board.public.presenting import booth_of, key_items, witnesses_of_head
from bulletin_board.public.results import add_result_pages
from bulletin_board.summaries import all_summaries, election_summary
from crypto.credential import normalise_code
from crypto.errors import CredentialError
from record.ballot import read_short_code, short_code
from record.errors import FormatError
from record.ledger import HEAD_AFTER_SETUP
from record.printable import grouped

routes = Blueprint("public", __name__, template_folder="templates")
add_result_pages(routes)
add_key_making_page(routes)
PAGE = 120
"""Tracking codes on one page of the box."""
_FULL = re.compile(r"[A-Za-z0-9+/_-]{43}")


@routes.get("/")
def elections() -> str:
    """All elections."""
    return page("elections.html", elections=[shown(each) for each in all_summaries(board())])


@routes.get("/e/<uuid>")
def election(uuid: str) -> str:
    """One election: its state, three doors, its key holders and fingerprints."""
    with board().store.read_election(uuid) as found:
        summary = summary_of(found)
        return page(
            "election.html",
            election=summary,
            extensions=extensions_of(found, summary["zone"]),
            description="" if found.facts.setup is None else found.facts.setup.election.description,
            keys=key_items(found),
            registrar_signed=0 in found.view.signers(),
            witnesses=witnesses_of_head(found),
            booth=board().config.booth_folder is not None,
            agreed=grouped(found.view.root_at(HEAD_AFTER_SETUP) or ""),
            booth_files=booth_of(found),
        )


@routes.get("/e/<uuid>/box")
def box(uuid: str) -> Response:
    """The box: search for a tracking code, and all codes, the newest first."""
    return _box(uuid, request.args.get("code", ""))


@routes.post("/e/<uuid>/box")
def search(uuid: str) -> BaseResponse:
    """Search for what was typed."""
    typed = request.form.get("code", "")[:100].strip()
    found = _as_code(typed)
    if found is not None:
        return redirect(url_for("public.box", uuid=uuid, code=found), 303)
    return _box(uuid, "", "card" if _is_card_code(typed) else "malformed")


@routes.get("/e/<uuid>/downloads")
def downloads(uuid: str) -> str:
    """Everything that is needed to check the election oneself."""
    return page("downloads.html", election=shown(election_summary(board(), uuid)))


def error_page(status: int) -> Response:
    """The page for people where a program would get a problem document."""
    response = make_response(page("error.html", status=status), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _box(uuid: str, code: str, problem: str = "") -> Response:
    summary = shown(election_summary(board(), uuid))
    answer: dict[str, Any] | None = None
    if code:
        try:
            answer = look_up(board(), uuid, code.replace("+", "-").replace("/", "_"))
            answer["short"] = short_code(answer["code"])
        except (CodeMalformedError, CodeUnknownError, CodeAmbiguousError) as error:
            problem = error.code.removeprefix("code-")
    before = request.args.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    ballots, older = newest_ballots(board(), uuid, number, PAGE)
    text = page(
        "box.html",
        election=summary,
        answer=answer,
        problem=problem,
        searched=_as_code(code) or "",
        ballots=[(each["number"], short_code(each["code"])) for each in ballots],
        older=older,
        booth=board().config.booth_folder is not None,
    )
    response = make_response(text)
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_code(typed: str) -> str | None:
    """The tracking code in a text, in the form for addresses; None if it is none."""
    if _FULL.fullmatch(typed):
        return typed.replace("+", "-").replace("/", "_")
    try:
        return read_short_code(typed)
    except FormatError:
        return None


def _is_card_code(typed: str) -> bool:
    try:
        normalise_code(typed)
    except CredentialError:
        return False
    return True
