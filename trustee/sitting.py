"""Many elections of one day in one sitting, under one passphrase: each verified and decrypted by itself.

Invariant: nothing is decrypted that :func:`trustee.decrypting.decrypt` would not decrypt alone, and what one election
or its board does wrong keeps no other from being decrypted. A sitting may be stopped anywhere and begun again: what
the record shows is not done twice, and what was made but is not shown is sent again, the same bytes. Each election is
verified once in a sitting: after sending, only what its log has grown by is read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from board_client.errors import BoardError
from crypto.errors import CryptoError
from record.errors import RecordError
from trustee.board import ElectionBoard
from trustee.decrypting import SentShare, decrypt
from trustee.errors import TrusteeError
from trustee.journal import Journal
from trustee.key_file import KeyContents
from trustee.verifying import Verify
from verifier.errors import VerifierError
from verifier.source import Source

SittingError = TrusteeError | RecordError | CryptoError | BoardError | VerifierError
"""What can keep one election from being decrypted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one election: its share as it was sent, or why there is none."""

    uuid: str
    share: SentShare | None
    error: SittingError | None


@dataclass(frozen=True, slots=True)
class SittingProgress:
    """Told before an election (``outcome`` None) and after it; ``number`` of ``total``, from 1."""

    number: int
    total: int
    uuid: str
    outcome: Outcome | None


def decrypt_all(
    board: ElectionBoard,
    source_of: Callable[[str], Source],
    uuids: Iterable[str],
    contents: KeyContents,
    journal: Journal,
    verify: Verify,
    *,
    tell: Callable[[SittingProgress], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Outcome, ...]:
    """Decrypt elections one after another; ``source_of`` gives the board's log of an election.

    ``stopped`` is asked before each: then the rest has no outcome. Raises nothing that one election causes.
    """
    wanted = tuple(dict.fromkeys(uuids))
    outcomes = []
    for number, uuid in enumerate(wanted, start=1):
        if stopped():
            break
        tell(SittingProgress(number, len(wanted), uuid, None))
        outcome = _decrypt_one(board, source_of, uuid, contents, journal, verify)
        outcomes.append(outcome)
        tell(SittingProgress(number, len(wanted), uuid, outcome))
    return tuple(outcomes)


def _decrypt_one(
    board: ElectionBoard,
    source_of: Callable[[str], Source],
    uuid: str,
    contents: KeyContents,
    journal: Journal,
    verify: Verify,
) -> Outcome:
    try:
        return Outcome(uuid, decrypt(board, source_of(uuid), uuid, contents, journal, verify), None)
    except (TrusteeError, RecordError, CryptoError, BoardError, VerifierError) as error:
        return Outcome(uuid, None, error)
