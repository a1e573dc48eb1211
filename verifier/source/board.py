"""An election on a board as a source: leaves from its entry tiles, payloads of events from its `.bel` archive.

The archive is one download for all ballots; it goes into a temporary file, since a record may be read twice. Our own
entries' payloads come one by one from ``data/``. A board that falls silent makes a record unreadable, never rejected;
a board that serves other bytes than its log says does get it rejected.
"""

import contextlib
import errno
import re
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, BinaryIO, Final, Literal, cast

from board_client.client import BoardClient
from board_client.errors import BoardAnswerError, BoardError
from board_client.remote_log import RemoteLog
from record.archive import ArchivedEvent
from record.checkpoint import parse_checkpoint_text
from record.digests import sha256_hex
from record.entries import KeyMakingHead, LogEntry
from record.errors import RecordError
from record.key_making_messages import decode_key_making_leaf
from record.note import parse_note
from verifier.errors import UnreadableError
from verifier.source.archive import read_archive
from verifier.source.base import Damage, DamageError, MissingBlobError, log_entry

MAX_ARCHIVE_BYTES: Final = 16 * 2**30
"""The longest archive that is downloaded: some three million ballots of five candidates."""
_ELECTION_PAGE: Final = re.compile(
    r"(?P<base>https?://.+?)/(?:e|log|api/v1/elections)/(?P<uuid>[1-9A-HJ-NP-Za-km-z]{14,64})(?:/[a-z]*)?/?(?:\?.*)?",
    re.IGNORECASE,
)


def open_board(target: str) -> "BoardSource":
    """An election's page, its API address or its log; or a board that has exactly one election.

    Raises ``UnreadableError`` if there is no such election or no board.
    """
    match = _ELECTION_PAGE.fullmatch(target)
    try:
        client = BoardClient(match["base"] if match else target)
        if match:
            return BoardSource(client, match["uuid"])
        uuids = [election.uuid for election in client.elections()]
    except BoardError as error:
        raise UnreadableError(str(error)) from error
    if len(uuids) != 1:
        listed = "".join(f"\n  {client.base_url}/e/{uuid}" for uuid in uuids[:20])
        raise UnreadableError(f"This board has {len(uuids)} elections. Name one by its address:{listed}")
    return BoardSource(client, uuids[0])


class BoardSource:
    """One election of a board, as it is at the moment of opening: later entries are not looked at."""

    scope: Literal["archive", "log"] = "log"

    def __init__(self, client: BoardClient, uuid: str, *, archive_limit: int = MAX_ARCHIVE_BYTES) -> None:
        """Fetch the head; ``UnreadableError`` if there is no such election or no board.

        ``archive_limit`` bounds the download in bytes: an endless one must not fill the disk.
        """
        self._archive_limit = archive_limit
        self.place = f"{client.base_url}/e/{uuid}"
        self._client = client
        self._uuid = uuid
        self._log = client.log(uuid)
        self._archive: IO[bytes] | None = None
        self._position = 0
        try:
            self._checkpoint = self._log.checkpoint()
        except BoardError as error:
            raise UnreadableError(str(error)) from error
        self._size: int | RecordError
        try:
            self._size = parse_checkpoint_text(parse_note(self._checkpoint).text).size
        except RecordError as error:
            self._size = error

    def size(self) -> int | None:
        """Entries that the head claims."""
        return self._size if isinstance(self._size, int) else None

    def position(self) -> int:
        """Entries read."""
        return self._position

    def entries(self, damage: Damage) -> Iterator[LogEntry]:
        """The entries up to the head, each with its payloads."""
        if not isinstance(self._size, int):
            raise DamageError("V01", None, str(self._size)) from self._size
        self._position = 0
        archived = _Archived(cast(BinaryIO, self._download()), damage)
        leaves = self._log.leaves(self._size)
        for index in range(self._size):
            with telling(index):
                leaf = next(leaves)
            self._position = index + 1
            blobs = archived.blobs_of(leaf)
            yield log_entry(index, leaf, _Blobs(blobs, self._log), damage)

    def checkpoint(self) -> bytes | None:
        """The signed head with its cosignatures."""
        return self._checkpoint

    def storage_problems(self) -> Iterator[str]:
        """Nothing: what a board stores elsewhere cannot be seen."""
        return iter(())

    def key_making(self, head: KeyMakingHead) -> Iterable[LogEntry] | None:
        """The entries of ``/log/keys/<run>``; None if the board does not serve it."""
        log = self._client.key_log(head.run)
        try:
            log.checkpoint()
        except BoardError as error:
            if error.status == 404:
                return None
            raise UnreadableError(str(error)) from error
        return _read_key_making(log, head.size)

    def _download(self) -> IO[bytes]:
        """The archive in a temporary file, at its beginning."""
        if self._archive is None:
            archive = tempfile.TemporaryFile(prefix="suarasah-verify-")  # noqa: SIM115 (kept for the second pass)
            try:
                with self._client.archive(self._uuid) as stream:
                    _copy(stream, archive, self._archive_limit)
            except (BoardError, OSError) as error:
                archive.close()
                raise UnreadableError(f"The archive could not be downloaded: {error}") from error
            self._archive = archive
        self._archive.seek(0)
        return self._archive


def _copy(stream: BinaryIO, archive: IO[bytes], limit: int) -> None:
    """The whole download; ``OSError`` beyond the limit."""
    left = limit
    while piece := stream.read(min(1024 * 1024, left + 1)):
        left -= len(piece)
        if left < 0:
            raise OSError(errno.EFBIG, f"it is longer than {limit} bytes")
        archive.write(piece)


class _Archived:
    """The payloads of the archive's events, taken in step with the log's leaves."""

    def __init__(self, stream: BinaryIO, damage: Damage) -> None:
        self._events: Iterator[ArchivedEvent] = read_archive(stream)
        self._damage = damage
        self._next: ArchivedEvent | None = None
        self._advance()

    def blobs_of(self, leaf: bytes) -> dict[str, bytes]:
        """By hash, the payloads of a leaf that is the archive's next event; nothing for every other leaf."""
        if self._next is None or self._next.event_bytes != leaf:
            return {}
        found = {sha256_hex(blob): blob for blob in self._next.blobs}
        self._advance()
        return found

    def _advance(self) -> None:
        try:
            self._next = next(self._events, None)
        except DamageError as error:
            # The log's own payloads may still be sound: go on with those.
            self._next = None
            self._damage(error.rule, None, f"The archive that the board serves is damaged: {error}")


class _Blobs:
    """Payloads from the archive where it has them, from ``data/`` otherwise."""

    def __init__(self, at_hand: dict[str, bytes], log: RemoteLog) -> None:
        self._at_hand = at_hand
        self._log = log

    def __call__(self, digest: str) -> bytes:
        blob = self._at_hand.get(digest)
        if blob is not None:
            return blob
        try:
            return self._log.blob(digest)
        except BoardError as error:
            if isinstance(error, BoardAnswerError) or error.status == 404:
                raise MissingBlobError(f"The board does not have the payload {digest}: {error}") from error
            raise UnreadableError(str(error)) from error


@contextlib.contextmanager
def telling(index: int) -> Iterator[None]:
    """A board's failure at an entry: damage if it serves wrong bytes or none, unreadable if it does not answer."""
    try:
        yield
    except BoardError as error:
        if isinstance(error, BoardAnswerError) or error.status == 404:
            raise DamageError("V01", index, str(error)) from error
        raise UnreadableError(str(error)) from error
    except StopIteration:
        raise DamageError("V01", index, "The board's log ends before the size that its head claims.") from None


def _read_key_making(log: RemoteLog, size: int) -> Iterator[LogEntry]:
    def damage(rule: str, entry: int | None, sentence: str) -> None:
        raise DamageError(rule, entry, sentence)

    leaves = log.leaves(size)
    for index in range(size):
        with telling(index):
            leaf = next(leaves)
        yield log_entry(index, leaf, _Blobs({}, log), damage, decode_key_making_leaf)
