"""What a board shows beside the names of an election, held to the hash in the genesis that was countersigned."""

from board_client.client import BoardClient
from board_client.errors import BoardError
from record.digests import sha256_hex
from record.errors import RecordError
from record.presentation import Presentation, parse_presentation, presentation_problems
from voter_client.election import OpenElection
from voter_client.errors import AlteredPresentationError

_GONE = 404


def read_presentation(board: BoardClient, election: OpenElection) -> Presentation | None:
    """School, photos' hashes and programmes; None if the election has none, or if they were erased.

    ``AlteredPresentationError`` for others than were agreed on, ``BoardError`` if the board cannot be asked.
    """
    agreed = election.genesis.presentation
    if agreed == "":
        return None
    try:
        data = board.presentation(election.genesis.uuid)
    except BoardError as error:
        if error.status == _GONE:
            return None
        raise
    if sha256_hex(data) != agreed:
        raise AlteredPresentationError("The board shows other photos or programmes than were agreed on. Do not vote.")
    try:
        presentation = parse_presentation(data)
    except RecordError as error:
        raise AlteredPresentationError(f"The photos and programmes of this election cannot be read: {error}") from error
    problems = presentation_problems(presentation, election.setup.election)
    if problems:
        raise AlteredPresentationError(f"The photos and programmes are of other questions: {' '.join(problems)}")
    return presentation
