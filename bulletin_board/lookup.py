"""Cek suaraku: what the log says of one tracking code, and the list of all that are in the box."""

import re
from typing import Any

from sqlalchemy import Select, func, select

from bulletin_board.board import Board
from bulletin_board.cosigning import witnesses_of_entry
from bulletin_board.errors import CodeAmbiguousError, CodeMalformedError, CodeUnknownError
from bulletin_board.storage.reading import receipt_under
from bulletin_board.storage.tables import ballots, challenges
from bulletin_board.storage.view import ElectionReading
from record.ballot import read_short_code
from record.errors import FormatError
from record.ledger import Stage

_FULL = re.compile(r"[A-Za-z0-9_-]{43}")


def list_ballots(board: Board, uuid: str, after: int, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit`` ballots whose number (event height) is greater than ``after``, in order."""
    with board.store.read_election(uuid) as election:
        query = select(ballots.c.height, ballots.c.code).where(
            ballots.c.log_id == election.head.log_id, ballots.c.height > after
        )
        rows = election.connection.execute(query.order_by(ballots.c["index"]).limit(limit))
        return [{"number": row.height, "code": row.code} for row in rows]


def newest_ballots(board: Board, uuid: str, before: int | None, limit: int) -> tuple[list[dict[str, Any]], int | None]:
    """Up to ``limit`` ballots with numbers below ``before``, the newest first, and where the next page begins."""
    with board.store.read_election(uuid) as election:
        query = select(ballots.c.height, ballots.c.code).where(ballots.c.log_id == election.head.log_id)
        if before is not None:
            query = query.where(ballots.c.height < before)
        rows = list(election.connection.execute(query.order_by(ballots.c["index"].desc()).limit(limit + 1)))
    shown = [{"number": row.height, "code": row.code} for row in rows[:limit]]
    return shown, rows[limit - 1].height if len(rows) > limit else None


def look_up(board: Board, uuid: str, text: str) -> dict[str, Any]:
    """What is known of a tracking code in full (URL-safe) or in its short form.

    ``status``: ``in-box`` (the last ballot of its card, and the box is open), ``counted``, ``superseded``, ``tested``.
    Raises ``CodeMalformedError``, ``CodeUnknownError`` or ``CodeAmbiguousError``.
    """
    column, code = _read_code(text)
    with board.store.read_election(uuid) as election:
        log_id = election.head.log_id
        found = _rows(election, select(ballots).where(ballots.c.log_id == log_id, ballots.c[column] == code))
        if found:
            return _ballot_answer(election, found[0])
        tests = select(challenges).where(challenges.c.log_id == log_id, challenges.c[column] == code)
        found = _rows(election, tests)
        if found:
            return {"code": found[0].code, "status": "tested", **_evidence(election, found[0].index)}
    raise CodeUnknownError("This tracking code is not in the box: compare every character, then ask the committee.")


def _read_code(text: str) -> tuple[str, str]:
    if _FULL.fullmatch(text):
        return "code", text.replace("-", "+").replace("_", "/")
    try:
        return "short_code", read_short_code(text)
    except FormatError as error:
        raise CodeMalformedError(str(error)) from error


def _rows(election: ElectionReading, query: Select[Any]) -> list[Any]:
    rows = list(election.connection.execute(query.limit(2)))
    if len({row.code for row in rows}) > 1:
        raise CodeAmbiguousError("Two tracking codes begin alike: search for the full code of 43 characters.")
    return rows


def _ballot_answer(election: ElectionReading, row: Any) -> dict[str, Any]:
    last = select(func.max(ballots.c.height)).where(
        ballots.c.log_id == election.head.log_id, ballots.c.credential == row.credential
    )
    newest = election.connection.execute(last).scalar_one()
    answer: dict[str, Any] = {"code": row.code, "number": row.height}
    if newest != row.height:
        answer |= {"status": "superseded", "superseded_by": newest}
    else:
        answer["status"] = "in-box" if election.head.state.stage == Stage.VOTING else "counted"
    return answer | _evidence(election, row.index)


def _evidence(election: ElectionReading, index: int) -> dict[str, Any]:
    return {
        "index": index,
        "witnesses": witnesses_of_entry(election, index),
        "receipt": receipt_under(election.connection, election.head, index).decode(),
    }
