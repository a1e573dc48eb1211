"""Which ballot of each credential counts: the last one. The others are superseded.

Invariant: eight bytes for each listed credential and for each superseded ballot, whatever the ballots hold.
"""

from array import array
from typing import Final

from record.credentials import PublicCredentials

_NONE: Final = -1


class LastBallots:
    """Remembers, for each place in the list of credentials, the entry of its last ballot."""

    def __init__(self, credentials: PublicCredentials) -> None:
        self._credentials = credentials
        self._last = array("q", [_NONE]) * len(credentials)
        self._superseded: array[int] = array("q")
        self.counted = 0
        """How many credentials have a ballot."""

    def add(self, index: int, credential: str) -> int | None:
        """Note a ballot of the entry ``index``; the weight of its credential, None if it is not listed."""
        position = self._credentials.position(credential)
        if position is None:
            return None
        if self._last[position] != _NONE:
            self._superseded.append(self._last[position])
        else:
            self.counted += 1
        self._last[position] = index
        return self._credentials.weight_at(position)

    @property
    def superseded(self) -> frozenset[int]:
        """The entries of the ballots that do not count."""
        return frozenset(self._superseded)
