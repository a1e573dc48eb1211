"""The set of official elections that other tests start from, made once and kept in the cache folder.

``ELECTIONS`` names them; what a test needs to know about one (its votes, the counts to expect) stands there too, so
that a parametrised test can be collected without the official tool.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.official import make_election
from tests.official.make_election import Choices, Question, Stage, Trustees, make_official_election
from tests.official.tool import OfficialTool
from tests.support.locking import exclusive

CHAIR: Question = {"question": "Ketua OSIS", "answers": ["Paslon 1", "Paslon 2", "Paslon 3"], "min": 1, "max": 1}
BLANKABLE: Question = {"question": "Seragam", "answers": ["Biru", "Hijau"], "blank": True, "min": 1, "max": 2}
UP_TO_TWO: Question = {"question": "Kegiatan", "answers": ["Seni", "Olahraga", "Sains"], "min": 0, "max": 2}

_THREE_VOTES: list[Choices] = [[[1, 0, 0]], [[0, 1, 0]], [[1, 0, 0]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """The recipe of one election; the fields are those of :func:`make_official_election`."""

    questions: Sequence[Question] = (CHAIR,)
    votes: Sequence[Choices] = tuple(_THREE_VOTES)
    group: str = "Ed25519"
    trustees: Trustees = "single"
    weights: Sequence[int] | None = None
    voters: int | None = None
    revotes: Sequence[tuple[int, Choices]] = ()
    stop_after: Stage = "result"

    @property
    def ballot_count(self) -> int:
        """How many ballots the record holds, superseded ones included."""
        return 0 if self.stop_after == "setup" else len(self.votes) + len(self.revotes)

    def expected_result(self) -> list[list[int]] | None:
        """The counts by plain addition of each voter's last vote times its weight; None if it has no result."""
        if self.stop_after != "result":
            return None
        last = dict(enumerate(self.votes)) | dict(self.revotes)
        totals = [[0] * (len(q["answers"]) + bool(q.get("blank"))) for q in self.questions]
        for voter, choices in last.items():
            weight = 1 if self.weights is None else self.weights[voter]
            for question, marks in enumerate(choices):
                for answer, mark in enumerate(marks):
                    totals[question][answer] += mark * weight
        return totals

    def make(self, tool: OfficialTool, directory: Path) -> Path:
        """The archive, made in the new ``directory``."""
        return make_official_election(
            tool,
            directory,
            questions=self.questions,
            votes=self.votes,
            group=self.group,
            trustees=self.trustees,
            weights=self.weights,
            voters=self.voters,
            revotes=self.revotes,
            stop_after=self.stop_after,
        )


ELECTIONS: Mapping[str, Election] = {
    "ed25519-single": Election(),
    "ed25519-threshold": Election(trustees="threshold"),
    "ed25519-mixed": Election(trustees="mixed"),
    "belenios2048-single": Election(group="BELENIOS-2048"),
    "belenios2048-threshold": Election(group="BELENIOS-2048", trustees="threshold"),
    "rfc3526-single": Election(group="RFC-3526-2048"),
    "weights-blank": Election(
        questions=(CHAIR, BLANKABLE),
        weights=(1, 2, 1000, 5),
        votes=([[1, 0, 0], [0, 1, 1]], [[0, 0, 1], [1, 0, 0]], [[0, 1, 0], [0, 0, 1]], [[1, 0, 0], [1, 0, 0]]),
    ),
    "revotes": Election(voters=5, revotes=((0, [[0, 0, 1]]), (1, [[0, 0, 1]]), (0, [[0, 1, 0]]))),
    "zero-to-two": Election(questions=(UP_TO_TWO,), votes=([[0, 0, 0]], [[1, 0, 0]], [[1, 0, 1]], [[0, 1, 1]])),
    "no-votes": Election(votes=(), voters=3),
    "setup-only": Election(stop_after="setup"),
    "ballots-only": Election(stop_after="ballots", revotes=((1, [[0, 0, 1]]),)),
    "tally-without-result": Election(trustees="mixed", stop_after="tally"),
}


def official_archives_of(tool: OfficialTool, cache: Path) -> dict[str, Path]:
    """Name -> archive of every election in ``ELECTIONS``, made by ``tool`` unless the cache has them.

    Read them, copy them, never change them. Safe for concurrent processes.
    """
    recipe = b"".join(Path(source).read_bytes() for source in (__file__, make_election.__file__))
    key = hashlib.sha256(recipe).hexdigest()[:16]
    home = cache / "official-archives"
    place = home / f"{tool.version}-{key}"
    with exclusive(home / f"{tool.version}.lock"):
        if not place.is_dir():
            with tempfile.TemporaryDirectory(dir=home) as scratch, ThreadPoolExecutor() as threads:
                finished = Path(scratch, "finished")
                finished.mkdir()

                def make(name: str) -> None:
                    shutil.copyfile(ELECTIONS[name].make(tool, Path(scratch, name)), finished / f"{name}.bel")

                list(threads.map(make, ELECTIONS))
                finished.rename(place)
    return {name: place / f"{name}.bel" for name in ELECTIONS}
