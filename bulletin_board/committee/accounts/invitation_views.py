"""Views: the page behind an invitation's link."""

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from bulletin_board.committee.access import board, notice, now, optional_actor, public_route
from bulletin_board.committee.accounts.accepting import (
    GONE,
    NewAccountForm,
    accept_invitation,
    accept_role,
    enrolled_secret,
    enrolment,
    read_invitation,
)
from bulletin_board.committee.accounts.blueprint import routes
from bulletin_board.committee.accounts.devices import device_words, remember_device
from bulletin_board.committee.accounts.drawing import qr_code
from bulletin_board.committee.accounts.invitations import Invitation
from bulletin_board.committee.accounts.people import find_account, normal_login
from bulletin_board.committee.accounts.second_factor import ISSUER, totp_address
from bulletin_board.committee.accounts.session_views import board_clock, give_session, redirect_home
from bulletin_board.committee.accounts.sessions import begin_session
from bulletin_board.committee.accounts.stretching import TryRefusedError
from bulletin_board.key_file import read_committee_key
from bulletin_board.storage.database import reading, writing
from record.printable import grouped

_FIELDS = ("name", "login", "password", "repeated", "sealed", "code")


@routes.get("/invitation/<token>", endpoint="invitation")
@public_route
def invitation_page(token: str) -> ResponseReturnValue:
    """What the link gives, and the form of a new account."""
    found = read_invitation(board(), token)
    if found is None:
        return _gone()
    return _page(token, found, {}, {})


@routes.post("/invitation/<token>", endpoint="invitation_post")
@public_route
def accept(token: str) -> ResponseReturnValue:
    """Make the account, or give the role to the account that is signed in."""
    found = read_invitation(board(), token)
    if found is None:
        return _gone()
    actor = optional_actor()
    if actor is not None and found.account is None:
        if not accept_role(board(), token, actor.account):
            return _gone()
        notice("You have a new role.")
        return redirect_home()
    form = NewAccountForm(*(request.form.get(name, "")[:1000] for name in _FIELDS))
    typed = {"name": form.name, "login": form.login, "sealed": form.sealed}
    try:
        accepted = accept_invitation(board(), token, form)
    except TryRefusedError as refused:
        return _page(token, found, typed, {}, str(refused)), refused.status, refused.headers
    problems = dict(accepted.problems)
    if "" in problems:
        return _gone()
    if problems:
        return _page(token, found, typed, problems), 422
    with writing(board().store.engine) as connection:
        device = device_words(request.headers.get("User-Agent", ""))
        session = begin_session(connection, accepted.account, now(), device)
        account = find_account(connection, number=accepted.account)
    login = normal_login(form.login) if account is None else account.login
    page = render_template(
        "committee/accounts/recovery_codes.html", codes=accepted.recovery_codes, login=login, welcome=True
    )
    response = make_response(page)
    give_session(response, session, remember_device(read_committee_key(board().config.key_file), login))
    return response


def _page(token: str, found: Invitation, typed: dict[str, str], problems: dict[str, str], refused: str = "") -> str:
    account = None
    if found.account is not None:
        with reading(board().store.engine) as connection:
            account = find_account(connection, number=found.account)
    secret, sealed = enrolled_secret(board(), token, typed.get("sealed", "")), typed.get("sealed", "")
    if secret is None:
        secret, sealed = enrolment(board(), token)
    login = typed.get("login", "") if account is None else account.login
    address = totp_address(secret, normal_login(login) or found.school_name or ISSUER)
    return render_template(
        "committee/accounts/invitation.html",
        invitation=found,
        account=account,
        typed=typed,
        problems=problems,
        refused=refused,
        sealed=sealed,
        secret=grouped(secret),
        address=address,
        square=qr_code(address),
        clock=board_clock(),
    )


def _gone() -> ResponseReturnValue:
    return render_template("committee/accounts/gone.html", sentence=GONE), 404
