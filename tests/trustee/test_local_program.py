"""The key holder's page as a program of its own: its button ends it, also where nobody could press Ctrl+C."""

import re
import shutil
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

SECONDS = 60


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The program as a script starts it in the background: with SIGINT ignored."""
    shell = shutil.which("sh")
    assert shell is not None
    command = [sys.executable, "-u", "-m", "suarasah", "trustee", "open", "--no-browser"]
    command += ["--key-file", str(tmp_path / "trustee.key")]
    with subprocess.Popen(
        [shell, "-c", 'trap "" INT; exec "$@"', "sh", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        yield run
        run.kill()


def address_of(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().rpartition(" ")[2].strip()


def test_the_button_ends_a_program_that_ignores_ctrl_c(program: subprocess.Popen[str]) -> None:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with opener.open(address_of(program), timeout=SECONDS) as answer:
        page = answer.read().decode()
        home = urllib.parse.urljoin(answer.url, "/end")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    program.send_signal(signal.SIGINT)
    form = urllib.parse.urlencode({"csrf_token": token[1]}).encode()
    with opener.open(home, form, timeout=SECONDS) as answer:
        assert "Program sudah berakhir." in answer.read().decode()
    assert program.wait(SECONDS) == 0
    assert program.stderr is not None
    assert program.stderr.read() == ""


def test_whoever_ends_services_ends_it_in_order(program: subprocess.Popen[str]) -> None:
    assert address_of(program).startswith("http://127.0.0.1:")
    program.terminate()
    assert program.wait(SECONDS) == 0
    assert program.stderr is not None
    assert program.stderr.read() == ""
