"""A record is read twice where somebody voted twice: a source that answers differently the second time is caught.

Each lie fits to a tally that counts the wrong ballots, so that nothing else in the record is false.
"""

from collections.abc import Callable, Iterator

import msgspec
import pytest

from record.ballot import parse_ballot
from record.entries import LogEntry
from tests.support.built_record import BuiltRecord, MemorySource
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import honest
from verifier.run import verify
from verifier.source.base import Damage, DamageError

Lie = Callable[[list[LogEntry], Damage], Iterator[LogEntry]]


class TwoFacedSource(MemorySource):
    """Tells the truth in the first reading and ``lie`` in every later one."""

    def __init__(self, record: BuiltRecord, lie: Lie) -> None:
        super().__init__(record)
        self._lie = lie
        self.readings = 0

    def entries(self, damage: Damage) -> Iterator[LogEntry]:
        self.readings += 1
        true = super().entries(damage)
        return true if self.readings == 1 else self._lie(list(true), damage)


def of_the_first_voter(entries: list[LogEntry], record: BuiltRecord) -> list[int]:
    """The places of both ballots of the voter who voted twice."""
    card = record.parties.cards[0].text
    return [e.index for e in entries if e.type == "Ballot" and parse_ballot(e.payload).credential == card]


def counting(extra: int) -> BuiltRecord:
    """A record whose tally is that of the box with the first voter's ballot number ``extra`` put on top."""

    def tally(builder: ElectionBuilder) -> None:
        ballots = [boxed for boxed in builder.box if boxed.credential == builder.parties.cards[0].text]
        builder.encrypted_tally(box=[*builder.box, ballots[extra]])

    return honest().instead("tally", tally).record()


def lies_for(record: BuiltRecord) -> dict[str, Lie]:
    def swapped(entries: list[LogEntry], _: Damage) -> Iterator[LogEntry]:
        first, last = of_the_first_voter(entries, record)
        for entry in entries:
            yield msgspec.structs.replace(entries[last], index=first) if entry.index == first else entry

    def reordered(entries: list[LogEntry], _: Damage) -> Iterator[LogEntry]:
        first, last = of_the_first_voter(entries, record)
        entries[first], entries[last] = entries[last], entries[first]
        for index, entry in enumerate(entries):
            yield msgspec.structs.replace(entry, index=index)

    return {"swapped": swapped, "reordered": reordered}


@pytest.mark.parametrize("name", ["swapped", "reordered"])
def test_other_ballots_in_the_second_reading(name: str) -> None:
    record = counting(0)
    assert {found.rule for found in verify(MemorySource(record)).findings} == {"V22"}, "told the truth, it is V22"
    source = TwoFacedSource(record, lies_for(record)[name])
    report = verify(source)
    assert source.readings == 2
    assert report.verdict == "rejected"
    assert {found.rule for found in report.findings} == {"V01"}, "the sum fits to what was read the second time"


def test_a_payload_that_is_missing_in_the_second_reading() -> None:
    """Nothing is taken out then, and both ballots of a voter would count."""
    record = honest().record()

    def missing(entries: list[LogEntry], damage: Damage) -> Iterator[LogEntry]:
        first, _ = of_the_first_voter(entries, record)
        damage("V01", first, "The board does not have the payload.")
        for entry in entries:
            yield msgspec.structs.replace(entry, blobs=()) if entry.index == first else entry

    assert "V01" in {found.rule for found in verify(TwoFacedSource(record, missing)).findings}


def test_a_second_reading_that_breaks_off() -> None:
    record = honest().record()

    def broken(entries: list[LogEntry], _: Damage) -> Iterator[LogEntry]:
        yield from entries[: of_the_first_voter(entries, record)[0]]
        raise DamageError("V01", None, "The board's log ends before the size that its head claims.")

    assert "V01" in {found.rule for found in verify(TwoFacedSource(record, broken)).findings}


def test_an_honest_source_is_read_twice_and_accepted() -> None:
    record = honest().record()
    source = TwoFacedSource(record, lambda entries, _: iter(entries))
    assert verify(source).verdict == "accepted"
    assert source.readings == 2
