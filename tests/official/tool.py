"""Driving the official Belenios tool, one process for each question."""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.official import bel
from tests.official.install import Installation

_SECONDS = 120


class OfficialToolError(Exception):
    """The official tool refused a command that a test needs to succeed; the message is the tool's own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tool said of a record or a ballot: ``accepted``, and its words for the failure message of a test."""

    accepted: bool
    words: str

    def __bool__(self) -> bool:
        return self.accepted


class OfficialTool:
    """One release of the tool. It holds no state, so threads may share it."""

    def __init__(self, installation: Installation) -> None:
        self.release = installation.release
        self.version = installation.version
        self._command = installation.command

    def __repr__(self) -> str:
        return f"OfficialTool({self.version})"

    def run(self, arguments: Sequence[str], directory: Path, stdin: bytes = b"") -> bytes:
        """Standard output of a command run in ``directory``; raises :class:`OfficialToolError`."""
        done = self._start(arguments, directory, stdin)
        if done.returncode != 0:
            complaint = done.stderr.decode("utf-8", "replace")[-2000:]
            raise OfficialToolError(f"belenios-tool {self.version} {' '.join(arguments)}: {complaint}")
        return done.stdout

    def verify(self, archive: Path) -> Verdict:
        """``election verify``. On its own it does not report every bad ballot: see :meth:`check`."""
        with _alone(archive.read_bytes()) as directory:
            return self._judge(["election", "verify", "--dir", directory], Path(directory))

    def verify_ballot(self, archive: Path, ballot: bytes) -> Verdict:
        """``election verify-ballot`` of one ballot, as if it were the first after the archive's ``Setup``."""
        with _alone(bel.cut_after_setup(archive.read_bytes())) as directory:
            return self._judge_ballot(directory, 0, ballot)

    def verify_all_ballots(self, archive: Path) -> list[Verdict]:
        """A verdict for every ballot of the archive in order, superseded ones too.

        They are checked against the archive cut after its ``Setup`` event: a ballot that the archive holds already
        would count as a duplicate of itself.
        """
        ballots = bel.ballots(archive)
        with (
            _alone(bel.cut_after_setup(archive.read_bytes())) as directory,
            ThreadPoolExecutor(os.cpu_count()) as threads,
        ):
            return list(threads.map(lambda item: self._judge_ballot(directory, *item), list(enumerate(ballots))))

    def check(self, archive: Path) -> Verdict:
        """The strictest answer that the tool can give: the record as a whole, then every ballot for itself."""
        verdict = self.verify(archive)
        if not verdict.accepted:
            return verdict
        for number, each in enumerate(self.verify_all_ballots(archive)):
            if not each.accepted:
                return Verdict(False, f"ballot {number}: {each.words}")
        return verdict

    def _judge_ballot(self, directory: str, number: int, ballot: bytes) -> Verdict:
        file = Path(directory, f"ballot-{number}.json")
        file.write_bytes(ballot + b"\n")
        return self._judge(["election", "verify-ballot", "--dir", directory, "--ballot", str(file)], Path(directory))

    def _judge(self, arguments: Sequence[str], directory: Path) -> Verdict:
        try:
            done = self._start(arguments, directory, b"")
        except subprocess.TimeoutExpired:
            return Verdict(False, f"belenios-tool {self.version} did not end within {_SECONDS} s")
        words = (done.stdout + done.stderr).decode("utf-8", "replace")
        return Verdict(done.returncode == 0, f"belenios-tool {self.version}: {words[-2000:]}")

    def _start(self, arguments: Sequence[str], directory: Path, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*self._command, *arguments],
            cwd=directory,
            env={"BELENIOS_USE_URANDOM": "1", "LC_ALL": "C", "PATH": os.environ.get("PATH", "")},
            input=stdin,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )


def _alone(archive: bytes) -> "tempfile.TemporaryDirectory[str]":
    """A folder with this archive and nothing else: the tool takes the only ``.bel`` file of a folder."""
    folder: tempfile.TemporaryDirectory[str] = tempfile.TemporaryDirectory(prefix="suarasah-official-")
    Path(folder.name, "election.bel").write_bytes(archive)
    return folder
