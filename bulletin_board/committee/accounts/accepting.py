"""Accepting an invitation: a new account with password and second factor, a role for one's own, or a reset.

The secret of the second factor is drawn before the form is shown and travels in it sealed under the committee's key
and bound to the invitation, so that nothing is stored of people who never finish.
"""

from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bulletin_board.board import Board
from bulletin_board.committee.accounts.attempts import forget_failures, subject_of
from bulletin_board.committee.accounts.invitations import Invitation, find_invitation, use_invitation
from bulletin_board.committee.accounts.passwords import hash_password, password_problem
from bulletin_board.committee.accounts.people import (
    add_account,
    find_account,
    give_role,
    login_problem,
    name_problem,
    normal_login,
    replace_recovery_codes,
    set_administrator,
    set_password,
    set_second_factor,
)
from bulletin_board.committee.accounts.second_factor import matching_step, new_totp_secret, open_secret, seal_secret
from bulletin_board.committee.accounts.sessions import end_sessions
from bulletin_board.committee.accounts.tokens import token_hash
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.key_file import read_committee_key
from bulletin_board.storage.database import reading, writing

GONE = "This invitation was used, taken back, or is older than a week. Ask for a new one."
LOGIN_TAKEN = "This login name is taken. Choose another one."
CODE_WRONG = "This code is not right. Scan the square again, and type the code that the app shows now."
NOT_THE_SAME = "The two passwords differ. Type the same one twice."


@dataclass(frozen=True, slots=True)
class NewAccountForm:
    """What was typed; secrets show in no text of it. ``sealed`` is :func:`enrolment`'s, in hex."""

    name: str
    login: str
    password: str = field(repr=False)
    repeated: str = field(repr=False)
    sealed: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of it: the account and its recovery codes, or problems by field (``""``: of the whole)."""

    account: int = 0
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    problems: tuple[tuple[str, str], ...] = ()


def enrolment(board: Board, purpose: str) -> tuple[str, str]:
    """A fresh secret for a second factor, and the same sealed (hex) for one purpose, such as an invitation's token."""
    secret = new_totp_secret()
    sealed = seal_secret(read_committee_key(board.config.key_file), f"{token_hash(purpose)} {secret}")
    return secret, sealed.hex()


def enrolled_secret(board: Board, purpose: str, sealed: str) -> str | None:
    """The secret that :func:`enrolment` sealed for this purpose; None for anything else."""
    try:
        data = bytes.fromhex(sealed)
    except ValueError:
        return None
    text = open_secret(read_committee_key(board.config.key_file), data) or ""
    bound, _, secret = text.partition(" ")
    return secret if secret and bound == token_hash(purpose) else None


def read_invitation(board: Board, token: str) -> Invitation | None:
    """The open invitation of a link."""
    with reading(board.store.engine) as connection:
        return find_invitation(connection, token, _now(board))


def accept_invitation(board: Board, token: str, form: NewAccountForm) -> Accepted:
    """Make an account with the invitation's role, or reset the one that the invitation names.

    :class:`TryRefusedError` where there is no place to stretch the password; the invitation is as good as before.
    """
    invitation = read_invitation(board, token)
    if invitation is None:
        return Accepted(problems=(("", GONE),))
    account = None
    if invitation.account is not None:
        with reading(board.store.engine) as connection:
            account = find_account(connection, number=invitation.account)
    login = normal_login(form.login) if account is None else account.login
    secret = enrolled_secret(board, token, form.sealed)
    step = None if secret is None else matching_step(secret, form.code, _now(board), 0)
    problems = {
        "name": name_problem(form.name.strip()) if account is None else "",
        "login": login_problem(login) if account is None else "",
        "password": password_problem(form.password, login),
        "repeated": "" if form.password == form.repeated else NOT_THE_SAME,
        "code": CODE_WRONG if step is None else "",
    }
    found = tuple((name, sentence) for name, sentence in problems.items() if sentence)
    if found or secret is None or step is None:
        return Accepted(problems=found)
    with board.stretching.place(f"invitation {invitation.id}", _now(board), known=True):
        hashed = hash_password(form.password)
    key, now = read_committee_key(board.config.key_file), _now(board)
    try:
        with writing(board.store.engine) as connection:
            if not use_invitation(connection, invitation, now):
                return Accepted(problems=(("", GONE),))
            if account is None:
                number = add_account(
                    connection, key, login=login, name=form.name.strip(), password=hashed, secret=secret, step=step,
                    now=now,
                )  # fmt: skip
                append_audit(connection, now, number, None, "account-created", {})
                _give(connection, invitation, number, now)
            else:
                number = account.id
                set_password(connection, number, hashed)
                set_second_factor(connection, key, number, secret, step)
                end_sessions(connection, number)
                forget_failures(connection, subject_of(login))
                append_audit(connection, now, number, None, "account-reset", {})
            return Accepted(number, tuple(replace_recovery_codes(connection, number)))
    except IntegrityError:
        return Accepted(problems=(("login", LOGIN_TAKEN),))


def accept_role(board: Board, token: str, account: int) -> bool:
    """Give the invitation's role to an account that there is; False if the invitation is gone or is a reset."""
    now = _now(board)
    with writing(board.store.engine) as connection:
        invitation = find_invitation(connection, token, now)
        if invitation is None or invitation.account is not None or not use_invitation(connection, invitation, now):
            return False
        _give(connection, invitation, account, now)
        return True


def _give(connection: Connection, invitation: Invitation, account: int, now: int) -> None:
    if invitation.school is None:
        set_administrator(connection, account, True)
    else:
        give_role(connection, account, invitation.school, invitation.role)
    append_audit(connection, now, account, invitation.school, "invitation-accepted", {"role": invitation.role})


def _now(board: Board) -> int:
    return int(board.config.clock().timestamp())
