"""What the log says of one public credential, so that a booth can tell it before a ballot is sealed.

Only public things are answered: anybody can read them from the list of credentials and from the box. The rules are
applied again when a ballot arrives; nothing here is a promise.
"""

from typing import Any

from bulletin_board.board import Board
from record.ledger import CardStatus


def card_status(board: Board, uuid: str, credential: str) -> dict[str, Any]:
    """State of a card, how often it voted and tested a seal, and whether a ballot of it would be taken by the rules.

    ``credential`` is the text of a group element; a text that is none is ``unknown`` like any other that is not
    listed. ``may_vote`` says nothing of the hours. Raises ``ElectionUnknownError``.
    """
    with board.store.read_election(uuid) as election:
        view = election.view
        status = view.card_status(credential)
        # A text that is not listed is never given to the database: some databases refuse some texts.
        listed = status is not CardStatus.UNKNOWN
        ballots = view.ballots_of(credential) if listed else 0
        genesis = view.genesis
        revoting = genesis is not None and genesis.revoting
        return {
            "status": status.value,
            "ballots": ballots,
            "challenges": view.challenges_of(credential) if listed else 0,
            "revoting": revoting,
            "may_vote": status is CardStatus.ACTIVE and (ballots == 0 or revoting),
        }
