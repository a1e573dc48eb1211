"""Whose parts of a total are in the record, and whose are still awaited, for people who wait for each other."""

from dataclasses import dataclass

from trustee.verifying import VerifiedRecord, VerifiedTally


@dataclass(frozen=True, slots=True)
class PartsGiven:
    """A key of the election: ``needed`` of its holders open it; ``given`` and ``absent`` are owner numbers."""

    needed: int
    given: tuple[int, ...]
    absent: tuple[int, ...]

    @property
    def enough(self) -> bool:
        """Whether no further part is needed."""
        return len(self.given) >= self.needed


def parts_given(record: VerifiedRecord | VerifiedTally, *, mine: bool) -> tuple[PartsGiven, ...]:
    """For each key of the election; ``mine``: this holder's part has been seen since the record was verified."""
    sent = record.ledger.share_owners() | ({record.owner} if mine else frozenset())
    return tuple(
        PartsGiven(
            item.threshold,
            tuple(owner for owner in item.owners if owner in sent),
            tuple(owner for owner in item.owners if owner not in sent),
        )
        for item in record.setup.items
    )
