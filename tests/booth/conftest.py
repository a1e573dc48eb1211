"""The booth's core, built once for a test run."""

from collections.abc import Iterator

import pytest

from tests.booth.node_core import NodeCore, build


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeCore]:
    """The core under Node."""
    with NodeCore(build(tmp_path_factory.mktemp("booth"))) as running:
        yield running
