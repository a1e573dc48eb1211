"""Remarks: every revision stays, nobody overwrites another, and only what a form can hold is kept."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bulletin_board.committee.day.errors import RemarksConflictError, RemarksError
from bulletin_board.committee.day.remarks import (
    Remarks,
    Revision,
    keep_remarks,
    newest,
    parse_remarks,
    read_remarks,
    typed_remarks,
)
from bulletin_board.storage.database import reading, writing
from tests.support.board_elections import BoardElection


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """The trigger is one of each database."""
    found: str = request.getfixturevalue(getattr(request, "param", "sqlite_url"))
    return found


def log_of(election: BoardElection) -> int:
    with election.board.store.read_election(election.uuid) as found:
        return found.head.log_id


@pytest.mark.parametrize("database_url", ["sqlite_url", "postgres_url"], indirect=True)
def test_revisions_stay(database_url: str, election: BoardElection) -> None:
    engine, log_id = election.board.store.engine, log_of(election)
    first, second = Remarks("Aula", 3, "Listrik padam", ""), Remarks(objections="Ada keberatan")
    with writing(engine) as connection:
        assert newest(read_remarks(connection, log_id)) == Revision(0, Remarks())
        assert keep_remarks(connection, log_id, 0, first) == 1
    with writing(engine) as connection:
        assert keep_remarks(connection, log_id, 1, second) == 2
    for seen in (0, 1, 3, -1):
        with pytest.raises(RemarksConflictError), writing(engine) as connection:
            keep_remarks(connection, log_id, seen, first)
    with reading(engine) as connection:
        assert read_remarks(connection, log_id) == [Revision(2, second), Revision(1, first)]
    for statement in ("UPDATE remarks SET revision = 9", "DELETE FROM remarks"):
        with pytest.raises(DBAPIError, match="append-only"), writing(engine) as connection:
            connection.execute(text(statement))
    replace = "INSERT OR REPLACE INTO remarks SELECT * FROM remarks"
    truncate = "TRUNCATE remarks"
    with pytest.raises(DBAPIError, match="append-only"), writing(engine) as connection:
        connection.execute(text(replace if engine.dialect.name == "sqlite" else truncate))


def test_what_is_typed_is_made_plain() -> None:
    typed = typed_remarks(" Aula\nSekolah ", "1.024", "satu\r\ndua\t\x00\u202e  \r\n", "")
    assert typed == Remarks("Aula Sekolah", 1024, "satu\ndua", "")
    assert typed_remarks("", " ", "", "") == Remarks()


@pytest.mark.parametrize("attendance", ["-1", "1,5", "banyak", "99999999", "1" * 30, "٣"])
def test_attendance_is_a_number(attendance: str) -> None:
    with pytest.raises(RemarksError):
        typed_remarks("", attendance, "", "")


@pytest.mark.parametrize(
    ("place", "incidents", "objections"), [("x" * 201, "", ""), ("", "x" * 4001, ""), ("", "", "x" * 4001)]
)
def test_texts_have_their_limits(place: str, incidents: str, objections: str) -> None:
    with pytest.raises(RemarksError):
        typed_remarks(place, "", incidents, objections)


@pytest.mark.parametrize("body", [b"", b"{}x", b'{"place":7}', b'{"name":"x"}', b"\xff"])
def test_bytes_of_others_are_refused(body: bytes) -> None:
    with pytest.raises(RemarksError):
        parse_remarks(body)
