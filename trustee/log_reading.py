"""Reading a log as a key holder does: nothing is used before it leads to a signed head that continues the last one.

The last head that was seen of each log stands in the journal. A board that shows an older log, or another one, is
caught here, whatever it serves: both signed heads are kept then, and they convince anybody.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy

from crypto.errors import CryptoError
from record.checkpoint import OpenedCheckpoint, open_checkpoint
from record.digests import sha256_hex
from record.entries import LogEntry, OwnLeaf
from record.errors import RecordError
from record.events import Event
from record.merkle import CompactTree, leaf_hash
from record.payloads import expected_hashes
from trustee.board import BoardLog
from trustee.errors import LogRefusedError, RollbackError, SplitViewError
from trustee.journal import Journal, Seen

GENESIS_LIMIT = 4 * 1024 * 1024


def open_head(data: bytes, origin: str, board_key: str) -> OpenedCheckpoint:
    """The verified head of signed bytes; ``LogRefusedError`` if the board of that key did not sign it."""
    try:
        return open_checkpoint(data, origin, board_key)
    except (RecordError, CryptoError) as error:
        raise LogRefusedError("The board's signed head is not sound: {reason}", reason=str(error)) from error


def read_first_payload(log: BoardLog, decode_leaf: Callable[[bytes], OwnLeaf | Event]) -> bytes:
    """The payload of entry 0, the genesis, unverified: it names the board's key. ``LogRefusedError``."""
    for leaf in log.leaves(1):
        return _payload(log, _decode(decode_leaf, leaf))
    raise LogRefusedError("The log has no entries.")


def read_entries(
    log: BoardLog,
    head: OpenedCheckpoint,
    decode_leaf: Callable[[bytes], OwnLeaf | Event],
    journal: Journal,
    *,
    first: int | None = None,
) -> tuple[LogEntry, ...]:
    """The ``first`` entries (None: all) with their payloads, under a verified head, which becomes the last one seen.

    All leaves are read, whatever ``first`` says, since only they lead to the head. Raises ``LogRefusedError`` if they
    do not, or if a payload is not that of its hash; ``RollbackError`` or ``SplitViewError`` against the last head.
    """
    follower = HeadFollower(journal, head)
    entries = []
    for index, leaf in enumerate(log.leaves(head.size)):
        follower.add(leaf)
        if first is None or index < first:
            entries.append(open_entry(log, index, leaf, decode_leaf))
    follower.finish()
    return tuple(entries)


class HeadFollower:
    """Compares the leaves of a log, one after the other, with its signed head and with the last one seen."""

    def __init__(self, journal: Journal, head: OpenedCheckpoint, before: CompactTree | None = None) -> None:
        """``before`` are the leaves that a verified head led to, where reading goes on (None: from the first leaf).

        ``RollbackError`` at once if ``head`` is older than the last head seen.
        """
        self._journal = journal
        self._head = head
        self._tree = CompactTree() if before is None else deepcopy(before)
        self._last = _last_seen(journal, head)
        if self._last is not None and head.size < self._last.size:
            raise RollbackError(
                "The board shows {size} entries of {log}, and it has shown {last} before. Do not continue; compare "
                "signed heads with the other key holders.",
                size=head.size,
                log=head.origin,
                last=self._last.size,
            )

    def add(self, leaf: bytes) -> None:
        """Take the next leaf; ``SplitViewError`` if the log was another one before."""
        self._tree.append(leaf_hash(leaf))
        if self._last is not None and self._tree.size == self._last.size and self._tree.root() != self._last.root:
            self._split()

    def finish(self) -> None:
        """All leaves were taken: they must lead to the head, which is remembered then."""
        if self._tree.size != self._head.size or self._tree.root() != self._head.root:
            raise LogRefusedError("The entries that the board serves do not lead to its signed head.")
        if self._last is None or self._last.size < self._head.size:
            self._journal.append(Seen(self._head.origin, self._head.data.decode()))

    def _split(self) -> None:
        # The other face goes into the journal, too, so that both signed heads are at hand as evidence.
        self._journal.append(Seen(f"split-view:{self._head.origin}", self._head.data.decode()))
        raise SplitViewError(
            "The board shows another history of {log} than before. Both signed heads are in your journal: they prove "
            "it. Do not continue; tell the other key holders and the committee.",
            log=self._head.origin,
        )


def _last_seen(journal: Journal, head: OpenedCheckpoint) -> OpenedCheckpoint | None:
    """The newest head in the journal of the same log and the same board's key.

    A genesis names the board's key, so whoever serves a log of their own under this origin once (a wrong address, or
    somebody on the way) must not keep us from the true one for good. What was countersigned, or agreed to in a key
    making, is compared by itself.
    """
    for data in journal.heads(head.origin):
        try:
            return open_checkpoint(data, head.origin, head.board.public.hex())
        except RecordError:
            continue
    return None


def open_entry(log: BoardLog, index: int, leaf: bytes, decode_leaf: Callable[[bytes], OwnLeaf | Event]) -> LogEntry:
    """The entry of a leaf, with its payloads; ``LogRefusedError`` if one is not that of its hash."""
    decoded = _decode(decode_leaf, leaf)
    if isinstance(decoded, OwnLeaf):
        blobs: tuple[bytes, ...] = () if decoded.payload is None else (_payload(log, decoded),)
        return LogEntry(index, decoded.type, leaf, None, blobs)
    if not isinstance(decoded.payload, str):
        return LogEntry(index, decoded.type, leaf, decoded, ())
    payload = _payload(log, decoded)
    try:
        hashes = expected_hashes(decoded, payload)
    except RecordError as error:
        raise LogRefusedError("Entry {number} is malformed: {reason}", number=index, reason=str(error)) from error
    return LogEntry(index, decoded.type, leaf, decoded, (*_blobs(log, hashes[:-1]), payload))


def _decode(decode_leaf: Callable[[bytes], OwnLeaf | Event], leaf: bytes) -> OwnLeaf | Event:
    try:
        return decode_leaf(leaf)
    except RecordError as error:
        raise LogRefusedError("The log holds something that is no entry: {reason}", reason=str(error)) from error


def _payload(log: BoardLog, decoded: OwnLeaf | Event) -> bytes:
    if not isinstance(decoded.payload, str):
        raise LogRefusedError("An entry of the log lacks its payload.")
    return _blob(log, decoded.payload)


def _blobs(log: BoardLog, hashes: Iterable[str]) -> Iterator[bytes]:
    for digest in hashes:
        yield _blob(log, digest)


def _blob(log: BoardLog, digest: str) -> bytes:
    data = log.blob(digest)
    if sha256_hex(data) != digest:
        raise LogRefusedError("The board serves other bytes than those of the hash {hash}.", hash=digest)
    return data
