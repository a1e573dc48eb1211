"""Clients that cast sealed ballots over HTTP from threads and repeat each until they hold its receipt."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import msgspec
import urllib3

from tests.support.log_audit import Held

GIVE_UP_SECONDS = 150


class Answer(msgspec.Struct, frozen=True):
    """The answer to a cast."""

    index: int
    number: int
    code: str
    receipt: str


class RefusedError(Exception):
    """The board refused what it must accept, or a client waited for too long."""


@dataclass
class CastingClients:
    """``ballots`` are cast in turn, again from the first one after the last, until :meth:`stop`."""

    port: int
    uuid: str
    ballots: list[bytes]
    clients: int = 6
    held: list[Held] = field(default_factory=list)
    heads: set[bytes] = field(default_factory=set)
    retries: int = 0
    found_stored: int = 0
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = count()
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._guarded, args=(self._cast_all,)) for _ in range(self.clients)]
        self._threads.append(threading.Thread(target=self._guarded, args=(self._watch,)))

    @property
    def cast(self) -> int:
        """How many different ballots have been answered."""
        return len({each.index for each in list(self.held)})

    def start(self) -> None:
        """Begin to cast."""
        for thread in self._threads:
            thread.start()

    def wait_for(self, more: int) -> None:
        """Until so many further answers have come."""
        target, until = len(self.held) + more, time.monotonic() + GIVE_UP_SECONDS
        while len(self.held) < target and not self.errors:
            if time.monotonic() > until:
                raise RefusedError("no answers any more")
            time.sleep(0.002)

    def stop(self) -> None:
        """Every client ends with the answer to its last ballot; raises what went wrong."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
        if self.errors:
            raise RefusedError("; ".join(self.errors[:5]))

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except RefusedError as error:
            self.errors.append(str(error))

    def _cast_all(self) -> None:
        with self._pool() as pool:
            while not self._ended.is_set() and not self.errors:
                ballot = self.ballots[next(self._next) % len(self.ballots)]
                answer = self._persist(pool, ballot)
                self.held.append(Held(ballot, answer.index, answer.receipt.encode()))

    def _persist(self, pool: urllib3.HTTPConnectionPool, ballot: bytes) -> Answer:
        """Send the same bytes until an answer comes."""
        until, sent = time.monotonic() + GIVE_UP_SECONDS, False
        while time.monotonic() < until:
            try:
                response = pool.request(
                    "POST",
                    f"/api/v1/elections/{self.uuid}/ballots",
                    body=ballot,
                    headers={"Content-Type": "application/json"},
                )
            except urllib3.exceptions.HTTPError:
                sent = True
            else:
                if response.status in (200, 201):
                    with self._lock:
                        self.found_stored += sent and response.status == 200
                    return msgspec.json.decode(response.data, type=Answer)
                if response.status != 503:
                    raise RefusedError(f"{response.status} {response.data!r}")
                sent = True
            with self._lock:
                self.retries += 1
            time.sleep(0.02)
        raise RefusedError("a ballot got no answer")

    def _watch(self) -> None:
        """Collect every signed head that the board shows."""
        with self._pool() as pool:
            while not self._ended.is_set():
                try:
                    answer = pool.request("GET", f"/log/{self.uuid}/checkpoint")
                except urllib3.exceptions.HTTPError:
                    pass
                else:
                    if answer.status == 200:
                        self.heads.add(answer.data)
                self._ended.wait(0.03)

    def _pool(self) -> urllib3.HTTPConnectionPool:
        return urllib3.HTTPConnectionPool("127.0.0.1", self.port, timeout=60, retries=False)
