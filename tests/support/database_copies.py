"""Copies of a database: what is costly to set up once is copied for each test."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url


@contextmanager
def database_copy(url: str, folder: Path) -> Iterator[str]:
    """A copy of the database at ``url``, to which nobody may write meanwhile, for the block alone."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        copy = folder / f"{uuid.uuid4().hex}.db"
        with closing(sqlite3.connect(str(parsed.database))) as source:
            copy.write_bytes(source.serialize())
        yield f"sqlite:///{copy}"
        copy.unlink()
        return
    name = f"copy_{uuid.uuid4().hex}"
    server = parsed.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {parsed.database} WITH ALLOW_CONNECTIONS false".encode())
        query = b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        connection.execute(query, (parsed.database,))
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {parsed.database}".encode())
        connection.execute(f"ALTER DATABASE {parsed.database} WITH ALLOW_CONNECTIONS true".encode())
        try:
            yield parsed.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
