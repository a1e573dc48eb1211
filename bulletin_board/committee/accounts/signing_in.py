"""Signing in: login name, password and second factor at once, so that nobody learns which of them was wrong."""

from dataclasses import dataclass

from bulletin_board.board import Board
from bulletin_board.committee.accounts.addresses import network_of
from bulletin_board.committee.accounts.attempts import (
    FREE_FAILURES,
    blocked_seconds,
    count_failure,
    forget_failures,
    subject_of,
)
from bulletin_board.committee.accounts.devices import known_device, remember_device
from bulletin_board.committee.accounts.passwords import is_password, waste_time
from bulletin_board.committee.accounts.people import find_account, login_problem, normal_login, use_second_factor
from bulletin_board.committee.accounts.sessions import begin_session
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.key_file import read_committee_key
from bulletin_board.storage.database import reading, writing

WRONG = "Login name, password or code is not right. Nothing else was changed."
BLOCKED = "Too many wrong tries for this login name. Wait a few minutes, then try again."


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What was typed; never repeated and never logged."""

    login: str
    password: str
    code: str

    def __repr__(self) -> str:
        return "SignInForm(...)"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How it went: the token of the new session and the cookie that remembers the browser, or a problem."""

    problem: str = ""
    token: str = ""
    device_cookie: str = ""

    def __repr__(self) -> str:
        return f"SignIn({self.problem!r})"


def sign_in(board: Board, form: SignInForm, *, device: str, device_cookie: str, address: str | None = None) -> SignIn:
    """Begin a session; ``device`` is the browser in words, ``address`` the network address that asks.

    An unknown login name takes as long as a known one. :class:`TryRefusedError` where there is no place to look at
    the password.
    """
    key, now = read_committee_key(board.config.key_file), int(board.config.clock().timestamp())
    login = normal_login(form.login)
    known = known_device(key, login, device_cookie)
    subject = subject_of(login, known)
    who = f"login {login}" if known else f"network {network_of(address)}"
    with reading(board.store.engine) as connection:
        # A name that no account can have is not even looked up: PostgreSQL refuses some characters in a text.
        account = None if login_problem(login) else find_account(connection, login=login)
        if blocked_seconds(connection, subject, now):
            return SignIn(BLOCKED)
    # Outside of any transaction: it takes a good part of a second.
    with board.stretching.place(who, now, known=bool(known)):
        if account is None:
            waste_time(form.password)
            right = False
        else:
            right = is_password(account.password, form.password) and account.active
    with writing(board.store.engine) as connection:
        if blocked_seconds(connection, subject, now, lock=True):
            return SignIn(BLOCKED)
        if account is None or not right or not use_second_factor(connection, key, account, form.code, now):
            if count_failure(connection, subject, now) == FREE_FAILURES and account is not None:
                append_audit(connection, now, None, None, "sign-in-blocked", {"subject": account.id})
            return SignIn(WRONG)
        forget_failures(connection, subject)
        append_audit(connection, now, account.id, None, "sign-in", {})
        token = begin_session(connection, account.id, now, device)
    board.stretching.give_back(who, now)
    return SignIn(token=token, device_cookie=remember_device(key, login))
