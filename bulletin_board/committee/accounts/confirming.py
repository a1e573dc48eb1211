"""Showing the second factor again before a dangerous act."""

from bulletin_board.board import Board
from bulletin_board.committee.accounts.attempts import blocked_seconds, count_failure, forget_failures, subject_of
from bulletin_board.committee.accounts.people import find_account, use_second_factor
from bulletin_board.committee.accounts.sessions import Session, mark_confirmed
from bulletin_board.key_file import read_committee_key
from bulletin_board.storage.database import writing

CODE_FIELD = "confirm_code"
WRONG_CODE = "This code is not right, or was used already. Wait for the next one in your app."
BLOCKED = "Too many wrong tries. Wait a few minutes, then try again."


def confirm_session(board: Board, session: Session, code: str) -> str:
    """Check a code and remember that it was shown; a sentence if it is wrong. Failures count like those at sign-in."""
    key, now = read_committee_key(board.config.key_file), int(board.config.clock().timestamp())
    with writing(board.store.engine) as connection:
        account = find_account(connection, number=session.account)
        if account is None:
            return WRONG_CODE
        subject = subject_of(account.login, "confirm")
        if blocked_seconds(connection, subject, now, lock=True):
            return BLOCKED
        if not use_second_factor(connection, key, account, code, now):
            count_failure(connection, subject, now)
            return WRONG_CODE
        forget_failures(connection, subject)
        mark_confirmed(connection, session, now)
    return ""
