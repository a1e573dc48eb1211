"""Everything that minutes and the pages of the day show of one election, read at one moment."""

from dataclasses import dataclass
from datetime import datetime

from bulletin_board.board import Board
from bulletin_board.committee.day.acts import UNKNOWN, ActTimes
from bulletin_board.committee.day.remarks import Remarks, Revision, newest, read_remarks
from bulletin_board.figures import read_figures
from bulletin_board.opening_hours import moment, phase_of
from bulletin_board.presentations import read_shown
from bulletin_board.public.presenting import KeyItem, key_items, witnesses_of_head
from bulletin_board.storage.view import ElectionReading
from record.figures import ElectionFigures
from record.ledger import HEAD_AFTER_SETUP


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What people compare, in hex but for ``election`` (Base64): see :class:`verifier.report.Fingerprints`."""

    agreed: str
    election: str
    size: int
    root: str
    board: str


@dataclass(frozen=True, slots=True)
class DayFacts:
    """``phase`` as the public pages say it; times in UTC; ``announced`` is the close before any extension.
    ``answers`` are the numbers of answers of the questions.

    ``witnesses`` signed the newest head. ``remarks`` are those of ``revision``, 0 before anything was kept. ``acts``
    are not of the record: whoever knows the election's school adds them.
    """

    uuid: str
    name: str
    school: str
    zone: str
    phase: str
    opens: datetime
    announced: datetime
    closes: datetime
    answers: tuple[int, ...]
    figures: ElectionFigures
    keys: tuple[KeyItem, ...]
    witnesses: tuple[str, ...]
    fingerprints: Fingerprints
    revision: int
    remarks: Remarks
    acts: ActTimes = UNKNOWN


def read_facts(board: Board, election: ElectionReading, school: str) -> DayFacts:
    """The facts of an election that is set up; ``school`` where its presentation names none. ``StageError``."""
    head, state = election.head, election.head.state
    figures = read_figures(election)
    genesis, setup = election.facts.genesis, election.facts.setup
    opens, announced = ("", "") if genesis is None else (genesis.opens, genesis.closes)
    shown = read_shown(election.connection, head.log_id).get(head.log_id)
    revision = newest(read_remarks(election.connection, head.log_id))
    root = election.view.root_at(head.size) if state.tally is not None else None
    return DayFacts(
        uuid=head.name,
        name="" if state.announced is None else state.announced.name,
        school=shown.school if shown is not None and shown.school else school,
        zone=board.config.zone if shown is None else shown.zone,
        phase=phase_of(state.stage, opens, state.closes, board.config.clock()),
        opens=moment(opens),
        announced=moment(announced),
        closes=moment(state.closes),
        answers=() if setup is None else tuple(len(each.answers) for each in setup.election.questions),
        figures=figures,
        keys=key_items(election),
        witnesses=tuple(name for name, size in witnesses_of_head(election) if size == head.size),
        fingerprints=Fingerprints(
            agreed=election.view.root_at(HEAD_AFTER_SETUP) or "",
            election="" if state.announced is None else state.announced.fingerprint,
            size=head.size,
            root=root or "",
            board="" if genesis is None else genesis.board,
        ),
        revision=revision.number,
        remarks=revision.remarks,
    )


def revisions_of(election: ElectionReading) -> list[Revision]:
    """All remarks that were kept, the newest first."""
    return read_remarks(election.connection, election.head.log_id)
