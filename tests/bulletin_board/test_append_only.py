"""The database itself holds the log: raw SQL cannot change, remove or replace what is stored, on either database."""

import pytest
from sqlalchemy import Table, text
from sqlalchemy.exc import DBAPIError

from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from bulletin_board.storage import tables
from bulletin_board.storage.database import writing
from bulletin_board.storage.tables import APPEND_ONLY
from tests.support.board_elections import BoardElection
from tests.support.logs import signed_head, synthetic_key

TABLES = [table.name for table in APPEND_ONLY]
OF_LOGS = {each.name: each for each in vars(tables).values() if isinstance(each, Table)}
"""The tables of logs; those beside them, such as drafts, may change."""


@pytest.fixture
def full(opened: BoardElection) -> BoardElection:
    """An election with a row in every table."""
    from bulletin_board.cosigning import add_cosignatures
    from bulletin_board.errors import BadShareError

    board, uuid = opened.board, opened.uuid
    code = cast(board, uuid, opened.ballot(0)).code
    cast(board, uuid, opened.ballot(1))
    post(board, uuid, "Challenge", opened.challenge(2, code[::-1]))
    post(board, uuid, "CardReplacement", opened.replacement(3))
    add_cosignatures(board, uuid, opened.cosigned_head())
    opened.close()
    with pytest.raises(BadShareError):
        send_share(board, uuid, *opened.share(2, false_v1=True))
    send_share(board, uuid, *opened.share(1))
    return opened


def test_every_table_but_the_heads_is_append_only() -> None:
    assert set(TABLES) | {"logs"} == set(OF_LOGS)


def refused(board: Board, statement: str) -> str:
    with pytest.raises(DBAPIError) as caught, writing(board.store.engine) as connection:
        connection.execute(text(statement))
    return str(caught.value)


def test_raw_sql_cannot_change_the_past(full: BoardElection) -> None:
    board = full.board
    for table in OF_LOGS.values():
        with writing(board.store.engine) as connection:
            assert connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one() > 0, table.name
    for table in APPEND_ONLY:
        column = next(iter(table.columns.keys()))
        assert "append-only" in refused(board, f'UPDATE {table.name} SET "{column}" = "{column}"')
        assert "append-only" in refused(board, f"DELETE FROM {table.name}")
    refused(board, "DELETE FROM logs")
    assert "only grow" in refused(board, "UPDATE logs SET size = size - 1")
    assert "only grow" in refused(board, "UPDATE logs SET checkpoint = 'x'")
    assert "only grow" in refused(board, "UPDATE logs SET size = size + 1, origin = 'other'")


def test_raw_sql_cannot_replace_or_truncate(full: BoardElection) -> None:
    board = full.board
    for table in OF_LOGS:
        if board.store.engine.dialect.name == "sqlite":
            refused(board, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        else:
            assert "append-only" in refused(board, f"TRUNCATE {table} CASCADE")


def test_an_index_is_given_once(full: BoardElection) -> None:
    refused(full.board, "INSERT INTO entries SELECT log_id, \"index\", 'Open', leaf, payload FROM entries")


def test_sqlite_is_durable_and_waits(sqlite_url: str) -> None:
    from bulletin_board.storage.database import open_database

    with writing(open_database(sqlite_url)) as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
        ]
    full_sync = 2
    assert found == ["wal", full_sync, 1, 1, 20_000]


def test_heads_of_other_keys_are_never_signed(opened: BoardElection) -> None:
    from dataclasses import replace

    from bulletin_board.errors import KeyFileError
    from bulletin_board.storage.store import Store

    stranger = Store(opened.board.store.engine, synthetic_key("stranger"))
    with pytest.raises(KeyFileError):
        post(replace(opened.board, store=stranger), opened.uuid, "CardReplacement", opened.replacement(0))
    assert signed_head(0)
