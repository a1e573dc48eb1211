"""Fixtures of the official tool, for the tests of every package (tests/conftest.py takes them up).

Where the tool cannot be had a test that needs it is skipped with the reason; in CI (``CI=true``) it fails instead, so
that a green run always means that the official tool agreed.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.official.archives import official_archives_of
from tests.official.install import SUITES, InstallError, install
from tests.official.tool import OfficialTool


def find_official_tool(release: str, cache: Path) -> OfficialTool:
    """The tool of a release ("3.0" or "3.3"), or the end of the asking test."""
    try:
        return OfficialTool(install(release, cache))
    except InstallError as error:
        reason = f"the official tool {release} is not available: {error}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session", params=sorted(SUITES))
def official_tool(request: pytest.FixtureRequest, cache_folder: Path) -> OfficialTool:
    """The official tool; a test that asks for it runs once with 3.0 and once with 3.3."""
    return find_official_tool(str(request.param), cache_folder)


@pytest.fixture(scope="session")
def official_tool_33(cache_folder: Path) -> OfficialTool:
    """The official tool of the release that our protocol names, for tests that need only one."""
    return find_official_tool("3.3", cache_folder)


@pytest.fixture(scope="session")
def official_archives(official_tool_33: OfficialTool, cache_folder: Path) -> Mapping[str, Path]:
    """Name -> ``.bel`` made by the official tool 3.3; names and expected counts: archives.ELECTIONS. Read only."""
    return official_archives_of(official_tool_33, cache_folder)


@pytest.fixture(scope="session")
def official_archives_both(official_tool: OfficialTool, cache_folder: Path) -> Mapping[str, Path]:
    """The same, once made by 3.0 and once by 3.3."""
    return official_archives_of(official_tool, cache_folder)
