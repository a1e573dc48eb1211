"""Memory grows by at most 200 bytes for each ballot and for each credential."""

import gc
import hashlib
import tracemalloc
from pathlib import Path

from record.election import Question
from tests.support.bare_election import BareElection
from verifier.run import verify
from verifier.source import open_source

LIMIT = 200
QUESTION = Question(answers=("Paslon 1",), min=0, max=1, question="Setuju?")


def archive(path: Path, ballots: int, credentials: int) -> Path:
    election = BareElection(questions=(QUESTION,), weights=(1,) * credentials)
    for voter in range(ballots):
        election.cast(voter, [[voter % 2]], hashlib.sha256(b"%d" % voter).digest())
    path.write_bytes(election.archive())
    return path


def retained(path: Path) -> int:
    """Bytes that are in use at the end of a verification, when everything is known."""
    gc.collect()
    tracemalloc.start()
    report = verify(open_source(str(path)))
    gc.collect()
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert report.verdict == "accepted"
    return used


def test_memory_for_each_ballot_and_each_credential(tmp_path: Path) -> None:
    small = archive(tmp_path / "small.bel", 30, 600)
    many_ballots = archive(tmp_path / "ballots.bel", 330, 600)
    many_credentials = archive(tmp_path / "credentials.bel", 30, 2400)
    retained(small)  # tables and caches that every verification fills
    base = retained(small)
    assert (retained(many_ballots) - base) / 300 < LIMIT
    assert (retained(many_credentials) - base) / 1800 < LIMIT
