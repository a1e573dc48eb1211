"""How many ballots a second the verifier checks on one and two processes, beside the official tool, in one run.

The same archive for all: one question with five candidates, one to be chosen, group Ed25519. Both sides are timed as a
person runs them, start of the program included. The official side is left out where the tool cannot be had.

    python -m bench.verify_bench [BALLOTS]
"""

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from record.election import Question
from tests.official.install import InstallError, install
from tests.support.bare_election import BareElection

CANDIDATES = 5
_ROOT = Path(__file__).resolve().parent.parent


def make_archive(count: int) -> bytes:
    """A whole election in which ``count`` voters chose in turn."""
    question = Question(
        answers=tuple(f"Paslon {number}" for number in range(1, CANDIDATES + 1)), min=1, max=1, question="Ketua OSIS"
    )
    election = BareElection(questions=(question,), weights=(1,) * count)
    for voter in range(count):
        choice = [int(slot == voter % CANDIDATES) for slot in range(CANDIDATES)]
        election.cast(voter, [choice], hashlib.sha256(b"%d" % voter).digest())
    election.close()
    election.open([1])
    return election.archive()


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds by the clock, and of all cores together."""

    clock: float
    cpu: float


def timed(label: str, count: int, command: Sequence[str], folder: str) -> Timing:
    """Runs a verifier to its end and prints ballots per second. The cores' time is steadier on a busy machine."""
    environment = os.environ | {"BELENIOS_USE_URANDOM": "1", "PYTHONPATH": str(_ROOT)}
    start, cpu = time.perf_counter(), _children_seconds()
    subprocess.run(
        command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    timing = Timing(time.perf_counter() - start, _children_seconds() - cpu)
    print(f"{label:<34}{count / timing.clock:9.0f} ballots/s {timing.clock:8.2f} s, cores {timing.cpu:8.2f} s")
    return timing


def peak_kilobytes(folder: str) -> int:
    """The most memory that a verification in one process had at once (Linux alone tells it of itself)."""
    script = (
        "import re; from verifier.run import verify; from verifier.source import open_source\n"
        "assert verify(open_source('election.bel')).verdict == 'accepted'\n"
        "print(re.search(r'VmHWM:\\s+(\\d+) kB', open('/proc/self/status').read())[1])"
    )
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, env=environment, check=True, capture_output=True)
    return int(done.stdout)


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main(count: int) -> None:
    """Makes the archive, then has it verified by each."""
    with tempfile.TemporaryDirectory(prefix="suarasah-bench-") as folder:
        Path(folder, "election.bel").write_bytes(make_archive(count))
        size = Path(folder, "election.bel").stat().st_size
        print(f"{count} ballots, {CANDIDATES} candidates, {size / 1e6:.1f} MB, {len(os.sched_getaffinity(0))} cores")
        ours = [sys.executable, "-m", "verifier", "election.bel"]
        alone = timed("suarasah-verify --jobs 1", count, [*ours, "--jobs", "1"], folder)
        both = timed("suarasah-verify --jobs 2", count, [*ours, "--jobs", "2"], folder)
        print(f"{'memory at its peak, one process':<34}{peak_kilobytes(folder) / 1024:9.0f} MB")
        try:
            official = install("3.3", Path(os.environ.get("SUARASAH_CACHE") or _ROOT / ".cache"))
        except InstallError as error:
            print(f"the official tool is not here, so there is nothing to compare with: {error}")
            return
        label = f"belenios-tool {official.version} election verify"
        theirs = timed(label, count, [*official.command, "election", "verify", "--dir", "."], folder)
        print(f"by the clock {theirs.clock / alone.clock:.1f} x the official tool on one process, ", end="")
        print(f"{theirs.clock / both.clock:.1f} x on two; by the cores' time {theirs.cpu / alone.cpu:.1f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2500)
