"""Rules V03 and V13 to V20 for a chunk of ballots, and the chunk's share of the encrypted sum (V22).

A chunk is checked by one pure function of its arguments, in this process or in any other, so the same code runs on
one core and on a cluster. What goes back is small: findings, and one ciphertext for each slot.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from record.ballot_checks import BallotContext, Examination, ballot_context, ballot_problems, examine_ballot
from record.election import Election, fingerprint, parse_election
from record.rules import Finding
from record.tallying import TallyAccumulator


class BallotTask(NamedTuple):
    """A ballot to check: its entry's index, its bytes, the weight of its credential (None: not listed)."""

    entry: int
    payload: bytes
    weight: int | None


class ChunkSum(NamedTuple):
    """An encrypted sum that can travel between processes: how many ballots, their weight, the tally's bytes."""

    counted: int
    weight: int
    tally: bytes


class ChunkResult(NamedTuple):
    """What a chunk's check found, and the encrypted sum of its sound ballots of listed credentials."""

    findings: list[Finding]
    sum: ChunkSum


def check_ballots(election: bytes, tasks: Sequence[BallotTask]) -> ChunkResult:
    """Check a chunk. ``election`` is the canonical bytes of an election within the profile."""
    _, context = _election(election)
    examinations = [examine_ballot(context, task.payload) for task in tasks]
    findings: list[Finding] = []
    problems = ballot_problems(context.group, examinations)
    for task, examination, wrong in zip(tasks, examinations, problems, strict=True):
        if task.weight is None and examination.ballot is not None:
            findings.append(Finding("V14", task.entry, "The ballot's credential is not on the list of credentials."))
        findings.extend(Finding(problem.rule, task.entry, problem.sentence) for problem in wrong)
    return ChunkResult(findings, _sum(election, tasks, examinations))


def sum_ballots(election: bytes, tasks: Sequence[BallotTask]) -> ChunkSum:
    """The encrypted sum of a chunk whose ballots were checked before."""
    _, context = _election(election)
    return _sum(election, tasks, [examine_ballot(context, task.payload) for task in tasks])


def _sum(election: bytes, tasks: Sequence[BallotTask], examinations: Sequence[Examination]) -> ChunkSum:
    parsed, context = _election(election)
    accumulator = TallyAccumulator(context.group, parsed.questions)
    for task, examination in zip(tasks, examinations, strict=True):
        if examination.votes is not None and task.weight is not None:
            accumulator.add(examination.votes, task.weight)
    return ChunkSum(accumulator.counted, accumulator.weight, accumulator.tally().encode())


@lru_cache(maxsize=4)
def _election(election: bytes) -> tuple[Election, BallotContext]:
    """Decoded once in each process; a pure function of its argument."""
    parsed = parse_election(election)
    return parsed, ballot_context(parsed, fingerprint(election))
