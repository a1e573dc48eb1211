"""The places at which passwords are stretched: few at once, and few tries for each network.

Stretching costs 64 MiB and a fifth of a second of a core, also for a name that nobody has. Invariant: in one process
at most one password of strangers and one of people whom the board knows are stretched at once, and as many requests
wait, so that a flood of tries holds two threads and one core while all others answer the voters. Known are a browser
in which this login name has signed in before, a signed-in account and whoever has an invitation: strangers, however
many, take none of their places and none of their tries.

Both bounds live in this process's memory and in no database: a flood must not take the writer's lock that ballots
need, and addresses are written nowhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from bulletin_board.committee.accounts.try_windows import TryWindows
from bulletin_board.errors import BulletinBoardError

PLACES = 1
"""Passwords that are stretched at once, of strangers and of known people each."""
WAITING = 1
"""Requests that wait for such a place; all others are refused at once."""
WAIT_SECONDS = 2.0
AGAIN_SECONDS = 60
"""After how long a browser or a program that found no place may come again."""
CROWDED = "Too many people are signing in just now. Try again in a minute."
NETWORK_FULL = "Too many wrong tries from your network. Wait some minutes, or use a browser that signed in here before."
TRIES_FULL = "Too many wrong tries. Wait a few minutes, then try again."


class TryRefusedError(BulletinBoardError):
    """A password was not even looked at: no code was used up and no wrong try counted for the login name."""

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says about when to come again."""
        return {"Retry-After": str(self.seconds)}


class CrowdedError(TryRefusedError):
    """All places at which passwords are checked are taken; nothing is lost, and a minute later there will be one."""

    code = "sign-in-crowded"
    status = 503
    title = "Too many people are signing in"


class TooManyTriesError(TryRefusedError):
    """A network, an account or an invitation has made all its tries of the last minutes."""

    code = "too-many-tries"
    status = 429
    title = "Too many tries"


class Lane:
    """So many may be inside at once, and so many wait for them; who finds no place is told, and never kept."""

    __slots__ = ("_line", "_places", "_seconds")

    def __init__(self, places: int, waiting: int, seconds: float) -> None:
        self._places = BoundedSemaphore(places)
        self._line = BoundedSemaphore(places + waiting)
        self._seconds = seconds

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place while the block runs; :class:`CrowdedError` if none was to be had in time."""
        if not self._line.acquire(blocking=False):
            raise CrowdedError(CROWDED, AGAIN_SECONDS)
        try:
            if not self._places.acquire(timeout=self._seconds):
                raise CrowdedError(CROWDED, AGAIN_SECONDS)
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._line.release()


class Stretching:
    """All places of one process, and who has used them in the last minutes."""

    __slots__ = ("_known", "_strangers", "_tries")

    def __init__(
        self,
        places: int = PLACES,
        waiting: int = WAITING,
        wait_seconds: float = WAIT_SECONDS,
        tries: TryWindows | None = None,
    ) -> None:
        self._strangers = Lane(places, waiting, wait_seconds)
        self._known = Lane(places, waiting, wait_seconds)
        self._tries = TryWindows() if tries is None else tries

    @contextmanager
    def place(self, who: str, now: int, *, known: bool) -> Iterator[None]:
        """A place in which passwords may be stretched; the only one. Open no transaction around it.

        ``who`` is whose try it is: for strangers their network, else something that only the known person has.
        ``now`` in seconds since 1970. :class:`TooManyTriesError`; :class:`CrowdedError`, and then it was no try.
        """
        seconds = self._tries.take(who, now)
        if seconds:
            raise TooManyTriesError(TRIES_FULL if known else NETWORK_FULL, seconds)
        try:
            with (self._known if known else self._strangers).place():
                yield
        except CrowdedError:
            self._tries.give_back(who, now)
            raise

    def give_back(self, who: str, now: int) -> None:
        """The try of this moment was right: it does not count, so that a school behind one address may sign in."""
        self._tries.give_back(who, now)
