"""The connection to SQLite or PostgreSQL: settings that durability and isolation rest on, and migrations.

SQLite: WAL, ``synchronous=FULL`` (a commit that returned survives a power cut), foreign keys, and transactions that
we begin ourselves: ``BEGIN IMMEDIATE`` for writers, so that two of them wait instead of failing half-way.
PostgreSQL: the server's own durable commits (``synchronous_commit`` on); writers lock the row of their log, readers
have a snapshot, as they always have on SQLite.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from bulletin_board.errors import BusyError, DatabaseError

BUSY_SECONDS = 20
"""How long a writer waits for the others before it gives up with ``board-busy``."""
_WRITES = "suarasah_writes"
_ONE_MOMENT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_SCRIPTS = "bulletin_board.storage:migrations"


def open_database(url: str) -> Engine:
    """An engine for ``sqlite:///<path>`` or ``postgresql://...``; ``DatabaseError`` for any other address."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError("The database address cannot be read: use sqlite:///<file> or postgresql://...") from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return _open_sqlite(parsed.set(drivername="sqlite+pysqlite"))
        case "postgresql":
            return _open_postgresql(parsed.set(drivername="postgresql+psycopg"))
        case _:
            raise DatabaseError("The database must be a file of SQLite (sqlite:///<file>) or PostgreSQL.")


def _open_sqlite(url: URL) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, pool_size=16, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _open_postgresql(url: URL) -> Engine:
    engine = create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, record: object) -> None:
        connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        connection.commit()

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, and sees one moment: an entry that it finds is never newer than the head that it
    read before. ``BusyError`` if the database cannot be reached or does not answer."""
    options = _ONE_MOMENT if engine.dialect.name == "postgresql" else {}
    with _translated(), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: committed when the block ends, rolled back when it raises.

    After ``BusyError`` from the commit itself, what was written may or may not be there: whoever asked sends the
    same bytes again and gets the one entry.
    """
    with _translated(), engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


def rewrite_tables(engine: Engine, *tables: str) -> None:
    """Write tables of PostgreSQL anew, without their dead rows; ``BusyError`` while others hold them."""
    with _translated(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"VACUUM FULL {', '.join(tables)}"))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise BusyError("The board's database does not answer just now: send the same message again.") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise BusyError("The board's database went away: send the same message again.") from error
        raise


def migrate(engine: Engine) -> None:
    """Bring the database to this version's schema; does nothing if it is there. ``DatabaseError`` if it cannot."""
    try:
        with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            config = Config()
            config.set_main_option("script_location", _SCRIPTS)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except SQLAlchemyError as error:
        raise DatabaseError(f"The database cannot be set up: {str(error).splitlines()[0]}") from error


def check_schema(engine: Engine) -> None:
    """``DatabaseError`` unless the database has exactly this version's schema."""
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    expected = ScriptDirectory.from_config(config).get_current_head()
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        raise DatabaseError(f"The database cannot be opened: {str(error).splitlines()[0]}") from error
    if found != expected:
        raise DatabaseError("The database is not set up for this version: run `suarasah board init`.")
