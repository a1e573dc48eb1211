"""The settings of a board process, frozen when it starts, and its one source of time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

Clock = Callable[[], datetime]
"""The moment now, in UTC. It decides whether voting is open and never enters a log."""


def system_clock() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}
"""Indonesia's time zones: hours ahead of UTC; none of them has summer time."""


@dataclass(frozen=True, slots=True)
class BoardConfig:
    """Everything that differs between two boards.

    ``database_url`` is ``sqlite:///<path>`` or ``postgresql://...``; ``key_file`` holds the board's signing key;
    limits are in bytes; ``booth_folder`` holds the booth's built files, if this board serves them; ``zone`` (of
    :data:`ZONES`) is the one in which pages show times.
    """

    database_url: str
    key_file: Path
    clock: Clock = system_clock
    ballot_limit: int = 1024 * 1024
    message_limit: int = 64 * 1024
    share_limit: int = 16 * 1024 * 1024
    booth_folder: Path | None = None
    trusted_proxies: int = 0
    zone: str = "WIB"
