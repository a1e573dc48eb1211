"""Counting without opening: the encrypted tally of the last ballot of each credential (specification 4.19, 4.20).

Invariant: the tally depends only on which ballots count and with which weights, not on the order in which they are
added; a superseded ballot is taken out again exactly. Memory does not grow with the number of ballots.
"""

from collections.abc import Sequence
from typing import Final

from crypto.elgamal import Ciphertext, combine_public, weighted_sum_public
from crypto.errors import CryptoError
from crypto.group import Group
from record.election import Question
from record.errors import FormatError
from record.tally import EncryptedTally, make_sized_tally, parse_encrypted_tally, shape_problem

#: Ballots are multiplied in batches of this many, because one product of many is cheaper than many of two.
_BATCH: Final = 256

Votes = Sequence[Sequence[Ciphertext]]


class TallyAccumulator:
    """A running encrypted sum. ``counted`` and ``weight`` are those of the ballots that are in it now."""

    __slots__ = ("_group", "_slots", "_sum", "_waiting", "counted", "weight")

    def __init__(self, group: Group, questions: Sequence[Question]) -> None:
        self._group = group
        self._slots = [question.slots for question in questions]
        self._waiting: list[tuple[int, tuple[Ciphertext, ...]]] = []
        self._sum = tuple(combine_public(group, ()) for _ in range(sum(self._slots)))
        self.counted = 0
        self.weight = 0

    def add(self, votes: Votes, weight: int) -> None:
        """Count a ballot's ciphertexts, one list for each question; ``FormatError`` for another shape."""
        self._enqueue(votes, weight)
        self.counted += 1
        self.weight += weight

    def remove(self, votes: Votes, weight: int) -> None:
        """Take out a ballot that was added with that weight, because another of its credential supersedes it."""
        self._enqueue(votes, -weight)
        self.counted -= 1
        self.weight -= weight

    def merge(self, other: "TallyAccumulator") -> None:
        """Add everything that another accumulator of the same election counted (a worker's part of the record)."""
        part = other.tally()
        self._enqueue(part.ciphertexts, 1)
        self.counted += other.counted
        self.weight += other.weight

    def tally(self) -> EncryptedTally:
        """The encrypted sum of what is counted now."""
        self._fold()
        ciphertexts, start = [], 0
        for slots in self._slots:
            ciphertexts.append(self._sum[start : start + slots])
            start += slots
        return EncryptedTally(tuple(ciphertexts))

    def payload(self) -> tuple[bytes, bytes]:
        """The canonical bytes of the tally and of its sized form: the two data of an ``EncryptedTally`` event."""
        tally_bytes = self.tally().encode()
        return tally_bytes, make_sized_tally(tally_bytes, self.counted, self.weight)

    def _enqueue(self, votes: Votes, weight: int) -> None:
        if [len(question) for question in votes] != self._slots:
            raise FormatError("A ballot without one ciphertext for each slot of each question cannot be counted.")
        self._waiting.append((weight, tuple(ciphertext for question in votes for ciphertext in question)))
        if len(self._waiting) >= _BATCH:
            self._fold()

    def _fold(self) -> None:
        if not self._waiting:
            return
        self._sum = tuple(
            weighted_sum_public(self._group, [(1, so_far), *((weight, votes[slot]) for weight, votes in self._waiting)])
            for slot, so_far in enumerate(self._sum)
        )
        self._waiting = []


def encrypted_tally_problem(
    group: Group, questions: Sequence[Question], expected: TallyAccumulator, tally: bytes, sized: bytes
) -> str | None:
    """V22: the two payloads are those of the ballots that count, recomputed; otherwise a sentence that says why."""
    expected_tally, expected_sized = expected.payload()
    if tally == expected_tally and sized == expected_sized:
        return None
    try:
        shape = shape_problem(questions, parse_encrypted_tally(group, tally))
    except (FormatError, CryptoError) as error:
        return f"The encrypted tally is malformed: {error}"
    if shape is not None:
        return shape
    if tally != expected_tally:
        return "The encrypted tally is not the sum of the ballots that count."
    return f"The tally's size is not that of {expected.counted} ballots of the total weight {expected.weight}."
