"""The encrypted tally, recomputed from the last ballot of each credential (V22), and the result (V24)."""

from collections.abc import Iterator, Mapping

from crypto.errors import CryptoError
from record.entries import LogEntry
from record.errors import RecordError
from record.ledger import SetupFacts
from record.problems import Problem
from record.result import Counts, parse_result, result_problem
from record.tally import DecodedShare, EncryptedTally, parse_encrypted_tally, shape_problem
from record.tallying import TallyAccumulator, encrypted_tally_problem
from record.trustees import Trustees
from verifier.errors import BrokenRuleError


def read_tally(setup: SetupFacts, entry: LogEntry) -> EncryptedTally | None:
    """The published tally, if it can be opened at all; what is wrong with another is V22's."""
    if len(entry.blobs) != 2:
        return None
    try:
        tally = parse_encrypted_tally(setup.group, entry.blobs[0])
    except (CryptoError, RecordError):
        return None
    return None if shape_problem(setup.election.questions, tally) else tally


def check_tally(setup: SetupFacts, expected: TallyAccumulator, entry: LogEntry) -> Iterator[Problem]:
    """V22: the published tally and its size are those of the ballots that count."""
    if len(entry.blobs) != 2:
        return  # V01 or V03 has said so
    problem = encrypted_tally_problem(setup.group, setup.election.questions, expected, *entry.blobs)
    if problem is not None:
        yield Problem("V22", problem)


def read_result(entry: LogEntry) -> Counts:
    """The published counts; :class:`BrokenRuleError` of V03 for anything else."""
    try:
        return parse_result(entry.payload)
    except RecordError as error:
        raise BrokenRuleError("V03", str(error)) from error


def check_result(
    setup: SetupFacts,
    trustees: Trustees,
    tally: EncryptedTally,
    shares: Mapping[int, DecodedShare],
    weight: int,
    counts: Counts,
) -> Iterator[Problem]:
    """V24: the counts are what the shares open."""
    problem = result_problem(setup.group, trustees, tally, shares, weight, counts)
    if problem is not None:
        yield Problem("V24", problem)
