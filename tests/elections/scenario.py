"""An election as data: questions, key holders, the roll, and what every voter does; and the counts to expect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Shape = Literal["single", "joint", "mixed"]
"""Key holders: one alone; 2 of 3 for this election alone; one alone together with a reusable key of 2 of 3."""

CHAIR: dict[str, Any] = {"question": "Ketua OSIS", "answers": ["Paslon 1", "Paslon 2", "Paslon 3"], "blank": True}
CLUBS: dict[str, Any] = {"question": "Kegiatan", "answers": ["Seni", "Olahraga", "Sains"], "min": 0, "max": 2}
UNIFORM: dict[str, Any] = {"question": 'Seragam "baru"', "answers": ["Biru", "Hijau"], "blank": True, "max": 2}


@dataclass(frozen=True)
class Vote:
    """One cast: the voter's place on the roll, the typed picks for each question, and how many seals are tested."""

    voter: int
    picks: tuple[str, ...]
    seal_tests: int = 0


@dataclass(frozen=True)
class Scenario:
    """An election. ``weights`` has one weight for each voter of the roll; ``lost`` lost the card before voting."""

    votes: tuple[Vote, ...]
    shape: Shape = "single"
    questions: tuple[Mapping[str, Any], ...] = (CHAIR,)
    weights: tuple[int, ...] = (1, 1, 1, 1)
    lost: int | None = None
    spares: int = 1
    group: str = "Ed25519"
    toml: bool = False
    members: Mapping[str, Any] = field(default_factory=dict)
    """More members of the description."""

    def last_votes(self) -> dict[int, Vote]:
        """The vote of each voter that counts."""
        return {vote.voter: vote for vote in self.votes}

    def expected_result(self) -> list[list[int]]:
        """The counts by plain addition of each voter's last picks times the voter's weight; blank first."""
        counts = [[0] * (len(q["answers"]) + bool(q.get("blank"))) for q in self.questions]
        for vote in self.last_votes().values():
            for count, question, picks in zip(counts, self.questions, vote.picks, strict=True):
                for slot in _slots(bool(question.get("blank")), picks):
                    count[slot] += self.weights[vote.voter]
        return counts


def _slots(blank: bool, picks: str) -> list[int]:
    if picks == "blank":
        return [0]
    return [int(pick) - (0 if blank else 1) for pick in picks.replace(",", " ").split()]


SCENARIOS: dict[str, Scenario] = {
    "two-of-three": Scenario(
        shape="joint",
        weights=(1, 1, 1, 1, 1),
        lost=3,
        votes=(
            Vote(0, ("1",)),
            Vote(1, ("2",), seal_tests=2),
            Vote(2, ("blank",)),
            Vote(3, ("3",)),
            Vote(0, ("2",)),
        ),
    ),
    "mixed": Scenario(shape="mixed", votes=(Vote(0, ("3",)), Vote(2, ("3",)), Vote(1, ("1",)))),
    "weights": Scenario(
        questions=(CHAIR, CLUBS, UNIFORM),
        weights=(1, 250, 3, 40_000, 7),
        votes=(
            Vote(0, ("1", "", "blank")),
            Vote(1, ("2", "1,3", "1")),
            Vote(2, ("3", "2", "1 2")),
            Vote(3, ("blank", "3,2", "2")),
            Vote(1, ("2", "2", "1,2"), seal_tests=1),
        ),
    ),
    "finite-field": Scenario(group="BELENIOS-2048", weights=(1, 2), spares=0, votes=(Vote(0, ("2",)), Vote(1, ("3",)))),
    "processes": Scenario(weights=(1, 1, 1), toml=True, votes=(Vote(1, ("1",), seal_tests=1), Vote(0, ("1",)))),
}
