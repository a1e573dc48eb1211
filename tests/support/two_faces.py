"""A board that shows two faces of one key making to two groups of holders, and signs both."""

from copy import copy
from dataclasses import dataclass

from record.key_making import replay_key_making
from record.key_making_messages import key_making_entry_of
from tests.simulator import SimulatedKeyMaking


def another_face(board: SimulatedKeyMaking) -> SimulatedKeyMaking:
    """The same run so far, which goes another way from here on."""
    face = copy(board)
    face.logs = board.logs.fork()
    face.state = replay_key_making(face.logs.entries)[0]
    face.posted = []
    return face


@dataclass
class TwoFaces:
    """Two faces, and how far what is said on one was carried over to the other."""

    first: SimulatedKeyMaking
    second: SimulatedKeyMaking

    def carry(self) -> None:
        """Enter on each face what holders have said on the other only, as it is."""
        for here, there in ((self.first, self.second), (self.second, self.first)):
            known = {entry.payload for entry in there.logs.entries}
            for entry_type, payload in here.posted:
                if payload not in known:
                    there.append(key_making_entry_of(len(there.logs.entries), entry_type, payload))
