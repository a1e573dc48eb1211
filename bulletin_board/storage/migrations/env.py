"""Runs the migrations on the connection that :func:`bulletin_board.storage.database.migrate` hands over."""

from alembic import context

from bulletin_board.storage.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
