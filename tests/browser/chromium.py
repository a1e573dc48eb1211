"""Debian's Chromium, driven by Playwright. Playwright's own browsers cannot be downloaded everywhere; this one can."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.locking import exclusive

PROGRAM = Path("/usr/bin/chromium")
LAN_HOST = "papan.lan"
"""A school's board on a LAN without https: no secure context, so neither WebCrypto nor a camera."""
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {LAN_HOST} 127.0.0.1",
)
INSTALL = "apt-get install -y chromium openssl"
"""openssl makes the certificate of a test behind https."""
PATIENCE_MS = 20_000
"""How long a page may take for what is waited for: a busy machine needs more than Playwright's own 5 s."""
_LOCK = Path(__file__).resolve().parents[2] / ".cache" / "chromium.lock"


class NoChromiumError(Exception):
    """Chromium or openssl is missing on this machine, and there is no way to install it here."""


def find_chromium() -> Path:
    """Chromium's path; installs Debian's package if this is root's machine. ``NoChromiumError`` says what to run."""
    # One process installs, and the others wait until it has ended: half of a package is no program.
    with exclusive(_LOCK):
        return PROGRAM if PROGRAM.exists() and shutil.which("openssl") else _install()


def _install() -> Path:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NoChromiumError(f"{PROGRAM} or openssl is missing: run `sudo apt-get update && sudo {INSTALL}`")
    for command in ("apt-get update", INSTALL):
        done = subprocess.run(
            command.split(),
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode != 0:
            raise NoChromiumError(f"`{command}` failed: {done.stdout[-1000:]}")
    return PROGRAM


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A browser with a new profile, until the block ends."""
    program = find_chromium()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        try:
            yield browser
        finally:
            browser.close()
