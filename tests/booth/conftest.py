"""The booth's core, built once for a test run."""

from collections.abc import Iterator

import pytest

from tests.booth.node_core import NodeCore, build, why_not


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeCore]:
    """The core under Node; tests that need it are skipped where there is no Node or no npm ci was run."""
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    with NodeCore(build(tmp_path_factory.mktemp("booth"))) as running:
        yield running
