"""What is kept of a roll: voters, each with name, number, class and weight, and nothing else."""

import msgspec


class Voter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One voter of the roll: what is kept. ``number`` is NISN, NIPD or NISM as text, possibly empty."""

    name: str
    number: str
    group: str
    weight: int = 1


class Roll(msgspec.Struct, frozen=True):
    """The voters in the roll's order, the headers of the dropped columns, and what a person should look at."""

    voters: tuple[Voter, ...]
    dropped: tuple[str, ...]
    warnings: tuple[str, ...]
