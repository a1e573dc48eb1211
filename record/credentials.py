"""Public credentials with their weights: the list of who may cast a ballot, compact in memory.

Invariant: every entry of a :class:`PublicCredentials` is distinct and has a weight of at least zero; either all
entries write their weight or none does. Specification 4.10. A third field (the official tool's user name) is
refused: it would tell who holds a card. 44 bytes stay in memory for each credential, 52 with weights.
"""

import hashlib
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

from crypto.errors import CryptoError
from crypto.group import Group
from record.errors import FormatError

#: The longest list, in bytes: more than 6 million Ed25519 credentials.
CREDENTIALS_LIMIT: Final = 512 * 1024 * 1024
#: The greatest total weight that is read: the official tool's own bound. Elections of ours stay below
#: ``crypto.discrete_log.LARGEST_MAXIMUM``, so that their totals can be opened (V32).
TOTAL_WEIGHT_LIMIT: Final = 100_000_000_000

# The element's text (hex or decimal), then perhaps a weight: decimal, without leading zeros.
_ENTRY: Final = re.compile(r"([0-9a-f]{1,1000})(?:,(0|[1-9][0-9]{0,11}))?")
_SEPARATOR: Final = b'","'


class CredentialsError(FormatError):
    """The list of public credentials breaks its rule (V12)."""

    code = "record-credentials"


def credential_entries(data: bytes) -> Iterator[tuple[str, int | None]]:
    """The (element's text, written weight) pairs of the canonical list, one after another.

    Raises :class:`CredentialsError` at the first thing that is not canonical. The texts may still be no elements.
    """
    if len(data) > CREDENTIALS_LIMIT:
        raise CredentialsError(f"The list of credentials has {len(data)} bytes; at most {CREDENTIALS_LIMIT} can be.")
    if data == b"[]":
        return
    if not (data.startswith(b'["') and data.endswith(b'"]') and len(data) > 4):
        raise CredentialsError("The list of credentials is not a canonical JSON list of strings.")
    start, end = 2, len(data) - 2
    number = 0
    while start <= end:
        stop = data.find(_SEPARATOR, start, end)
        stop = end if stop < 0 else stop
        number += 1
        yield _entry(data[start:stop], number)
        start = stop + len(_SEPARATOR)


def _entry(raw: bytes, number: int) -> tuple[str, int | None]:
    # An entry holds digits, letters and one comma, so nothing in it could be escaped or written in another way.
    match = _ENTRY.fullmatch(raw.decode("ascii", "replace")) if len(raw) <= 1100 else None
    if match is None:
        if raw.count(b",") > 1:
            raise CredentialsError(f"Credential {number} has a third field; nothing may tell who holds a card.")
        raise CredentialsError(f"Credential {number} is not an element, or an element, a comma and a decimal weight.")
    text, weight = match.groups()
    return text, None if weight is None else int(weight)


def first_non_member(group: Group, texts: Iterable[str]) -> int | None:
    """The position of the first text that is no element of the group, or is the identity; None if all are."""
    for position, text in enumerate(texts):
        try:
            group.decode(text)
        except CryptoError:
            return position
    return None


class PublicCredentials:
    """The list, as a mapping from an element's text to its position in the list and its weight."""

    __slots__ = ("_digests", "_order", "_prefixes", "_weights", "total_weight", "weighted")

    def __init__(self, entries: Iterable[tuple[str, int | None]]) -> None:
        """Index the entries; :class:`CredentialsError` for duplicates, mixed or too great weights."""
        digests = bytearray()
        prefixes = array("Q")
        weights = array("Q")
        total = 0
        for text, weight in entries:
            # The digest names the credential in 32 bytes, whatever the group.
            digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
            digests += digest
            prefixes.append(int.from_bytes(digest[:8]))
            if weight is not None:
                total += weight
                if total > TOTAL_WEIGHT_LIMIT:
                    raise CredentialsError(f"The weights add up to more than {TOTAL_WEIGHT_LIMIT}.")
                weights.append(weight)
        if len(weights) not in (0, len(prefixes)):
            raise CredentialsError("Some credentials write their weight and others do not.")
        self.weighted = len(weights) > 0
        self.total_weight = total if self.weighted else len(prefixes)
        self._weights = weights
        # In the list's order: digests. Sorted: the first 8 bytes of each, and beside them its position.
        self._digests = bytes(digests)
        self._order = array("I", sorted(range(len(prefixes)), key=prefixes.__getitem__))
        self._prefixes = array("Q", map(prefixes.__getitem__, self._order))
        self._refuse_duplicates()

    def _refuse_duplicates(self) -> None:
        for index in range(1, len(self._order)):
            position = self._order[index]
            # Sorting is stable, so whatever has the same prefix stands before it in the list.
            first = self._find(self._prefixes[index], self._digests[32 * position : 32 * position + 32])
            if first != position:
                raise CredentialsError(f"Credentials {(first or 0) + 1} and {position + 1} are the same.")

    def __len__(self) -> int:
        return len(self._order)

    @property
    def lightest(self) -> int:
        """The smallest weight; 1 where weights are not written, also of an empty list."""
        return min(self._weights, default=1)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.position(text) is not None

    def position(self, text: str) -> int | None:
        """The place of a credential in the list, from 0; None if it is not listed."""
        digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        return self._find(int.from_bytes(digest[:8]), digest)

    def _find(self, prefix: int, digest: bytes) -> int | None:
        index = bisect_left(self._prefixes, prefix)
        while index < len(self._prefixes) and self._prefixes[index] == prefix:
            position = self._order[index]
            if self._digests[32 * position : 32 * position + 32] == digest:
                return position
            index += 1
        return None

    def weight_at(self, position: int) -> int:
        """The weight of the credential at a place of the list."""
        return self._weights[position] if self.weighted else 1

    def weight(self, text: str) -> int | None:
        """The weight of a credential; None if it is not listed."""
        position = self.position(text)
        return None if position is None else self.weight_at(position)


def parse_public_credentials(data: bytes, group: Group) -> PublicCredentials:
    """The checked list of its canonical bytes; :class:`CredentialsError` for everything else (V12)."""
    credentials = PublicCredentials(credential_entries(data))
    bad = first_non_member(group, (text for text, _ in credential_entries(data)))
    if bad is not None:
        raise CredentialsError(f"Credential {bad + 1} is not an element of the group, or is the identity.")
    return credentials


def write_public_credentials(entries: Iterable[tuple[str, int]], *, weighted: bool) -> bytes:
    """The canonical bytes of a list, sorted by element so that nothing follows the order of the roll.

    Without ``weighted`` every weight must be 1. Raises :class:`CredentialsError` for what could not be read back.
    """
    listed = sorted(entries)
    if not weighted and any(weight != 1 for _, weight in listed):
        raise CredentialsError("A weight other than 1 was given for a list without weights.")
    texts = [f"{text},{weight}" if weighted else text for text, weight in listed]
    data = ('["' + '","'.join(texts) + '"]').encode("ascii", "replace") if texts else b"[]"
    PublicCredentials(credential_entries(data))
    return data
