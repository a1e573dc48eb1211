"""Schools for drafts."""

from uuid import uuid4

from sqlalchemy import Connection

from bulletin_board.committee.accounts import schools


def add_school(connection: Connection) -> int:
    """A school of an organisation of its own; answers its number."""
    organisation = schools.add_organisation(connection, f"Dinas {uuid4()}")
    return schools.add_school(connection, organisation, "SMAN Contoh", "WIB")
