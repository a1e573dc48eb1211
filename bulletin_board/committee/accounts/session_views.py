"""Views: sign in, sign out, show the second factor again, and the first page."""

import re
from datetime import timedelta, timezone

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bulletin_board.committee.access import (
    SESSION_COOKIE,
    Role,
    board,
    current_actor,
    current_school,
    current_session,
    needs,
    needs_account,
    now,
    optional_actor,
    own_schools,
    public_route,
)
from bulletin_board.committee.accounts.blueprint import routes
from bulletin_board.committee.accounts.confirming import CODE_FIELD, confirm_session
from bulletin_board.committee.accounts.devices import COOKIE, YEAR_SECONDS, device_words
from bulletin_board.committee.accounts.sessions import end_session
from bulletin_board.committee.accounts.signing_in import SignInForm, sign_in
from bulletin_board.committee.accounts.stretching import TryRefusedError
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.committee.forms_guard import PATH, VISIT_COOKIE, set_cookie
from bulletin_board.config import ZONES
from bulletin_board.storage.database import writing

_RETURN = re.compile(r"/committee/[A-Za-z0-9/_-]*")


@routes.get("/")
@needs_account()
def home() -> str:
    """One's schools."""
    return render_template("committee/accounts/home.html", schools=own_schools())


@routes.get("/schools/<int:school>/")
@needs(Role.SAKSI)
def school_page(school: int) -> str:
    """What there is to do for one school."""
    role = current_actor().schools[school]
    return render_template("committee/accounts/school.html", shown=current_school(), role=role)


@routes.get("/sign-in", endpoint="sign_in")
@public_route
def sign_in_page() -> str:
    """The form."""
    return _sign_in_page("")


@routes.post("/sign-in", endpoint="sign_in_post")
@public_route
def sign_in_post() -> ResponseReturnValue:
    """Begin a session."""
    form = SignInForm(*(request.form.get(name, "")[:500] for name in ("login", "password", "code")))
    device = device_words(request.headers.get("User-Agent", ""))
    cookie = request.cookies.get(COOKIE, "")
    try:
        done = sign_in(board(), form, device=device, device_cookie=cookie, address=request.remote_addr)
    except TryRefusedError as refused:
        return _sign_in_page("", str(refused)), refused.status, refused.headers
    if done.problem:
        return _sign_in_page(done.problem), 422
    before = optional_actor()
    if before is not None:
        with writing(board().store.engine) as connection:
            end_session(connection, before.account, current_session().hash)
    response = make_response(redirect(return_path(request.form.get("next", "")), 303))
    give_session(response, done.token, done.device_cookie)
    return response


@routes.post("/sign-out")
@needs_account()
def sign_out() -> ResponseReturnValue:
    """End this session."""
    with writing(board().store.engine) as connection:
        end_session(connection, current_actor().account, current_session().hash)
        append_audit(connection, now(), current_actor().account, None, "sign-out", {})
    response = make_response(redirect(url_for("committee.accounts.sign_in"), 303))
    response.delete_cookie(SESSION_COOKIE, path=PATH)
    return response


@routes.get("/confirm", endpoint="confirm")
@needs_account()
def confirm_page() -> str:
    """Asks for the second factor before a page that matters."""
    return _confirm_page("")


@routes.post("/confirm", endpoint="confirm_post")
@needs_account()
def confirm_post() -> ResponseReturnValue:
    """Show the second factor again."""
    problem = confirm_session(board(), current_session(), request.form.get(CODE_FIELD, ""))
    if problem:
        return _confirm_page(problem), 422
    return redirect(return_path(request.form.get("next", "")), 303)


def return_path(asked: str) -> str:
    """Where to go on: a page of the committee, never an address elsewhere."""
    if _RETURN.fullmatch(asked) and "//" not in asked:
        return asked
    return url_for("committee.accounts.home")


def redirect_home() -> ResponseReturnValue:
    """On to the first page."""
    return redirect(url_for("committee.accounts.home"), 303)


def give_session(response: Response, token: str, device_cookie: str) -> None:
    """The cookies of a new session; that of the visit before it is gone."""
    set_cookie(response, SESSION_COOKIE, token)
    response.delete_cookie(VISIT_COOKIE, path=PATH)
    response.set_cookie(
        COOKIE, device_cookie, max_age=YEAR_SECONDS, path=PATH, httponly=True, samesite="Strict",
        secure=request.is_secure,
    )  # fmt: skip


def board_clock() -> str:
    """The board's clock with seconds: codes depend on it."""
    config = board().config
    here = timezone(timedelta(hours=ZONES[config.zone]))
    return config.clock().astimezone(here).strftime("%H.%M.%S ") + config.zone


def _sign_in_page(problem: str, refused: str = "") -> str:
    asked = request.values.get("next", "")
    return render_template(
        "committee/accounts/sign_in.html", problem=problem, refused=refused, next=asked, clock=board_clock()
    )


def _confirm_page(problem: str) -> str:
    kept = [("next", return_path(request.values.get("next", "")))]
    address = url_for("committee.accounts.confirm_post")
    return render_template("committee/confirm.html", kept=kept, problem=problem, address=address)
