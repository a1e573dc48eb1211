"""Copies of a database of SQLite: what is costly to set up once is copied for each test."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url


@contextmanager
def database_copy(url: str, folder: Path) -> Iterator[str]:
    """A copy of the database at ``url``, to which nobody may write meanwhile, for the block alone."""
    copy = folder / f"{uuid.uuid4().hex}.db"
    with closing(sqlite3.connect(str(make_url(url).database))) as source:
        copy.write_bytes(source.serialize())
    yield f"sqlite:///{copy}"
    copy.unlink()
