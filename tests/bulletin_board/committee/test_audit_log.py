"""The audit log only grows, on either database, and shows what was done past it."""

import contextlib
import re
import threading

import msgspec
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from bulletin_board.app import create_app
from bulletin_board.board import Board
from bulletin_board.committee.access import Role
from bulletin_board.committee.audit_log import (
    FIRST,
    append_audit,
    audit_lines,
    audit_problems,
    chained,
    newest_hash,
)
from bulletin_board.storage.database import reading, writing
from tests.support.committee import account, school, signed_in


@pytest.fixture
def engine(board: Board) -> Engine:
    with writing(board.store.engine) as connection:
        append_audit(connection, 10, None, None, "invite", {"role": "administrator"})
        append_audit(connection, 20, 1, 7, "open-voting", {"election": "PemiraSiswaUji123"})
        append_audit(connection, 30, 2, 8, "close-voting", {})
    return board.store.engine


def unguarded(engine: Engine, statement: str) -> list[str]:
    """What the check finds after somebody with the database's password took the trigger away."""
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            for name in ("update", "delete", "replace"):
                connection.execute(text(f"DROP TRIGGER audit_log_no_{name}"))
        else:
            connection.execute(text("DROP TRIGGER audit_log_append_only ON audit_log"))
        connection.execute(text(statement))
    with reading(engine) as connection:
        return audit_problems(connection)


def test_lines_are_chained(engine: Engine) -> None:
    with reading(engine) as connection:
        newest, middle, first = audit_lines(connection)
        assert audit_problems(connection) == []
        assert newest_hash(connection) == newest.hash
        assert [line.record.act for line in audit_lines(connection, 7)] == ["open-voting"]
        assert [line.record.index for line in audit_lines(connection, before=3, count=1)] == [2]
    assert first.hash == chained(FIRST, first.text)
    assert middle.hash == chained(first.hash, middle.text)
    assert newest.hash == chained(middle.hash, newest.text)
    assert msgspec.json.decode(middle.text) == {
        "index": 2, "time": 20, "account": 1, "school": 7, "act": "open-voting",
        "details": {"election": "PemiraSiswaUji123"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET record = record",
        "DELETE FROM audit_log",
        'DELETE FROM audit_log WHERE "index" = 3',
    ],
)
def test_the_database_refuses_to_change_the_past(engine: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), writing(engine) as connection:
        connection.execute(text(statement))


def test_the_database_refuses_to_replace_and_to_empty(engine: Engine) -> None:
    sqlite = engine.dialect.name == "sqlite"
    statement = "INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log" if sqlite else "TRUNCATE audit_log"
    with pytest.raises(DBAPIError, match="append-only"), writing(engine) as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE audit_log SET record = replace(record, 'open', 'shut') WHERE \"index\" = 2", "Line 2 .* changed"),
        (f"UPDATE audit_log SET hash = '{FIRST}' WHERE \"index\" = 2", "Line 2 .* changed"),
        ('DELETE FROM audit_log WHERE "index" = 2', "Line 2 .* missing"),
        ('DELETE FROM audit_log WHERE "index" = 1', "Line 1 .* missing"),
        ('UPDATE audit_log SET school_id = 8 WHERE "index" = 2', "Line 2 .* filed"),
        ('UPDATE audit_log SET school_id = NULL WHERE "index" = 3', "Line 3 .* filed"),
    ],
)
def test_what_was_done_past_the_database_shows(engine: Engine, statement: str, says: str) -> None:
    problems = unguarded(engine, statement)
    assert any(re.match(says, problem) for problem in problems), problems


def test_a_line_and_its_act_stand_or_fall_together(engine: Engine) -> None:
    with contextlib.suppress(ZeroDivisionError), writing(engine) as connection:
        append_audit(connection, 40, 1, None, "never", {})
        raise ZeroDivisionError
    with reading(engine) as connection:
        assert next(audit_lines(connection)).record.act == "close-voting"


def test_many_writers_make_one_chain(engine: Engine) -> None:
    def write(number: int) -> None:
        for _ in range(5):
            with writing(engine) as connection:
                append_audit(connection, number, number, None, "sign-in", {})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert audit_problems(connection) == []
        assert len(list(audit_lines(connection))) == 23


def test_who_reads_what(board: Board) -> None:
    app = create_app(board.config, board)
    here, there = school(board, "SMAN Contoh"), school(board, "SMPN Contoh")
    admin = signed_in(app, board, account(board, "admin", administrator=True))
    panitia_number = account(board, "panitia", roles={here: Role.COMMITTEE})
    panitia = signed_in(app, board, panitia_number)
    with writing(board.store.engine) as connection:
        append_audit(connection, 20, panitia_number, here, "open-voting", {"election": "<script>"})
        append_audit(connection, 30, None, there, "close-voting", {})
    whole, own = (
        admin.get("/audit").get_data(as_text=True),
        panitia.get(f"/schools/{here}/audit").get_data(as_text=True),
    )
    assert "Rantai semua baris masih utuh" in whole
    assert "buka pemungutan suara" in own
    assert "Nama panitia" in own
    assert "<script>" not in own
    assert "tutup kotak suara" in whole
    assert "tutup kotak suara" not in own
    lines = [msgspec.json.decode(line) for line in admin.get("/audit.jsonl").data.splitlines()]
    previous = FIRST
    for line in lines:
        previous = chained(previous, line["record"])
        assert line["hash"] == previous
    assert len(lines) == 2
    assert len(panitia.get(f"/schools/{here}/audit.jsonl").data.splitlines()) == 1
    assert panitia.get(f"/schools/{there}/audit.jsonl").status_code == 404


def test_pages_of_a_long_log(board: Board) -> None:
    app = create_app(board.config, board)
    admin = signed_in(app, board, account(board, "admin", administrator=True))
    with writing(board.store.engine) as connection:
        for number in range(150):
            append_audit(connection, number, None, None, "sign-in", {"number": number})
    first = admin.get("/audit").get_data(as_text=True)
    assert "nomor: 149" in first
    assert "nomor: 49<" not in first
    assert 'href="?before=51"' in first
    second = admin.get("/audit?before=51").get_data(as_text=True)
    assert "nomor: 49<" in second
    assert "before=" not in second.split("<main")[1]
    for odd in ("x", "-1", "٣", "9" * 40):
        assert admin.get(f"/audit?before={odd}").status_code == 200
