"""Organisations and their schools."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from bulletin_board.config import ZONES
from bulletin_board.storage.committee_tables import organisations, schools

NAME_LIMIT = 200
_NPSN = re.compile(r"[0-9]{8}|")


@dataclass(frozen=True, slots=True)
class School:
    """A school. ``zone`` is one of :data:`bulletin_board.config.ZONES`; ``npsn``, its national number, may be empty."""

    id: int
    organisation: int
    organisation_name: str
    name: str
    zone: str
    npsn: str


def organisations_of_board(connection: Connection) -> list[tuple[int, str]]:
    """Number and name of all organisations, by name."""
    return [(row.id, row.name) for row in connection.execute(select(organisations).order_by(organisations.c.name))]


def find_organisation(connection: Connection, name: str) -> int | None:
    """The number of the organisation of this name."""
    return connection.execute(select(organisations.c.id).where(organisations.c.name == name)).scalar()


def add_organisation(connection: Connection, name: str) -> int:
    """A new organisation; answers its number. The name must be free."""
    return _number(connection.execute(insert(organisations).values(name=name).returning(organisations.c.id)).scalar())


def all_schools(connection: Connection) -> list[School]:
    """All schools, by organisation and name."""
    query = select(schools, organisations.c.name.label("organisation_name")).join(organisations)
    rows = connection.execute(query.order_by(organisations.c.name, schools.c.name))
    return [School(row.id, row.organisation_id, row.organisation_name, row.name, row.zone, row.npsn) for row in rows]


def find_school(connection: Connection, school: int) -> School | None:
    """One school by its number."""
    query = select(schools, organisations.c.name.label("organisation_name")).join(organisations)
    row = connection.execute(query.where(schools.c.id == school)).first()
    if row is None:
        return None
    return School(row.id, row.organisation_id, row.organisation_name, row.name, row.zone, row.npsn)


def school_problems(name: str, zone: str, npsn: str) -> dict[str, str]:
    """What is wrong with the fields of a school, by field."""
    problems = {}
    if not 1 <= len(name) <= NAME_LIMIT:
        problems["name"] = "Write a name of at most 200 characters."
    if zone not in ZONES:
        problems["zone"] = "Choose a time zone."
    if not _NPSN.fullmatch(npsn):
        problems["npsn"] = "The NPSN has 8 digits. It may stay empty."
    return problems


def name_is_taken(connection: Connection, organisation: int, name: str, *, but: int = 0) -> bool:
    """Whether another school of the organisation has this name."""
    query = select(schools.c.id).where(
        schools.c.organisation_id == organisation, schools.c.name == name, schools.c.id != but
    )
    return connection.execute(query).first() is not None


def add_school(connection: Connection, organisation: int, name: str, zone: str, npsn: str = "") -> int:
    """A new school; answers its number."""
    values = {"organisation_id": organisation, "name": name, "zone": zone, "npsn": npsn}
    return _number(connection.execute(insert(schools).values(values).returning(schools.c.id)).scalar())


def change_school(connection: Connection, school: int, name: str, zone: str, npsn: str) -> None:
    """Other words for a school; it stays with its organisation."""
    connection.execute(update(schools).where(schools.c.id == school).values(name=name, zone=zone, npsn=npsn))


def _number(found: int | None) -> int:
    if found is None:
        raise LookupError("the database answered no number for a new row")
    return found
