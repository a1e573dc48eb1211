"""Which ballots are in the box, as far as the rules ask: by tracking code, and how many of each listed credential.

Invariant: at most 200 bytes stay for each ballot and four for each credential, however long the texts in a hostile
record are, because texts are remembered by their hashes and credentials by their places in the list.
"""

import hashlib
from array import array
from typing import Final

from record.credentials import PublicCredentials

_UNLISTED: Final = -1


class BoxIndex:
    """Grows with each ballot. Before :meth:`use_list` no credential is listed."""

    __slots__ = ("_ballots", "_codes", "_credentials", "counted")

    def __init__(self) -> None:
        self._credentials: PublicCredentials | None = None
        self._codes: dict[bytes, int] = {}
        self._ballots: array[int] = array("I")
        self.counted = 0
        """How many listed credentials have a ballot."""

    def use_list(self, credentials: PublicCredentials) -> None:
        """From here on these are the credentials that count; earlier counts are forgotten."""
        self._credentials = credentials
        self._ballots = array("I", [0]) * len(credentials)
        self.counted = 0

    def add(self, code: str, credential: str) -> None:
        """A ballot. One of an unlisted credential breaks V14 and counts nowhere, but its code is taken."""
        position = self._position(credential)
        self._codes.setdefault(_key(code), _UNLISTED if position is None else position)
        if position is not None:
            self.counted += self._ballots[position] == 0
            self._ballots[position] += 1

    def has_code(self, code: str) -> bool:
        """Whether a ballot with this tracking code is in the box."""
        return _key(code) in self._codes

    def is_cast(self, code: str, credential: str) -> bool:
        """Whether the first ballot with this tracking code is one of this listed credential."""
        position = self._position(credential)
        return position is not None and self._codes.get(_key(code)) == position

    def ballots_of(self, credential: str) -> int:
        """How many ballots of the credential are in the box; 0 for an unlisted one."""
        position = self._position(credential)
        return 0 if position is None else self._ballots[position]

    def _position(self, credential: str) -> int | None:
        return None if self._credentials is None else self._credentials.position(credential)


def _key(code: str) -> bytes:
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()
