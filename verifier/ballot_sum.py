"""The encrypted sum of the ballots that count, put together from the sums of chunks."""

from record.ballot_checks import BallotContext, ballot_context
from record.election import Election
from record.tally import parse_encrypted_tally
from record.tallying import TallyAccumulator
from verifier.checks.ballots import ChunkSum


class BallotSum:
    """A running sum to which chunks are added, and from which those of superseded ballots are taken out."""

    def __init__(self, election: Election, fingerprint: str) -> None:
        self._context: BallotContext = ballot_context(election, fingerprint)
        self.accumulator = TallyAccumulator(self._context.group, election.questions)

    def add(self, part: ChunkSum) -> None:
        """Count a chunk."""
        self._put(part, 1)

    def remove(self, part: ChunkSum) -> None:
        """Take a chunk of ballots, which were counted, out again."""
        self._put(part, -1)

    def _put(self, part: ChunkSum, sign: int) -> None:
        total = self.accumulator
        counted, weight = total.counted, total.weight
        # The chunk's bytes come from our own workers, and are decoded as strictly as any.
        total.add(parse_encrypted_tally(self._context.group, part.tally).ciphertexts, sign)
        total.counted, total.weight = counted + sign * part.counted, weight + sign * part.weight
