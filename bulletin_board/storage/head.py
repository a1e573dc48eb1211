"""The head of a log as its row in ``logs`` holds it: size, tree peaks, signed checkpoint, and where things stand."""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, bindparam, select

from bulletin_board.storage.tables import logs
from record.entries import LogEntry
from record.ledger import Effect, Stage
from record.merkle import HASH_BYTES, NodeLookup

LogKind = Literal["election", "keys"]

# Statements of the path that every ballot takes are made once: making one costs more than running it on SQLite.
_ONE = select(logs).where(logs.c.kind == bindparam("kind"), logs.c.name == bindparam("name"))
_LOCKED = _ONE.with_for_update()


class Announcement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What lists of elections show, kept here so that they need not decode every Setup. ``voters``: cards given out."""

    name: str = ""
    fingerprint: str = ""
    voters: int = 0
    kind: str
    board: str
    opens: str
    revoting: bool
    k: int
    presentation: str = ""


class HeadState(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What :class:`record.ledger.LedgerView` asks of the newest entry, and counters. ``stage`` is a ``Stage`` or a
    ``KeyMakingStage``; ``last_event`` the leaf of the last Belenios event, as text; ``booth_change`` the index of the
    last ``BoothChange``, 0 if there is none."""

    stage: str = Stage.EMPTY.value
    closes: str = ""
    last_event: str = ""
    last_entry: tuple[str, str] = ("", "")
    pending_share: tuple[int, str] | None = None
    tally: tuple[int, str] | None = None
    ballots: int = 0
    challenges: int = 0
    counted: int = 0
    booth_change: int = 0
    announced: Announcement | None = None

    def encode(self) -> bytes:
        """As stored."""
        return msgspec.json.encode(self)


_STATE = msgspec.json.Decoder(HeadState)


@dataclass(frozen=True, slots=True)
class Head:
    """One row of ``logs``."""

    log_id: int
    kind: LogKind
    name: str
    origin: str
    size: int
    peaks: bytes
    state: HeadState
    checkpoint: bytes


def advance(state: HeadState, size: int, entry: LogEntry, effect: Effect, *, first_ballot: bool) -> HeadState:
    """The state after an entry that makes the log ``size`` entries large.

    ``first_ballot``: it is a ballot whose credential had none, so one more ballot counts.
    """
    changes: dict[str, Any] = {
        "last_entry": (entry.type, effect.payload_hash),
        "pending_share": effect.pending_share,
        "ballots": state.ballots + (effect.ballot is not None),
        "challenges": state.challenges + (effect.challenge is not None),
        "counted": state.counted + first_ballot,
    }
    if entry.event is not None:
        changes["last_event"] = entry.leaf.decode("utf-8")
    if effect.stage is not None:
        changes["stage"] = effect.stage.value
    closes = effect.genesis.closes if effect.genesis is not None else effect.closes
    if closes is not None:
        changes["closes"] = closes
    if effect.booth is not None:
        changes["booth_change"] = size - 1
    if effect.tally_hash is not None:
        changes["tally"] = (size, effect.tally_hash)
    changes["announced"] = _announce(state.announced, effect)
    return msgspec.structs.replace(state, **changes)


def _announce(announced: Announcement | None, effect: Effect) -> Announcement | None:
    genesis, setup = effect.genesis, effect.setup
    if genesis is not None:
        return Announcement(
            # The spares are taken off the listed cards when Setup lists them.
            voters=-len(genesis.spares),
            kind=genesis.kind,
            board=genesis.board,
            opens=genesis.opens,
            revoting=genesis.revoting,
            k=genesis.k,
            presentation=genesis.presentation,
        )
    if announced is not None and setup is not None:
        return msgspec.structs.replace(
            announced,
            name=setup.election.name,
            fingerprint=setup.fingerprint,
            voters=announced.voters + len(setup.credentials),
        )
    return announced


def peak_lookup(size: int, peaks: bytes) -> NodeLookup:
    """The complete subtrees at the right edge of a tree of ``size`` leaves; only those are asked for."""

    def lookup(level: int, index: int) -> bytes:
        # One peak for each bit of the size, the largest first: those above this level come before it.
        place = (size >> (level + 1)).bit_count() * HASH_BYTES
        return peaks[place : place + HASH_BYTES]

    return lookup


def read_head(connection: Connection, kind: LogKind, name: str, *, lock: bool = False) -> Head | None:
    """The head of a log as it stands now; None if there is no such log.

    ``lock`` keeps all other writers of this log out until the transaction ends: by the row's lock on PostgreSQL; on
    SQLite the transaction, begun ``IMMEDIATE``, keeps out all writers.
    """
    row = connection.execute(_LOCKED if lock else _ONE, {"kind": kind, "name": name}).one_or_none()
    return None if row is None else head_of(row)


def read_heads(connection: Connection, kind: LogKind) -> list[Head]:
    """All heads of a kind, the newest log first."""
    return [
        head_of(row) for row in connection.execute(select(logs).where(logs.c.kind == kind).order_by(logs.c.id.desc()))
    ]


def head_of(row: Any) -> Head:
    """The head in a row of ``logs``."""
    state = _STATE.decode(row.state)
    return Head(row.id, row.kind, row.name, row.origin, row.size, row.peaks, state, row.checkpoint)
