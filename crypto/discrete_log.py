"""Bounded discrete logarithms of public elements: the last step of a tally (spec "Election result").

Invariant: the work is bounded before it starts. With m = ceil(2 sqrt(maximum + 1)) shared baby steps, a logarithm
takes at most (maximum + 1) / m giant steps, so a result outside of [0, maximum] ends in an error, not in an endless
search. For the largest maximum, 100,000,000, that is 20,001 baby steps (about 15 MB, once for each election) and at
most 5,000 giant steps for each answer.
"""

from math import isqrt
from typing import final

from crypto.errors import CryptoError
from crypto.group import Element, Group

LARGEST_MAXIMUM = 100_000_000


class DiscreteLogError(CryptoError):
    """An element is no power of the generator within the bound, or the bound is not accepted."""

    code = "crypto-discrete-log"


@final
class DiscreteLogTable:
    """Baby steps g**0 .. g**(m-1), shared by all answers of an election whose total weight is ``maximum``."""

    __slots__ = ("_baby_steps", "_giant_stride", "_group", "_width", "maximum")

    def __init__(self, group: Group, maximum: int) -> None:
        """Raises ``DiscreteLogError`` unless 0 <= maximum <= 100,000,000 and maximum < q."""
        if not 0 <= maximum <= LARGEST_MAXIMUM or maximum >= group.q:
            raise DiscreteLogError("A tally can be decrypted only for a total weight between 0 and 100,000,000.")
        self.maximum = maximum
        self._group = group
        self._width = min(maximum + 1, 2 * (isqrt(maximum) + 1))
        self._baby_steps: dict[str, int] = {}
        step = group.identity
        for exponent in range(self._width):
            self._baby_steps[step.text] = exponent
            step = group.multiply_public(step, group.generator)
        self._giant_stride = group.invert_public(step)

    def find_public(self, element: Element) -> int:
        """The n in [0, maximum] with g**n == element; raises ``DiscreteLogError`` if there is none."""
        for giant_steps in range(self.maximum // self._width + 1):
            baby_steps = self._baby_steps.get(element.text)
            if baby_steps is not None:
                exponent = giant_steps * self._width + baby_steps
                if exponent <= self.maximum:
                    return exponent
                break
            element = self._group.multiply_public(element, self._giant_stride)
        raise DiscreteLogError(
            f"The decrypted total is not a number between 0 and {self.maximum}. A share or the encrypted tally is "
            "wrong: verify the record."
        )


def discrete_log_public(group: Group, element: Element, maximum: int) -> int:
    """The n in [0, maximum] with g**n == element; raises ``DiscreteLogError``. For one element only: see the table."""
    return DiscreteLogTable(group, maximum).find_public(element)
