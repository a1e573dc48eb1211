"""What the tests do where there is no Chromium."""

import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.chromium import NoChromiumError, find_chromium
from tests.browser.election import BrowserBoard
from tests.browser.screenshots import FOLDER, LANGUAGES, SIZES, photograph


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without the program."""
    program = tmp_path / "chromium"
    monkeypatch.setattr(chromium, "PROGRAM", program)
    return program


def test_who_is_not_root_is_told_the_command(missing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(NoChromiumError, match="apt-get install -y chromium openssl"):
        find_chromium()


def test_root_installs_it(missing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        said.append(" ".join(command))
        return subprocess.CompletedProcess(command, 0, "")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr("subprocess.run", run)
    assert find_chromium() == missing
    assert said == ["apt-get update", "apt-get install -y chromium openssl"]


def test_an_installation_that_fails_says_why(missing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr("subprocess.run", lambda command, **_: subprocess.CompletedProcess(command, 100, "no mirror"))
    with pytest.raises(NoChromiumError, match="no mirror"):
        find_chromium()


@pytest.mark.long
def test_every_screen_can_be_photographed(chromium: Browser, board: BrowserBoard, tmp_path: Path) -> None:
    for size in SIZES:
        for language in LANGUAGES:
            photograph(chromium, board, tmp_path, size, language)
    assert {each.name for each in tmp_path.glob("*.png")} == {each.name for each in FOLDER.glob("*.png")}
