"""One HTTP request to a board: bounded in time and size, tried again where that is safe.

Every POST of the board's API is idempotent (the same bytes give the same entry), so whatever failed on the way may be
sent again. Waiting grows and is spread at random, so that a room of booths does not return all at once.
"""

import io
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, TypeVar, cast
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from board_client.answers import read_refusal
from board_client.errors import BoardAddressError, BoardAnswerError, BoardError, BoardUnreachableError

ANSWER_LIMIT: Final = 16 * 1024 * 1024
"""The longest JSON answer, in bytes."""
_REFUSAL_LIMIT: Final = 64 * 1024
_PIECE: Final = 1024 * 1024
_AGAIN: Final = frozenset({429, 502, 503, 504})
_LONGEST_WAIT_SECONDS: Final = 20.0
_NO_ADDRESS: Final = "This is no address of a board: write it as https://host or http://host:port."
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


T = TypeVar("T")


class _BusyError(Exception):
    """The board, or what stands before it, asks to come again later."""

    def __init__(self, refusal: BoardError, retry_after: str | None) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.retry_after = retry_after


class Transport:
    """Requests to one base address. Threads may share it."""

    def __init__(
        self,
        base_url: str,
        *,
        attempts: int = 5,
        connect_seconds: float = 5.0,
        read_seconds: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Nothing is sent yet. Raises ``BoardAddressError`` unless ``base_url`` is a plain http(s) address."""
        self.base_url = check_address(base_url)
        self._attempts = attempts
        self._sleep = sleep
        self._pool = urllib3.PoolManager(
            maxsize=4, timeout=urllib3.Timeout(connect=connect_seconds, read=read_seconds), retries=False
        )

    def get(self, path: str, *, limit: int = ANSWER_LIMIT) -> bytes:
        """The body of a resource, at most ``limit`` bytes long."""
        return self._request("GET", path, None, "", limit)

    def post(self, path: str, body: bytes, media_type: str = "application/json", *, limit: int = ANSWER_LIMIT) -> bytes:
        """The body of the answer to an idempotent POST."""
        return self._request("POST", path, body, media_type, limit)

    @contextmanager
    def stream(self, path: str) -> Iterator[BinaryIO]:
        """A resource of any length as a binary stream. What breaks off in the middle is not tried again."""
        answer = self._persist(lambda: self._open("GET", path, None, ""))
        try:
            yield cast(BinaryIO, io.BufferedReader(_Stream(answer), _PIECE))
        finally:
            answer.close()

    def _request(self, method: str, path: str, body: bytes | None, media_type: str, limit: int) -> bytes:
        return self._persist(lambda: _read(self._open(method, path, body, media_type), limit))

    def _persist(self, act: Callable[[], T]) -> T:
        """Do it, again and again while the network or a busy board is in the way; ``BoardError`` in the end."""
        attempt = 1
        while True:
            try:
                return act()
            except _BusyError as busy:
                if attempt == self._attempts:
                    raise busy.refusal from None
                self._sleep(_waiting(attempt, busy.retry_after))
            except (HTTPError, OSError) as error:
                if attempt == self._attempts:
                    raise self._unreachable() from error
                self._sleep(_waiting(attempt, None))
            attempt += 1

    def _open(self, method: str, path: str, body: bytes | None, media_type: str) -> urllib3.BaseHTTPResponse:
        """An answer with a status of success, its body unread."""
        headers = {"Accept-Encoding": "identity"} | ({"Content-Type": media_type} if media_type else {})
        answer = self._pool.request(
            method, self.base_url + path, body=body, headers=headers, preload_content=False, redirect=False
        )
        if 200 <= answer.status < 300:
            return answer
        if answer.status in _REDIRECTS:
            answer.close()
            raise self._moved(answer)
        refusal = read_refusal(answer.status, answer.headers.get("Content-Type", ""), _read(answer, _REFUSAL_LIMIT))
        if answer.status in _AGAIN:
            raise _BusyError(refusal, answer.headers.get("Retry-After"))
        raise refusal

    def _moved(self, answer: urllib3.BaseHTTPResponse) -> BoardAnswerError:
        place = answer.headers.get("Location", "")[:200]
        return BoardAnswerError(answer.status, f"The board has moved to {place}: use that address.")

    def _unreachable(self) -> BoardUnreachableError:
        return BoardUnreachableError(self.base_url)


def check_address(base_url: str) -> str:
    """The address without a trailing slash; ``BoardAddressError`` unless it is http(s) with a host and nothing odd."""
    try:
        parts = urlsplit(base_url)
        port = parts.port
    except ValueError as error:
        raise BoardAddressError(
            "This is no address of a board: write it as https://host or http://host:port."
        ) from error
    odd = parts.username is not None or parts.query or parts.fragment or port == 0 or not base_url.isprintable()
    if parts.scheme not in ("http", "https") or not parts.hostname or odd or " " in base_url:
        raise BoardAddressError(_NO_ADDRESS)
    return base_url.rstrip("/")


def _waiting(attempt: int, retry_after: str | None) -> float:
    """Seconds before the next try: what the board asks for, or 0.25, 0.5, 1 ..., up to doubled at random."""
    if retry_after is not None and retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 6:
        base = float(retry_after)
    else:
        base = 0.25 * 2 ** (attempt - 1)
    return min(base * (1 + secrets.randbelow(1000) / 1000), _LONGEST_WAIT_SECONDS)


def _read(answer: urllib3.BaseHTTPResponse, limit: int) -> bytes:
    """The whole body; ``BoardAnswerError`` if it is longer than ``limit`` or encoded against our wish."""
    pieces = []
    left = limit + 1
    stream = _Stream(answer)
    try:
        while left > 0 and (piece := stream.piece(min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
        if left <= 0:
            raise BoardAnswerError(answer.status, f"The board's answer is longer than the {limit} bytes expected here.")
    except BaseException:
        answer.close()
        raise
    answer.release_conn()
    return b"".join(pieces)


class _Stream(io.RawIOBase):
    """The body of an answer, as it came: an encoding that was not asked for is refused, not undone."""

    def __init__(self, answer: urllib3.BaseHTTPResponse) -> None:
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            answer.close()
            raise BoardAnswerError(answer.status, "The board's answer is compressed, which was not asked for.")
        self._answer = answer

    def readable(self) -> bool:
        return True

    def piece(self, size: int) -> bytes:
        """At most ``size`` bytes; empty only at the end, which must be where the board said that it is."""
        return self._answer.read(size, decode_content=False)

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        try:
            piece = self.piece(len(view))
        except HTTPError as error:
            raise OSError("The board's answer broke off.") from error
        view[: len(piece)] = piece
        return len(piece)
