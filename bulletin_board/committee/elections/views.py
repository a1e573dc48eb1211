"""All addresses of a school's elections, who may reach them, and what answers: one table, so that it can be read."""

from collections.abc import Callable
from typing import Any, Literal

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bulletin_board.committee.access import Role, needs
from bulletin_board.committee.elections import (
    candidates,
    cards,
    keys,
    listing,
    rehearsal,
    schedule,
    setting_up,
    voting,
)
from bulletin_board.committee.elections.errors import DraftConflictError, DraftFrozenError

routes = Blueprint("elections", __name__, template_folder="templates", url_prefix="/schools/<int:school>/elections")

_ELECTION = "/<int:draft>"
_QUESTION = "/<int:draft>/candidates/<int:number>"
_PAIR = "/<int:draft>/candidates/<int:number>/pairs/<int:place>"
_READ, _WRITE = Role.SAKSI, Role.COMMITTEE

Route = tuple[Literal["GET", "POST"], str, str, Role, bool, Callable[..., Any]]

ROUTES: tuple[Route, ...] = (
    ("GET", "/", "index", _READ, False, listing.index),
    ("GET", "/new", "new", _WRITE, False, listing.new),
    ("POST", "/new", "create", _WRITE, False, listing.create),
    ("GET", f"{_ELECTION}/", "overview", _READ, False, listing.overview),
    ("GET", f"{_ELECTION}/schedule", "schedule", _READ, False, schedule.schedule),
    ("POST", f"{_ELECTION}/schedule", "change_schedule", _WRITE, False, schedule.change_schedule),
    ("GET", f"{_ELECTION}/candidates", "candidates", _READ, False, candidates.candidates),
    ("GET", _QUESTION, "question", _WRITE, False, candidates.question),
    ("POST", _QUESTION, "change_question", _WRITE, False, candidates.change_question),
    ("POST", f"{_QUESTION}/remove", "remove_question", _WRITE, False, candidates.remove_question),
    ("GET", _PAIR, "pair", _WRITE, False, candidates.pair),
    ("POST", _PAIR, "change_pair", _WRITE, False, candidates.change_pair),
    ("POST", f"{_PAIR}/remove", "remove_pair", _WRITE, False, candidates.remove_pair),
    ("GET", f"{_ELECTION}/photos/<sha256>", "photo", _READ, False, candidates.photo),
    ("GET", f"{_ELECTION}/preview", "preview", _READ, False, candidates.preview),
    ("GET", f"{_ELECTION}/cards", "cards", _READ, False, cards.cards),
    ("POST", f"{_ELECTION}/cards", "change_cards", _WRITE, False, cards.change_cards),
    ("GET", f"{_ELECTION}/cards/order", "order", _WRITE, False, cards.order),
    ("POST", f"{_ELECTION}/cards/list", "upload_cards", _WRITE, False, cards.upload_cards),
    ("POST", f"{_ELECTION}/cards/replacement", "replace_lost", _WRITE, False, cards.replace_lost),
    ("GET", f"{_ELECTION}/keys", "keys", _READ, False, keys.keys),
    ("POST", f"{_ELECTION}/keys/makings", "begin_making", _WRITE, False, keys.begin_making),
    ("POST", f"{_ELECTION}/keys/known", "choose_making", _WRITE, False, keys.choose_making),
    ("POST", f"{_ELECTION}/keys/singles", "add_single", _WRITE, False, keys.add_single),
    ("POST", f"{_ELECTION}/keys/<int:place>/remove", "remove_key", _WRITE, False, keys.remove_key),
    ("POST", f"{_ELECTION}/keys/observers", "change_witnesses", _WRITE, False, keys.change_witnesses),
    ("GET", f"{_ELECTION}/rehearsal", "rehearsal", _READ, False, rehearsal.rehearsal),
    ("POST", f"{_ELECTION}/rehearsal", "begin_rehearsal", _WRITE, False, rehearsal.begin_rehearsal),
    ("GET", f"{_ELECTION}/setup", "setup", _READ, False, setting_up.setup),
    ("POST", f"{_ELECTION}/setup", "set_up", _WRITE, True, setting_up.set_up),
    ("POST", f"{_ELECTION}/discard", "discard", _WRITE, False, setting_up.discard),
    ("GET", f"{_ELECTION}/open", "open", _READ, False, voting.opening),
    ("POST", f"{_ELECTION}/open", "open_now", _WRITE, True, voting.open_now),
    ("GET", f"{_ELECTION}/close", "close", _READ, False, voting.closing),
    ("POST", f"{_ELECTION}/close", "close_now", _WRITE, True, voting.close_now),
    ("POST", f"{_ELECTION}/extension", "extend", _WRITE, True, voting.extend),
    ("GET", f"{_ELECTION}/result", "result", _READ, False, voting.tally),
    ("POST", f"{_ELECTION}/result", "publish", _WRITE, True, voting.publish),
    ("POST", f"{_ELECTION}/erase", "erase", _WRITE, True, voting.erase),
)
"""Method, address, endpoint, role that is needed at the school, whether a fresh second factor is, and the view."""


def _refused(error: DraftConflictError | DraftFrozenError) -> ResponseReturnValue:
    """What no page of its own tells: a form that was made before the set-up, or before somebody else's change."""
    values = request.view_args or {}
    address = url_for("committee.elections.overview", school=values["school"], draft=values["draft"])
    frozen = isinstance(error, DraftFrozenError)
    return render_template("elections/refused.html", frozen=frozen, address=address), error.status


routes.register_error_handler(DraftConflictError, _refused)
routes.register_error_handler(DraftFrozenError, _refused)
for _method, _rule, _endpoint, _role, _fresh, _view in ROUTES:
    routes.add_url_rule(_rule, _endpoint, needs(_role, fresh=_fresh)(_view), methods=[_method])
