"""A complaint about a share that is not right: it ends this holder's part in that run, whatever the board does with it.

Invariant: the complaint is in the key file before it is sent, and the run's secrets are dropped with the same write.
From then on the same bytes are sent at every visit until the log shows them, and nothing else of that run: a board
that drops a complaint has learned the channel key, so a key that it made afterwards would be one whose shares it can
read.
"""

from board_client.errors import BoardError
from trustee import contributions
from trustee.board import KeyMakingBoard
from trustee.errors import KeyMakingBrokenError
from trustee.key_file import Complained, KeyStore, RunSecrets

_REFUSED = range(400, 500)
"""HTTP statuses of a board that will not take a complaint; of other failures it may be asked again."""


def complain(board: KeyMakingBoard, store: KeyStore, secrets: RunSecrets, accused: int, reason: str) -> None:
    """End the run with a complaint about ``accused``: always ``KeyMakingBrokenError``, unless something fails first.

    ``KeyFileError`` before anything was sent, ``BoardError`` if no answer came; then the next visit sends it again.
    """
    message = contributions.complaint(store.contents.signing_key(), secrets, accused)
    complained = Complained(secrets.run, accused, message)
    store.save(store.contents.with_complaint(complained))
    send_again(board, complained)
    raise KeyMakingBrokenError(
        "{reason} You have complained, which reveals your channel key of this run and ends it. Start a new key making.",
        accused,
        reason=reason,
    )


def send_again(board: KeyMakingBoard, complained: Complained) -> None:
    """Send a complaint, perhaps once more; ``BoardError`` if no answer came.

    A board that refuses it is not asked for its reasons: the run is over for this holder all the same.
    """
    try:
        board.complain(complained.run, complained.payload.encode())
    except BoardError as error:
        if error.status not in _REFUSED:
            raise


def not_shown(complained: Complained) -> KeyMakingBrokenError:
    """The end of a run with a complaint of this holder's own that the board's log does not show."""
    return KeyMakingBrokenError(
        "You have complained about key holder {accused} in this key making, so it is over for you, although the board "
        "does not show your complaint. It was sent again. Tell the other key holders, and start a new key making.",
        complained.accused,
        accused=complained.accused,
    )
