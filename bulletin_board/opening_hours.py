"""Whether ballots and seal tests are taken now: by the stage of the log and by the board's clock.

The clock decides only what the board appends; it is never written into a log, and the verifier does not know it.
"""

from datetime import datetime

from bulletin_board.errors import StageError, VotingClosedError, VotingNotOpenError
from bulletin_board.storage.head import HeadState
from record.ledger import Stage
from record.opening import parse_time

BEFORE = (Stage.EMPTY.value, Stage.GENESIS.value, Stage.SETUP.value)


def phase_of(stage: str, opens: str, closes: str, now: datetime) -> str:
    """Where an election stands, for people: preparing, waiting, open, ended, counting, published or withheld.

    ``waiting`` is opened but before its time, ``ended`` is past its close but not closed in the log.
    """
    if stage in BEFORE:
        return "preparing"
    if stage == Stage.TALLY:
        return "counting"
    if stage != Stage.VOTING:
        return stage
    if now < moment(opens):
        return "waiting"
    return "open" if now < moment(closes) else "ended"


def require_open(state: HeadState, now: datetime) -> None:
    """``VotingNotOpenError`` or ``VotingClosedError`` unless ballots and seal tests are taken at this moment."""
    if state.announced is None or state.stage in BEFORE:
        raise VotingNotOpenError("Voting has not been opened yet: wait until the committee opens it.")
    opens, closes = state.announced.opens, state.closes
    match phase_of(state.stage, opens, closes, now):
        case "open":
            return
        case "waiting":
            raise VotingNotOpenError(f"Voting opens at {opens} (UTC): come back then.")
        case _:
            raise VotingClosedError(f"Voting closed at {closes} (UTC): this was not put into the box.")


def moment(time: str) -> datetime:
    """The moment of a time in a genesis or extension, whose calendar rule V31 or V43 has checked."""
    parsed = parse_time(time)
    if parsed is None:
        raise StageError("The log holds a date that no calendar has.")
    return parsed
