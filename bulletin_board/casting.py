"""Casting: proofs first, outside of any lock; then one short transaction; then the receipt.

The same bytes always get the same entry, also after the close. Other bytes under a used tracking code are refused.
"""

from dataclasses import dataclass

from sqlalchemy import select

from bulletin_board.board import Board
from bulletin_board.errors import BallotCodeUsedError, EntryMalformedError, EntryRefusedError
from bulletin_board.opening_hours import require_open
from bulletin_board.storage.facts import LogFacts
from bulletin_board.storage.reading import find_entry, receipt_under
from bulletin_board.storage.tables import ballots
from bulletin_board.storage.view import ElectionReading
from bulletin_board.turnout import note_turnout
from record.ballot_checks import ballot_problems, examine_ballot
from record.digests import sha256_hex
from record.ledger import BallotFacts
from record.rules import Finding


@dataclass(frozen=True, slots=True)
class CastAnswer:
    """A ballot in the box: entry index, event height (the number people see), tracking code, receipt.

    ``new``: this call put it there.
    """

    index: int
    number: int
    code: str
    receipt: bytes
    new: bool


def cast(board: Board, uuid: str, data: bytes) -> CastAnswer:
    """Put the ballot of these exact bytes into the box.

    Raises ``ElectionUnknownError``, ``VotingNotOpenError``, ``VotingClosedError``, ``BallotCodeUsedError``,
    ``EntryMalformedError``, ``EntryRefusedError`` or ``BusyError``.
    """
    with board.store.read_election(uuid) as election:
        stored = _stored(election, data)
        if stored is not None:
            return stored
        require_open(election.head.state, board.config.clock())
        facts = election.facts
    ballot = _check_proofs(facts, data)
    with board.store.append_to_election(uuid) as transaction:
        # Between the look-up above and the lock the same ballot may have arrived, or the election been closed.
        view = transaction.view()
        view.foresee(ballot)
        if view.has_ballot(ballot.code):
            stored = _stored(transaction.reading(), data)
            if stored is None:
                raise BallotCodeUsedError(
                    "Another ballot with this tracking code is in the box, signed differently. Seal a new one."
                )
            return stored
        now = board.config.clock()
        require_open(transaction.head.state, now)
        entry = transaction.append("Ballot", data, view=view)
        head = transaction.head
        sampled = board.turnout.due(head.log_id, now)
        if sampled:
            note_turnout(transaction.connection, head.log_id, now, head.state.counted)
    if sampled:
        board.turnout.done(head.log_id, now)
    number = 0 if entry.event is None else entry.event.height
    return CastAnswer(entry.index, number, ballot.code, transaction.last_receipt(), new=True)


def _stored(election: ElectionReading, data: bytes) -> CastAnswer | None:
    """The answer for a ballot that is in the box already."""
    connection, head = election.connection, election.head
    index = find_entry(connection, head.log_id, "Ballot", sha256_hex(data))
    if index is None:
        return None
    query = select(ballots.c.height, ballots.c.code).where(ballots.c.log_id == head.log_id, ballots.c["index"] == index)
    row = connection.execute(query).one()
    return CastAnswer(index, row.height, row.code, receipt_under(connection, head, index), new=False)


def _check_proofs(facts: LogFacts, data: bytes) -> BallotFacts:
    """Tracking code and credential of a ballot whose own rules (V03, V13 to V20) all hold."""
    if facts.context is None or facts.setup is None:
        raise EntryMalformedError("This election has no setup.")
    examination = examine_ballot(facts.context, data, facts.setup.credentials)
    if examination.ballot is None:
        raise EntryMalformedError(examination.problems[0].sentence)
    problems = ballot_problems(facts.context.group, [examination])[0]
    if problems:
        raise EntryRefusedError(tuple(Finding(problem.rule, None, problem.sentence) for problem in problems))
    return BallotFacts(examination.code, examination.ballot.credential)
