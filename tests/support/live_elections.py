"""Elections that are open by the clock of this machine, for boards that run in processes of their own."""

import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from bulletin_board.administration import init_board
from bulletin_board.board import Board, connect_board, open_board
from bulletin_board.config import BoardConfig
from bulletin_board.specification import ElectionSpecification
from crypto.signature import ballot_prefix, sign
from record.ballot import Ballot, BallotSignature, parse_ballot, tracking_code
from record.ballot_making import make_unsigned_ballot, sign_ballot
from record.canonical import encode
from record.entries import WitnessPolicy
from record.wire import encode_proof
from tests.support.board_elections import GROUP, BoardElection, time_text


@dataclass
class LiveElection(BoardElection):
    """Open since an hour ago until tomorrow, without witnesses: a full verification accepts it at every moment."""

    def specification(self) -> ElectionSpecification:
        """Its description."""
        now = datetime.now(UTC)
        return msgspec.structs.replace(
            super().specification(),
            opens=time_text(now - timedelta(hours=1)),
            closes=time_text(now + timedelta(days=1)),
            witnesses=WitnessPolicy(0, []),
        )

    def seal(self, count: int, first: int = 0) -> list[bytes]:
        """``count`` signed ballots, all different, the voters' in turn."""
        setup = self.setup
        sealed = []
        for number in range(first, first + count):
            voter = number % self.voters
            marks = [int(slot == number % 4) for slot in range(4)]
            unsigned = make_unsigned_ballot(
                setup.election, setup.fingerprint, self.cards[voter], [marks], number.to_bytes(32)
            )
            sealed.append(sign_ballot(GROUP, unsigned, self.secrets[voter]))
        return sealed

    def resigned(self, voter: int, ballot: bytes) -> bytes:
        """The same votes and tracking code under another valid signature, with a random nonce."""
        parsed = parse_ballot(ballot)
        code = tracking_code(parsed)
        proof = sign(GROUP, self.secrets[voter], ballot_prefix(code), GROUP.random_secret())
        signature = BallotSignature(code, encode_proof(proof))
        return encode(Ballot(parsed.election_uuid, parsed.election_hash, parsed.credential, parsed.answers, signature))

    def on(self, board: Board) -> "LiveElection":
        """The same parties with the same keys, on a copy of the board's database."""
        moved = copy.copy(self)
        moved.board = board
        return moved


def live_board(database_url: str, folder: Path) -> Board:
    """A board on an empty database that goes by this machine's clock."""
    config = BoardConfig(database_url, folder / "board.key")
    init_board(config)
    return open_board(config)


def moved_board(board: Board, database_url: str) -> Board:
    """The board of the same key and clock on another database, which has the schema already."""
    return connect_board(replace(board.config, database_url=database_url))


def code_of(ballot: bytes) -> str:
    """A ballot's tracking code."""
    return tracking_code(parse_ballot(ballot))
