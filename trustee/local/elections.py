"""Which elections of the holder's boards name this holder, and what the journal knows of each.

What a board lists is taken for a list of places to look at: whether an election is this holder's is read from its
genesis, and everything that is signed or decrypted is verified by the acts themselves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

from babel.dates import format_datetime

from board_client.answers import ElectionSummary
from board_client.errors import BoardError
from record.canonical import decode
from record.entries import Genesis, decode_leaf
from record.errors import RecordError
from record.identifiers import is_identifier
from record.ledger import Stage
from record.opening import parse_time
from record.printable import printable
from trustee.arrival import Part, part_of, unshown_elections
from trustee.errors import TrusteeError
from trustee.local.desk import Desk, Holder
from trustee.log_reading import read_first_payload

_HOURS_AHEAD: Final = {"WIB": 7, "WITA": 8, "WIT": 9}
_PATTERNS: Final = {"id": "d MMMM y, 'pukul' HH.mm", "en": "d MMMM y, HH:mm"}


@dataclass(frozen=True, slots=True)
class Mine:
    """An election that names this holder. ``stage`` is the board's word, ``signed`` and ``part`` are the journal's.

    ``restored``: the journal does not know everything that this holder has signed.
    """

    uuid: str
    board: str
    name: str
    school: str
    practice: bool
    stage: str
    opens: str
    closes: str
    zone: str
    ballots: int
    signed: bool
    restored: bool
    part: Part

    @property
    def waits(self) -> bool:
        """Whether this holder's part is to be made, or was sent and no record has shown it, whatever the board says."""
        to_do = self.part is Part.TO_DO and self.stage == Stage.TALLY
        return self.part is Part.SENT or (to_do and (self.signed or self.restored))

    @property
    def unsigned(self) -> bool:
        """Whether its total is opened now, and not by this holder, who has never signed it."""
        return self.stage == Stage.TALLY and self.part is Part.TO_DO and not self.waits


@dataclass(frozen=True, slots=True)
class Found:
    """The elections of all boards, and for each board that did not answer why.

    ``unlisted`` are elections that no board lists, and whose record has not shown the part that was sent.
    """

    elections: tuple[Mine, ...]
    silent: tuple[tuple[str, Exception], ...]
    unlisted: tuple[str, ...] = ()

    def find(self, uuid: str) -> Mine | None:
        """The election of this uuid."""
        return next((each for each in self.elections if each.uuid == uuid), None)


def find_elections(desk: Desk, holder: Holder) -> Found:
    """Ask every board that invited this holder; what an election's genesis says is asked once."""
    elections: list[Mine] = []
    silent: list[tuple[str, Exception]] = []
    for address in holder.notes.boards():
        try:
            summaries = desk.connect(address).elections()
            elections += [_mine(holder, address, each) for each in summaries if _is_mine(desk, holder, address, each)]
        except BoardError as error:
            silent.append((address, error))
    listed = {each.uuid for each in elections}
    unlisted = () if silent else tuple(uuid for uuid in unshown_elections(holder.journal) if uuid not in listed)
    return Found(tuple(elections), tuple(silent), unlisted)


def _is_mine(desk: Desk, holder: Holder, address: str, summary: ElectionSummary) -> bool:
    if not is_identifier(summary.uuid):
        return False
    place = f"genesis-{address}-{summary.uuid}"
    if place not in desk.shelf:
        try:
            genesis = decode(read_first_payload(desk.connect(address).log(summary.uuid), decode_leaf), Genesis)
        except (TrusteeError, RecordError):
            return False
        desk.shelf[place] = holder.identity in genesis.holders
    return bool(desk.shelf[place])


def _mine(holder: Holder, address: str, summary: ElectionSummary) -> Mine:
    journal = holder.journal
    return Mine(
        uuid=summary.uuid,
        board=address,
        name=printable(summary.name),
        school=printable(summary.school),
        practice=summary.kind == "practice",
        stage=summary.stage,
        opens=summary.opens,
        closes=summary.closes,
        zone=summary.zone if summary.zone in _HOURS_AHEAD else "WIB",
        ballots=summary.counted,
        signed=journal.countersigned(summary.uuid) is not None,
        restored=holder.restored,
        part=part_of(journal, summary.uuid),
    )


def in_words(time: str, zone: str, language: str) -> str:
    """A ``Time`` of the record (UTC) in words and in a zone of Indonesia; as it is if no calendar has it."""
    moment = parse_time(time)
    if moment is None:
        return printable(time)
    local: datetime = moment.astimezone(timezone(timedelta(hours=_HOURS_AHEAD.get(zone, 7))))
    pattern = _PATTERNS.get(language, _PATTERNS["en"])
    return f"{format_datetime(local, pattern, tzinfo=local.tzinfo, locale=language)} {zone}"
