"""A rule that is broken and how: what check functions return that know no place in a log or archive."""

from typing import NamedTuple


class Problem(NamedTuple):
    """``rule`` is a number of :mod:`record.rules` (``V07``); ``sentence`` tells a person what is wrong."""

    rule: str
    sentence: str
