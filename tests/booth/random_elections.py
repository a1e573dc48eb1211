"""Random elections with a few ballots and seal tests, reproducible from a number, as Python and the booth read them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from record.checkpoint import open_checkpoint, origin_of
from record.digests import sha256_hex
from record.election import Question
from record.entries import LogEntry
from record.merkle import NodeLookup, inclusion_proof, leaf_hash, lookup_of
from record.receipt import Receipt
from tests.support.built_record import BuiltRecord
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import UUID, Parties, Shape, parties
from voter_client.election import OpenElection, read_election

# Whatever people type, and what JSON writers treat differently.
_TEXTS = ("Paslon", "Siti & Budi", 'kutip "dua"', "garis \\ miring", "\x7f", "tab\t", "é", "\u2028", "😀", "")
TESTED_SEED = 100
_SHAPES: tuple[Shape, ...] = ("single", "mixed", "joint")


class RecordLog:
    """A built record as ``voter_client.election.Log``."""

    def __init__(self, record: BuiltRecord) -> None:
        self._record = record
        self._blobs = {sha256_hex(blob): blob for entry in record.entries for blob in entry.blobs}

    def checkpoint(self) -> bytes:
        """The signed head."""
        return self._record.checkpoint

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        """The leaves from ``start`` on."""
        return (entry.leaf for entry in self._record.entries[start:size])

    def blob(self, sha256_hex: str) -> bytes:
        """A payload."""
        return self._blobs[sha256_hex]

    def nodes(self, size: int) -> NodeLookup:
        """The tree's nodes."""
        return lookup_of(leaf_hash(entry.leaf) for entry in self._record.entries[:size])


@dataclass(frozen=True)
class Played:
    """An election that was opened, voted in and tested a little; ``folder`` holds its log."""

    number: int
    record: BuiltRecord
    parties: Parties
    questions: tuple[Question, ...]
    folder: Path
    tested: tuple[tuple[int, ...], ...]
    """The choices of the first seal test, by the second card with the seed ``TESTED_SEED``."""

    @cached_property
    def log(self) -> RecordLog:
        """The log as Python's client reads it."""
        return RecordLog(self.record)

    @cached_property
    def election(self) -> OpenElection:
        """The election as Python's client trusts it."""
        return read_election(self.log, self.parties.uuid)

    def entries(self, entry_type: str) -> list[LogEntry]:
        """All entries of a type."""
        return [entry for entry in self.record.entries if entry.type == entry_type]

    def receipt(self, entry: LogEntry) -> str:
        """The receipt that a board gives for an entry, with the leaf in its extra line."""
        size = open_checkpoint(self.record.checkpoint, origin_of(self.parties.uuid), self.parties.board.public_hex).size
        proof = inclusion_proof(self.log.nodes(size), entry.index, size)
        return Receipt(entry.index, tuple(proof), self.record.checkpoint, entry.leaf).serialise().decode()

    def randomness(self) -> random.Random:
        """Reproducible choices of a test on this election."""
        return random.Random(f"test of election {self.number}")


def random_choices(source: random.Random, questions: Sequence[Question]) -> list[list[int]]:
    """A valid vote."""
    choices = []
    for question in questions:
        blank = question.allows_blank and source.random() < 0.4
        count = 0 if blank else source.randint(question.min, question.max)
        picked = source.sample(range(len(question.answers)), count)
        marks = [int(place in picked) for place in range(len(question.answers))]
        choices.append([int(blank), *marks] if question.allows_blank else marks)
    return choices


def play(number: int, folder: Path) -> Played:
    """The election of a number: other questions, key holders and weights for each."""
    source = random.Random(f"election {number}")
    shape = _SHAPES[number % 3]
    # A joint key alone must be made for this election (V44).
    everybody = parties(shape, key_for=UUID if shape == "joint" else "")
    questions = tuple(_question(source) for _ in range(source.randint(1, 3)))
    builder = ElectionBuilder(everybody, questions, weighted=number % 2 == 0)
    builder.genesis()
    builder.setup()
    for signer in (0, *everybody.owners):
        builder.countersign(signer)
    if source.random() < 0.5:
        builder.replace_card(everybody.cards[0], everybody.spares[0])
    if source.random() < 0.5:
        builder.extend("2026-11-24T09:30:00Z")
    builder.open()
    tested = random_choices(source, questions)
    builder.challenge(everybody.cards[1], builder.ballot(everybody.cards[1], tested, TESTED_SEED))
    for turn in range(source.randint(1, 4)):
        builder.cast(everybody.cards[1 + turn], random_choices(source, questions), turn)
    record = builder.record()
    written = record.write_folder(folder / f"election-{number}")
    return Played(number, record, everybody, questions, written, tuple(map(tuple, tested)))


def _question(source: random.Random) -> Question:
    answers = tuple(f"{source.choice(_TEXTS)} {place}" for place in range(source.randint(1, 5)))
    least = source.randint(0, len(answers))
    most = source.randint(max(1, least), len(answers))
    blank = source.random() < 0.5
    text = source.choice(_TEXTS)
    if blank:
        return Question(answers=answers, blank=True, min=least, max=most, question=text)
    return Question(answers=answers, min=least, max=most, question=text)
