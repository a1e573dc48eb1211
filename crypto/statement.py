"""The one form of every verification of the protocol, so that all of a record can be checked in one call.

A statement holds iff SHA256(prefix || a1^x1*b1^y1 , a2^x2*b2^y2 , ...) mod q equals ``expected``, which is the sum
of the proof's challenges mod q. Statements are data: nothing is computed until :func:`hold`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crypto.group import Element, Group

NEVER: Final = -1
"""An ``expected`` that no hash equals: the statement of a proof that is malformed, such as a missing branch."""


@dataclass(frozen=True, slots=True)
class Statement:
    """``pairs`` are (a, x, b, y) with exponents in [0, q); ``prefix`` is all that is hashed before commitments."""

    pairs: tuple[tuple[Element, int, Element, int], ...]
    prefix: str
    expected: int


def false_statement() -> Statement:
    """A statement that never holds, for a proof with the wrong number of branches."""
    return Statement((), "", NEVER)


def hold(group: Group, statements: Sequence[Statement]) -> list[bool]:
    """Whether each statement holds, in order, with one call of the group for all commitments."""
    commitments = group.commitments_public([pair for statement in statements for pair in statement.pairs])
    results = []
    start = 0
    for statement in statements:
        end = start + len(statement.pairs)
        results.append(group.hash_to_scalar(statement.prefix, commitments[start:end]) == statement.expected)
        start = end
    return results
