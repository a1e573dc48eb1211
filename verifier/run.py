"""The whole verification: one walk through the record, the ballots on all cores, and then what needs all of it.

Invariant: memory is a few chunks of ballots, and tens of bytes for each ballot and credential. The source is read
twice at most: the second time, only where somebody voted twice, to take superseded ballots out of the sum again.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack

from record.checkpoint import OpenedCheckpoint
from record.errors import RecordError
from record.merkle import CompactTree, leaf_hash
from record.phases import ending_findings
from verifier.ballot_sum import BallotSum
from verifier.checks.ballots import BallotTask, ChunkResult, check_ballots, sum_ballots
from verifier.checks.head import head_problems, open_head, witness_problems
from verifier.checks.key_makings import MissingKeyMakingError, key_making_problems
from verifier.checks.setup import joint_keys_of
from verifier.checks.tally import check_result, check_tally
from verifier.conclusion import FINAL, conclude
from verifier.errors import UnreadableError
from verifier.findings import Findings
from verifier.pool import BallotPool
from verifier.report import Report, unreadable
from verifier.source.base import DamageError, Source
from verifier.walk import Walk

Progress = Callable[[int, int | None], None]
"""Told how far the reading is, and how far it will go (None: unknown), in the source's own unit."""


def verify(
    source: Source,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    disabled: frozenset[str] = frozenset(),
    executor: Executor | None = None,
) -> Report:
    """Verify a record and report; raises ``WorkerDiedError`` if the checks could not be finished.

    ``jobs`` is the number of processes for ballots (1: this one alone); an ``executor`` spreads them elsewhere.
    ``disabled`` rules are not looked at: tests use that to show what a rule is for.
    """
    try:
        return _Run(source, jobs, progress, disabled, executor).report()
    except UnreadableError as error:
        return unreadable(source.place, str(error))


class _Run:
    """The parts of one verification, in order. ``gaps`` says of a rule why it could not be checked."""

    def __init__(
        self,
        source: Source,
        jobs: int,
        progress: Progress | None,
        disabled: frozenset[str],
        executor: Executor | None,
    ) -> None:
        self._source = source
        self._jobs = jobs
        self._executor = executor
        self._progress = progress
        self._findings = Findings(source.scope, disabled)
        self._walk = Walk(source.scope, self._findings, self._start_ballots)
        self._stack = ExitStack()
        self._pool: BallotPool[ChunkResult] | None = None
        self._election = b""
        self._sum: BallotSum | None = None
        self._head: OpenedCheckpoint | None = None
        self._damaged = False
        self._gaps: dict[str, str] = dict.fromkeys(disabled, "This check was switched off.")

    def report(self) -> Report:
        self._read()
        if not self._damaged:
            self._check_storage()
            self._check_head()
        self._check_tally()
        self._check_key_makings()
        return conclude(self._source, self._walk, self._findings, self._head, self._gaps, damaged=self._damaged)

    def _read(self) -> None:
        with self._stack:
            try:
                for entry in self._source.entries(self._findings.add):
                    self._walk.take(entry)
                    if self._progress is not None:
                        self._progress(self._source.position(), self._source.size())
            except DamageError as error:
                self._findings.add(error.rule, error.entry, str(error))
                self._damaged = True
            if self._pool is not None:
                self._pool.finish()

    def _start_ballots(self, election: bytes) -> Callable[[BallotTask], None]:
        setup = self._walk.setup
        if setup is not None:
            self._sum = BallotSum(setup.election, setup.fingerprint)
        self._election = election
        pool = BallotPool(check_ballots, election, self._take, jobs=self._jobs, executor=self._executor)
        self._pool = self._stack.enter_context(pool)
        return pool.add

    def _take(self, result: ChunkResult) -> None:
        self._findings.extend(result.findings)
        if self._sum is not None:
            self._sum.add(result.sum)

    def _check_storage(self) -> None:
        try:
            for problem in self._source.storage_problems():
                self._findings.add("V01", None, problem)
        except RecordError as error:
            self._findings.add("V01", None, str(error))
        self._findings.extend(ending_findings(self._walk.ledger))

    def _check_head(self) -> None:
        """V30 and V52."""
        checkpoint, genesis = self._source.checkpoint(), self._walk.ledger.genesis
        if checkpoint is None or genesis is None:
            self._gaps["V30"] = self._gaps["V52"] = "There is no genesis that names the board's key."
            if self._walk.entries == 0:
                self._findings.add("V31", None, "The log holds no entry: there is no election in it.")
            return
        head = open_head(checkpoint, genesis)
        if isinstance(head, str):
            self._findings.add("V30", None, head)
            self._gaps["V52"] = "There is no signed head."
            return
        self._head = head
        for problem in head_problems(head, self._walk.ledger.tree):
            self._findings.add("V30", None, problem)
        if self._walk.ledger.stage in FINAL:
            for problem in witness_problems(head, genesis):
                self._findings.add("V52", None, problem)

    def _check_tally(self) -> None:
        """V22 and V24, once the sum of the ballots is known."""
        walk, setup = self._walk, self._walk.setup
        if walk.tally_entry is None or setup is None:
            return
        if self._sum is None:
            self._gaps["V22"] = self._gaps["V24"] = "The ballots could not be added up."
            return
        self._remove_superseded(self._sum)
        expected = self._sum.accumulator
        for problem in check_tally(setup, expected, walk.tally_entry):
            self._findings.add(problem.rule, walk.tally_entry.index, problem.sentence)
        if walk.counts is None:
            return
        if walk.tally is None:
            self._gaps["V24"] = "The sealed total cannot be read."
            return
        for problem in check_result(setup, walk.trustees, walk.tally, walk.shares, expected.weight, walk.counts):
            self._findings.add(problem.rule, walk.result_entry, problem.sentence)

    def _remove_superseded(self, total: BallotSum) -> None:
        """Read the record again, which must be the same one, and take the superseded ballots out of the sum."""
        setup, box = self._walk.setup, self._walk.box
        if setup is None or box is None or not (superseded := box.superseded):
            return
        pool = BallotPool(sum_ballots, self._election, total.remove, jobs=self._jobs, executor=self._executor)
        # A board could answer differently now: what is taken out must be what was counted.
        again = CompactTree()
        with pool:
            try:
                for entry in self._source.entries(self._findings.add):
                    again.append(leaf_hash(entry.leaf))
                    if entry.index in superseded:
                        pool.add(self._walk.task(entry))
            except DamageError as error:
                self._findings.add(error.rule, error.entry, str(error))
            pool.finish()
        if not self._damaged and again.root() != self._walk.ledger.tree.root():
            self._findings.add("V01", None, "The record was another one when it was read again: somebody changed it.")

    def _check_key_makings(self) -> None:
        """V45."""
        genesis, setup = self._walk.ledger.genesis, self._walk.setup
        if genesis is None or setup is None:
            return
        owners = [item.owners for item in setup.items if item.kind == "Pedersen"]
        holders = [genesis.holders[each.start - 1 : each.stop - 1] for each in owners]
        joint_keys = joint_keys_of(self._walk.trustees)
        try:
            for problem in key_making_problems(self._source, genesis.key_makings, joint_keys, holders):
                self._findings.add("V45", None, problem)
        except MissingKeyMakingError as error:
            self._gaps["V45"] = str(error)
