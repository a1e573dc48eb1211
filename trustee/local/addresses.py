"""The address of a board, or of an election on it, pasted by a holder whom no key making leads there.

A key that a holder made alone has no invitation: the committee sends the election's page instead. Nothing is believed
of such a link but where to look; which elections are this holder's is read from their geneses.
"""

import re
from typing import Final

from record.key_invitation import INVITATION_LIMIT

_LINK: Final = re.compile(r"https?://[^\s<>\"]+")
_ELECTION: Final = re.compile(r"/e/[1-9A-HJ-NP-Za-km-z]{14,64}(?:[/?#].*)?\Z")
_AFTER: Final = ".,;:!?)]}'"
"""What stands after a link in a sentence and does not belong to it."""


def read_board_address(text: str) -> str | None:
    """The address of the board that the one link in a text leads to, without a trailing slash.

    None for an invitation to a key making, and for a text without a link, with several, or far too long.
    """
    if len(text) > INVITATION_LIMIT:
        return None
    links = {found.rstrip(_AFTER) for found in _LINK.findall(text)}
    if len(links) != 1:
        return None
    (link,) = links
    if "/keys/" in link:
        return None
    board = _ELECTION.sub("", link)
    board = re.split(r"[?#]", board, maxsplit=1)[0].rstrip("/")
    return board if len(board) > len("https://") else None
