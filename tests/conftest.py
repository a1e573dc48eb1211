"""Settings of every test run: how hard hypothesis tries, and where things stand."""

import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakSet

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event

from tests.official.fixtures import official_archives, official_archives_both, official_tool, official_tool_33

__all__ = [
    "cache_folder",
    "official_archives",
    "official_archives_both",
    "official_tool",
    "official_tool_33",
    "repository",
]

MOST_FILES = 8192
ROOT = Path(__file__).resolve().parent.parent

# Examples may be slow on a shared machine; what they find must be reproducible in CI from its log alone.
settings.register_profile(
    "default", deadline=None, max_examples=60, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=2000)
# New examples are looked for where somebody can look into what they find: on developers' machines, and longer by
# `make test-long`. In CI every run of one commit tries the same ones, so that no change fails for a fault that it did
# not make. (Hypothesis' own profile for CI does the same; without a database there are no examples of earlier runs.)
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "default"))

_engines: "WeakSet[Engine]" = WeakSet()


@event.listens_for(Engine, "engine_connect")
def _remember(connection: Connection) -> None:
    _engines.add(connection.engine)


def pytest_configure(config: pytest.Config) -> None:
    """Programs under test are started as from a terminal, however the tests were started."""
    _allow_many_files()
    # A run that a script started in the background ignores Ctrl+C, and so would every program that it starts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _allow_many_files() -> None:
    """Thousands of tests in one process open more files than the 1,024 that many machines allow at first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@pytest.fixture(scope="module", autouse=True)
def no_idle_connections() -> Iterator[None]:
    """A file of tests leaves no connection to a database open: an engine that is used again opens new ones."""
    yield
    for engine in list(_engines):
        engine.dispose()


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this checkout."""
    return ROOT


@pytest.fixture(scope="session")
def cache_folder() -> Path:
    """Where tests keep what is costly to make; safe to delete, shared by all workers (SUARASAH_CACHE or .cache)."""
    folder = Path(os.environ.get("SUARASAH_CACHE") or ROOT / ".cache").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the official tool is marked ``official``, so that it can be left out by name."""
    for item in items:
        if isinstance(item, pytest.Function) and any(name.startswith("official_") for name in item.fixturenames):
            item.add_marker(pytest.mark.official)
