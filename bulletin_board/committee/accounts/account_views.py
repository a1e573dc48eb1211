"""Views: one's own account. Name, password, second factor, recovery codes, sessions."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bulletin_board.committee.access import board, current_actor, current_session, needs_account, notice, now
from bulletin_board.committee.accounts.accepting import CODE_WRONG, NOT_THE_SAME, enrolled_secret, enrolment
from bulletin_board.committee.accounts.attempts import blocked_seconds, count_failure, forget_failures, subject_of
from bulletin_board.committee.accounts.blueprint import routes
from bulletin_board.committee.accounts.confirming import BLOCKED
from bulletin_board.committee.accounts.drawing import qr_code
from bulletin_board.committee.accounts.passwords import hash_password, is_password, password_problem
from bulletin_board.committee.accounts.people import (
    Account,
    count_recovery_codes,
    find_account,
    name_problem,
    replace_recovery_codes,
    set_name,
    set_password,
    set_second_factor,
)
from bulletin_board.committee.accounts.second_factor import matching_step, totp_address
from bulletin_board.committee.accounts.session_views import board_clock
from bulletin_board.committee.accounts.sessions import end_session, end_sessions, sessions_of
from bulletin_board.committee.accounts.stretching import TryRefusedError
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.key_file import read_committee_key
from bulletin_board.storage.database import reading, writing
from record.printable import grouped

WRONG_PASSWORD = "Your current password is not right."


@routes.get("/account")
@needs_account()
def own_account() -> str:
    """Everything about one's account."""
    return _page({})


@routes.post("/account/name")
@needs_account()
def change_name() -> ResponseReturnValue:
    """Another display name."""
    name = request.form.get("name", "").strip()
    problem = name_problem(name)
    if problem:
        return _page({"name": problem}), 422
    with writing(board().store.engine) as connection:
        set_name(connection, current_actor().account, name)
        _audit(connection, "change-name")
    return _saved()


@routes.post("/account/password")
@needs_account()
def change_password() -> ResponseReturnValue:
    """Another password; it ends all other sessions."""
    account = _account()
    subject = subject_of(account.login, "password")
    current, password = request.form.get("current", "")[:1000], request.form.get("password", "")[:1000]
    with reading(board().store.engine) as connection:
        if blocked_seconds(connection, subject, now()):
            return _page({"current": BLOCKED}), 422
    problem = password_problem(password, account.login)
    if problem:
        return _page({"password": problem}), 422
    if password != request.form.get("repeated", "")[:1000]:
        return _page({"repeated": NOT_THE_SAME}), 422
    try:
        with board().stretching.place(f"account {account.id}", now(), known=True):
            right = is_password(account.password, current)
            hashed = hash_password(password) if right else ""
    except TryRefusedError as refused:
        return _page({"current": str(refused)}), refused.status, refused.headers
    with writing(board().store.engine) as connection:
        if blocked_seconds(connection, subject, now(), lock=True):
            return _page({"current": BLOCKED}), 422
        if not right:
            count_failure(connection, subject, now())
        else:
            forget_failures(connection, subject)
            set_password(connection, account.id, hashed)
            end_sessions(connection, account.id, but=current_session().hash)
            _audit(connection, "change-password")
    if not right:
        return _page({"current": WRONG_PASSWORD}), 422
    return _saved("Saved. All your other sessions have ended.")


@routes.post("/account/recovery-codes")
@needs_account(fresh=True)
def new_recovery_codes() -> ResponseReturnValue:
    """Ten new codes in place of the old ones."""
    with writing(board().store.engine) as connection:
        codes = replace_recovery_codes(connection, current_actor().account)
        _audit(connection, "new-recovery-codes")
    return render_template("committee/accounts/recovery_codes.html", codes=codes, login=_account().login, welcome=False)


@routes.get("/account/second-factor", endpoint="second_factor")
@needs_account(fresh=True)
def second_factor_page() -> str:
    """The square for another app."""
    return _second_factor_page("", "")


@routes.post("/account/second-factor", endpoint="second_factor_post")
@needs_account(fresh=True)
def change_second_factor() -> ResponseReturnValue:
    """From now on another app gives the codes."""
    sealed = request.form.get("sealed", "")[:1000]
    secret = enrolled_secret(board(), current_session().hash, sealed)
    step = None if secret is None else matching_step(secret, request.form.get("code", ""), now(), 0)
    if secret is None or step is None:
        return _second_factor_page(sealed, CODE_WRONG), 422
    with writing(board().store.engine) as connection:
        key = read_committee_key(board().config.key_file)
        set_second_factor(connection, key, current_actor().account, secret, step)
        _audit(connection, "change-second-factor")
    return _saved()


@routes.post("/account/sessions/<name>/end")
@needs_account()
def end_own_session(name: str) -> ResponseReturnValue:
    """End one of one's sessions."""
    with writing(board().store.engine) as connection:
        if end_session(connection, current_actor().account, name):
            _audit(connection, "end-session")
    return _saved("The session has ended.")


@routes.post("/account/sessions/end")
@needs_account()
def end_other_sessions() -> ResponseReturnValue:
    """End all one's sessions but this one."""
    with writing(board().store.engine) as connection:
        end_sessions(connection, current_actor().account, but=current_session().hash)
        _audit(connection, "end-sessions")
    return _saved("All your other sessions have ended.")


def _page(problems: dict[str, str]) -> str:
    account = _account()
    with reading(board().store.engine) as connection:
        found = sessions_of(connection, account.id, now())
        left = count_recovery_codes(connection, account.id)
    return render_template(
        "committee/accounts/account.html",
        account=account,
        problems=problems,
        sessions=found,
        this=current_session().hash,
        codes_left=left,
    )


def _second_factor_page(sealed: str, problem: str) -> str:
    secret = enrolled_secret(board(), current_session().hash, sealed)
    if secret is None:
        secret, sealed = enrolment(board(), current_session().hash)
    address = totp_address(secret, _account().login)
    return render_template(
        "committee/accounts/second_factor.html",
        sealed=sealed,
        secret=grouped(secret),
        address=address,
        square=qr_code(address),
        problem=problem,
        clock=board_clock(),
    )


def _account() -> Account:
    with reading(board().store.engine) as connection:
        account = find_account(connection, number=current_actor().account)
    if account is None:
        raise LookupError("a session's account is gone")
    return account


def _audit(connection: Connection, act: str) -> None:
    append_audit(connection, now(), current_actor().account, None, act, {})


def _saved(sentence: str = "Saved.") -> ResponseReturnValue:
    notice(sentence)
    return redirect(url_for("committee.accounts.own_account"), 303)
