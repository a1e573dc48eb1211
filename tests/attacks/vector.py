"""One tampered record: what the attacker did, and the rules that must refuse it, no more and no fewer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from tests.support.built_record import BuiltRecord
from tests.support.honest_election import Plan

View = Literal["log", "folder", "archive"]
"""How a vector is read: our log from memory, our log from a folder, the bare `.bel`."""
Build = Callable[[], Plan | BuiltRecord]
B = TypeVar("B", bound=Build)

PUBLISHED: Final = {
    1: "weak Fiat-Shamir",
    2: "signature that omits its key",
    3: "group substitution",
    4: "weak parameters",
    5: "missing membership check",
    6: "torsion",
    7: "non-canonical encodings",
    8: "duplicate or unknown members, floats, surrogates",
    9: "scalars out of range",
    10: "challenge not recomputed",
    11: "extra or missing branches, choices, answers",
    12: "proofs moved",
    13: "biased scalars",
    14: "ballot copying",
    15: "replay from another election",
    16: "replay of a superseded ballot",
    17: "reordering of a voter's ballots",
    18: "silent recast",
    19: "clash",
    20: "stuffing",
    21: "ballots pending at the close",
    22: "weights",
    23: "answers' order swapped",
    24: "board flooding",
    25: "rogue key",
    26: "rushing key making",
    27: "split view of certificates",
    28: "bad share",
    29: "wrong Lagrange set",
    30: "unattributable share",
    31: "tally not recomputed",
    32: "unsound decryption proof",
    33: "result out of range",
    34: "decryption of another total",
    35: "split view",
    36: "unsigned root",
    37: "truncation, rollback",
    38: "events out of order",
    39: "leaf and node confusion",
    40: "archive paths",
    41: "stripped or swapped signatures",
    42: "tested ballot cast",
    43: "different questions for different voters",
    44: "receipt not bound to the ballot",
}
"""The published attacks that the vectors refer to."""


@dataclass(frozen=True)
class Vector:
    """``rules`` must fail, and only they; ``alone``: without its one rule the record is accepted.

    ``views`` are the ways in which it is read; where our log shows more than the archive, ``log_rules`` must fail
    there instead of ``rules``.
    """

    family: str
    name: str
    story: str
    attacks: tuple[int, ...]
    rules: frozenset[str]
    build: Build
    views: tuple[View, ...]
    alone: bool
    log_rules: frozenset[str]

    def record(self) -> BuiltRecord:
        """The tampered record."""
        built = self.build()
        return built if isinstance(built, BuiltRecord) else built.record()

    def expected(self, view: View) -> frozenset[str]:
        """The rules that fail in this view."""
        return self.rules if view == "archive" else self.log_rules

    @property
    def lonely_view(self) -> View:
        """The first view in which one rule alone refuses the record."""
        return next(view for view in self.views if len(self.expected(view)) == 1)

    @property
    def scope(self) -> Literal["archive", "log"]:
        """Whether a bare archive shows the attack."""
        return "archive" if "archive" in self.views else "log"


@dataclass
class Catalogue:
    """The vectors of one family, which stands in one module, in order."""

    family: str
    views: tuple[View, ...]
    vectors: list[Vector] = field(default_factory=list)

    def add(
        self,
        name: str,
        story: str,
        rules: str,
        build: Build,
        *attacks: int,
        views: tuple[View, ...] | None = None,
        alone: bool | None = None,
        log_rules: str | None = None,
    ) -> None:
        """Add a vector; ``rules`` are separated by spaces. One rule stands alone unless told otherwise."""
        expected = frozenset(rules.split())
        own = expected if log_rules is None else frozenset(log_rules.split())
        self.vectors.append(
            Vector(
                family=self.family,
                name=name,
                story=story,
                attacks=attacks,
                rules=expected,
                build=build,
                views=views or self.views,
                alone=len(expected) == 1 if alone is None else alone,
                log_rules=own,
            )
        )

    def attack(
        self,
        rules: str,
        *attacks: int,
        views: tuple[View, ...] | None = None,
        alone: bool | None = None,
        log_rules: str | None = None,
    ) -> Callable[[B], B]:
        """Add the vector that the function builds; its name and docstring are the vector's."""

        def register(build: B) -> B:
            story = " ".join((build.__doc__ or "").split())
            name = build.__name__.replace("_", " ")
            self.add(name, story, rules, build, *attacks, views=views, alone=alone, log_rules=log_rules)
            return build

        return register
