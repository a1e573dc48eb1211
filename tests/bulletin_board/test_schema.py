"""Tables and migrations are the same schema; a database of another version is refused."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bulletin_board.errors import DatabaseError
from bulletin_board.storage.database import check_schema, migrate, open_database, writing
from bulletin_board.storage.schema import METADATA


def test_the_migrated_schema_is_that_of_the_tables(database_url: str) -> None:
    engine = open_database(database_url)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_migrating_again_changes_nothing(database_url: str) -> None:
    engine = open_database(database_url)
    migrate(engine)
    migrate(engine)
    check_schema(engine)


def test_a_database_of_no_or_another_version_is_refused(database_url: str) -> None:
    engine = open_database(database_url)
    with pytest.raises(DatabaseError):
        check_schema(engine)
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError):
        check_schema(engine)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "oracle://x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(DatabaseError):
        open_database(url)


def test_a_database_that_cannot_be_opened_is_an_error_of_ours() -> None:
    engine = open_database("sqlite:////nowhere/at/all.db")
    for use in (migrate, check_schema):
        with pytest.raises(DatabaseError):
            use(engine)
