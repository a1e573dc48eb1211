"""The figures of an election (:mod:`record.figures`) from the board's tables, for result pages and minutes."""

from sqlalchemy import func, select

from bulletin_board.errors import StageError
from bulletin_board.storage.reading import stored_blob
from bulletin_board.storage.tables import card_replacements, entries
from bulletin_board.storage.view import ElectionReading
from record.canonical import decode
from record.entries import Extension
from record.figures import ElectionFigures, EntryCounts, MovedClose, election_figures
from record.ledger import Stage
from record.result import Counts, parse_result
from record.tally import parse_sized_tally, total_weight


def read_figures(election: ElectionReading) -> ElectionFigures:
    """The figures of an election as it is now; ``StageError`` before its Setup."""
    setup, state = election.facts.setup, election.head.state
    if setup is None:
        raise StageError("This election has no setup.")
    replaced = select(func.count()).select_from(card_replacements)
    counts = EntryCounts(
        ballots=state.ballots,
        tested=state.challenges,
        replaced=election.connection.execute(
            replaced.where(card_replacements.c.log_id == election.head.log_id)
        ).scalar_one(),
        extensions=read_extensions(election),
    )
    return election_figures(
        election.facts.genesis,
        setup,
        counts,
        state.counted,
        weight=_weight(election),
        counts=_result(election),
        withheld=state.stage == Stage.WITHHELD,
    )


def read_extensions(election: ElectionReading) -> list[MovedClose]:
    """All extensions in order."""
    genesis = election.facts.genesis
    if genesis is None or genesis.closes == election.head.state.closes:
        # An extension always moves the close, so there was none: the entries need not be looked through.
        return []
    log_id = election.head.log_id
    query = select(entries.c.payload).where(entries.c.log_id == log_id, entries.c.type == "Extension")
    found = election.connection.execute(query.order_by(entries.c["index"])).scalars().all()
    messages = [decode(stored_blob(election.connection, log_id, payload), Extension) for payload in found]
    return [MovedClose(message.closes, message.reason) for message in messages]


def _weight(election: ElectionReading) -> int | None:
    """What the counted ballots weigh; None before the box was closed."""
    tally = election.head.state.tally
    if tally is None:
        return None
    log_id = election.head.log_id
    query = select(entries.c.payload).where(entries.c.log_id == log_id, entries.c["index"] == tally[0] - 1)
    sized = stored_blob(election.connection, log_id, election.connection.execute(query).scalar_one())
    return total_weight(parse_sized_tally(sized))


def _result(election: ElectionReading) -> Counts | None:
    state = election.head.state
    if state.stage != Stage.PUBLISHED:
        return None
    return parse_result(stored_blob(election.connection, election.head.log_id, state.last_entry[1]))
