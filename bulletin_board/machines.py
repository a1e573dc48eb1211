"""Machines of polling stations that report themselves, so that the committee sees which of them work.

Invariant: of a machine its label and the minute when it was last seen are kept, nothing of who uses it. At most one
write for each label and minute, and at most 200 labels for each election: a stranger who invents labels fills neither
the database nor the list for long, since a label that was not seen for ten minutes gives way to a new one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy import Connection, delete, func, select, update

from bulletin_board.board import Board
from bulletin_board.errors import MachineMalformedError, MachinesFullError
from bulletin_board.opening_hours import phase_of
from bulletin_board.storage.database import writing
from bulletin_board.storage.head import HeadState
from bulletin_board.storage.turnout_tables import machines
from bulletin_board.storage.view import ElectionReading
from bulletin_board.turnout import insert_or_ignore

LABELS = 200
"""How many machines one election knows at most."""
SILENT_MINUTES = 10
"""A machine that was not seen for so long may be forgotten for another one."""
BODY_LIMIT = 1024
"""The longest body in bytes."""


class MachineBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a booth in the mode for polling stations sends: the machine's name."""

    machine: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


@dataclass(frozen=True, slots=True)
class MachineSeen:
    """A machine and how many minutes ago it was last seen."""

    label: str
    minutes: int


def read_label(data: bytes) -> str:
    """The label in a body; ``MachineMalformedError``."""
    try:
        label = msgspec.json.decode(data, type=MachineBody).machine
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise MachineMalformedError('Send {"machine": "Bilik-1"}, a name of at most 40 characters.') from error
    if not label.isprintable() or label != label.strip():
        raise MachineMalformedError("The name of a machine has only characters that are seen, and none around them.")
    return label


def report_machine(board: Board, uuid: str, label: str) -> None:
    """A machine was seen now. Outside of voting it is not kept; ``ElectionUnknownError``, ``MachinesFullError``."""
    now = board.config.clock()
    minute = _minute(now)
    with board.store.read_election(uuid) as election:
        if not _is_day(election.head.state, now):
            return
        log_id = election.head.log_id
        query = select(machines.c.minute).where(machines.c.log_id == log_id, machines.c.label == label)
        seen = election.connection.execute(query).scalar_one_or_none()
        if seen == minute:
            return
    with writing(board.store.engine) as connection:
        if seen is None:
            _make_room(connection, log_id, minute)
            values = {"log_id": log_id, "label": label, "minute": minute}
            connection.execute(insert_or_ignore(connection, machines), values)
        change = update(machines).where(machines.c.log_id == log_id, machines.c.label == label)
        connection.execute(change.values(minute=minute))


def machines_seen(election: ElectionReading, now: datetime) -> list[MachineSeen]:
    """The machines in the order of their labels."""
    query = select(machines).where(machines.c.log_id == election.head.log_id).order_by(machines.c.label)
    minute = _minute(now)
    return [MachineSeen(row.label, max(0, minute - row.minute)) for row in election.connection.execute(query)]


def _make_room(connection: Connection, log_id: int, minute: int) -> None:
    of_log = machines.c.log_id == log_id
    if connection.execute(select(func.count()).select_from(machines).where(of_log)).scalar_one() < LABELS:
        return
    oldest = select(machines.c.label).where(of_log, machines.c.minute <= minute - SILENT_MINUTES)
    label = connection.execute(oldest.order_by(machines.c.minute, machines.c.label).limit(1)).scalar_one_or_none()
    if label is None:
        raise MachinesFullError(f"This election knows {LABELS} machines already: give this one a name that is listed.")
    connection.execute(delete(machines).where(of_log, machines.c.label == label))


def _is_day(state: HeadState, now: datetime) -> bool:
    announced = state.announced
    return announced is not None and phase_of(state.stage, announced.opens, state.closes, now) in ("waiting", "open")


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // 60
