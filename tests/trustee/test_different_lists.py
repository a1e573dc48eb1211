"""Different lists of certificates to different people, for every t of n up to 7: all stop or wait, and none has a key.

The last holder is in league with the board and has two certificates; the board shows one to the holders with odd
numbers and the other to those with even ones (ATTACKS 27).
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from record.key_making_messages import CERTIFICATE
from tests.simulator import SimulatedKeyMaking
from tests.support.cheating.cheater import Cheater
from tests.support.cheating.cheats import CHEATS
from tests.support.key_making_model import Ending, ending_of
from tests.support.key_makings import Holder, holders_in, new_run
from tests.support.two_faces import TwoFaces, another_face
from trustee import contributions

SIZES = [(threshold, count) for count in range(3, 8) for threshold in range(1, count + 1)]


@dataclass
class Parted:
    """The honest holders, each with the face that it is shown, numbered from 1."""

    honest: dict[int, tuple[Holder, SimulatedKeyMaking]]
    faces: TwoFaces
    liar: int

    def round(self, *, carry: bool) -> dict[int, Ending]:
        """Every honest holder takes a step; the board carries over what they said, or does not."""
        endings = {number: ending_of(face, holder) for number, (holder, face) in self.honest.items()}
        if carry:
            self.faces.carry()
        return endings


def parted(folder: Path, threshold: int, count: int) -> Parted:
    """All have sent their certificates, and the liar a different one to each side."""
    holders = holders_in(folder, count)
    board = new_run(holders, threshold, judging=False)
    faces = TwoFaces(board, another_face(board))
    honest = {
        number: (holder, faces.first if number % 2 else faces.second) for number, holder in enumerate(holders[:-1], 1)
    }
    made = Parted(honest, faces, count)
    made.round(carry=True)
    cheater = Cheater(holders[-1], count, 1, board.genesis, CHEATS["a wrong share"], told=True)
    faces.first.put(cheater.certificate())
    other = contributions.begin(holders[-1].store.identity, board.genesis, count)
    faces.second.put(CERTIFICATE.decode(other.certificate.encode()))
    return made


@pytest.mark.parametrize(("threshold", "count"), SIZES)
def test_what_the_others_signed_gives_the_second_list_away(tmp_path: Path, threshold: int, count: int) -> None:
    split = parted(tmp_path, threshold, count)
    split.round(carry=True)
    endings = split.round(carry=True)
    assert {ending.stopped for ending in endings.values()} == {"trustee-log-refused"}
    assert not [holder for holder, _ in split.honest.values() if holder.store.contents.keys]


@pytest.mark.parametrize(("threshold", "count"), SIZES)
def test_lists_that_are_kept_apart_leave_everybody_waiting(tmp_path: Path, threshold: int, count: int) -> None:
    split = parted(tmp_path, threshold, count)
    for _ in range(3):
        endings = split.round(carry=False)
    for number, ending in endings.items():
        others = {other for other in split.honest if other % 2 != number % 2}
        assert set(ending.missing) == others | {split.liar}, number
    assert not [holder for holder, _ in split.honest.values() if holder.store.contents.keys]
