"""How many tries somebody has made in the last minutes: a sliding window for each, in memory.

What is remembered is bounded by what can be counted: a try counts only where a password is stretched, some ten times
a second, and is forgotten after :data:`WINDOW_SECONDS`.
"""

from threading import Lock

TRIES = 60
"""Wrong tries in a window: thirty people of one school, behind one address, may each be wrong twice."""
WINDOW_SECONDS = 10 * 60


class TryWindows:
    """The tries of everybody, by a text that says whose they are; for any number of threads."""

    __slots__ = ("_limit", "_lock", "_seconds", "_swept", "_tries")

    def __init__(self, limit: int = TRIES, seconds: int = WINDOW_SECONDS) -> None:
        self._limit, self._seconds = limit, seconds
        self._tries: dict[str, list[int]] = {}
        self._swept = 0
        self._lock = Lock()

    def __len__(self) -> int:
        """Of how many something is remembered."""
        return len(self._tries)

    def take(self, who: str, now: int) -> int:
        """Count a try at ``now`` (seconds since 1970) and answer 0; or, counting nothing, the seconds to wait."""
        with self._lock:
            self._forget(now)
            mine = self._tries.setdefault(who, [])
            if len(mine) >= self._limit:
                return max(1, min(mine) + self._seconds - now)
            mine.append(now)
            return 0

    def give_back(self, who: str, now: int) -> None:
        """Do not count a try of this moment after all."""
        with self._lock:
            mine = self._tries.get(who, [])
            if now in mine:
                mine.remove(now)
            if not mine:
                self._tries.pop(who, None)

    def _forget(self, now: int) -> None:
        if now == self._swept:
            return
        self._swept = now
        # A clock that was set back must not keep tries for longer than a window either.
        recent = {who: [at for at in all_of if abs(now - at) < self._seconds] for who, all_of in self._tries.items()}
        self._tries = {who: kept for who, kept in recent.items() if kept}
