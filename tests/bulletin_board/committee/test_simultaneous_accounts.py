"""At the same moment, on either database: failures are all counted, and what works once works for one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bulletin_board.board import Board
from bulletin_board.committee.access import Role
from bulletin_board.committee.accounts.accepting import accept_role
from bulletin_board.committee.accounts.attempts import FREE_FAILURES, count_failure, subject_of
from bulletin_board.committee.accounts.confirming import BLOCKED, WRONG_CODE, confirm_session
from bulletin_board.committee.accounts.invitations import create_invitation
from bulletin_board.committee.accounts.people import (
    count_administrators,
    find_account,
    replace_recovery_codes,
    set_administrator,
    use_second_factor,
)
from bulletin_board.committee.accounts.second_factor import code_at
from bulletin_board.committee.accounts.sessions import begin_session, find_session
from bulletin_board.committee.accounts.signing_in import BLOCKED as BLOCKED_SIGN_IN
from bulletin_board.committee.accounts.signing_in import WRONG, SignInForm, sign_in
from bulletin_board.committee.accounts.stretching import Stretching
from bulletin_board.key_file import read_committee_key
from bulletin_board.storage.database import reading, writing
from tests.support.committee import PASSWORD, TOTP_SECRET, account, school

MANY = 6


def at_once(act: Callable[[int], object]) -> list[object]:
    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(act, range(MANY)))


def now(board: Board) -> int:
    return int(board.config.clock().timestamp())


def test_all_failures_of_a_new_name_are_counted(board: Board) -> None:
    def fail(number: int) -> int:
        with writing(board.store.engine) as connection:
            return count_failure(connection, subject_of("siapa"), now(board))

    assert sorted(map(str, at_once(fail))) == [str(number) for number in range(1, MANY + 1)]


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_a_code_works_for_one(board: Board, kind: str) -> None:
    number = account(board, "ketua")
    with writing(board.store.engine) as connection:
        recovery = replace_recovery_codes(connection, number)[0]
        found = find_account(connection, number=number)
    assert found is not None
    key = read_committee_key(board.config.key_file)
    code = code_at(TOTP_SECRET, now(board)) if kind == "app" else recovery

    def use(_: int) -> bool:
        with writing(board.store.engine) as connection:
            return use_second_factor(connection, key, found, code, now(board))

    assert at_once(use).count(True) == 1


@pytest.mark.parametrize("where", ["sign-in", "confirm"])
def test_of_many_guesses_at_once_one_is_judged(board: Board, where: str) -> None:
    """After a pause one try is free; a stranger with many connections must not get one for each of them."""
    number = account(board, "ketua")
    moment = now(board)
    roomy = replace(board, stretching=Stretching(places=MANY))
    with writing(board.store.engine) as connection:
        for _ in range(FREE_FAILURES):
            count_failure(connection, subject_of("ketua", "confirm" if where == "confirm" else ""), moment - 3600)
        token = begin_session(connection, number, moment, "")
        session = find_session(connection, token, moment)
    assert session is not None

    def guess(_: int) -> str:
        if where == "confirm":
            return confirm_session(board, session, "000000")
        return sign_in(roomy, SignInForm("ketua", PASSWORD, "000000"), device="", device_cookie="").problem

    found = list(map(str, at_once(guess)))
    wrong, blocked = (WRONG_CODE, BLOCKED) if where == "confirm" else (WRONG, BLOCKED_SIGN_IN)
    assert sorted(found) == sorted([wrong, *[blocked] * (MANY - 1)])


def test_a_name_that_no_account_can_have_is_as_wrong_as_any(board: Board) -> None:
    """PostgreSQL takes no NUL in a text."""
    form = SignInForm("ke\0tua", PASSWORD, "000000")
    assert sign_in(board, form, device="", device_cookie="").problem == WRONG


def test_an_invitation_works_for_one(board: Board) -> None:
    here = school(board)
    accounts = [account(board, f"orang{number}") for number in range(MANY)]
    with writing(board.store.engine) as connection:
        token = create_invitation(connection, now(board), role=Role.COMMITTEE, school=here)
    assert at_once(lambda number: accept_role(board, token, accounts[number])).count(True) == 1


def test_two_administrators_cannot_both_leave(board: Board) -> None:
    pair = [account(board, name, administrator=True) for name in ("admin1", "admin2")]

    def leave(number: int) -> bool:
        with writing(board.store.engine) as connection:
            if number > 1 or count_administrators(connection) <= 1:
                return False
            set_administrator(connection, pair[number], False)
            return True

    assert at_once(leave).count(True) == 1
    with reading(board.store.engine) as connection:
        assert count_administrators(connection, lock=False) == 1
