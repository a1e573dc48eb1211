"""Saves of a key file by processes that are killed, with SIGKILL, before their n-th system call or at a random time.

    python -m tests.support.key_file_kills FOLDER ROUNDS

Every child is a fork, so that hundreds take seconds. What each leaves behind is judged, and a line of JSON tells how
many were killed, in how many cases the old file, the new one or none was there, and what was wrong.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from crypto.passphrase_box import INTERACTIVE, seal_with_passphrase
from record.canonical import encode
from tests.support.election_parties import parties
from tests.support.trustee_elections import contents_of, key_of
from trustee import key_file
from trustee.key_file import KeyFile, write_box

PASSPHRASE = "kuda laut biru"
CALLS = ("open", "fsync", "close", "rename", "link", "unlink")
"""The calls of :mod:`record.durable` before which a child is killed, one after another."""
LONGEST_SECONDS = 0.02
"""Random kills come within so much time, in which a child saves many times."""


class Kills:
    """A folder with a key file, and what the children left in it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "trustee.key"
        self.old = contents_of(parties(), 2)
        self.new = self.old.with_key(key_of(parties(), 3))
        # Two lengths and two contents; sealed once, since argon2id touches no file and would take all the time.
        self.boxes = {
            each: seal_with_passphrase(encode(each), PASSPHRASE, INTERACTIVE) for each in (self.old, self.new)
        }
        self.killed = 0
        self.found: Counter[str] = Counter()
        self.wrong: list[str] = []

    def sealed(self, secret: bytes, *_: object) -> bytes:
        """In place of sealing."""
        return self.boxes[self.old] if secret == encode(self.old) else self.boxes[self.new]

    def save(self) -> None:
        """Replace the old file by the new one."""
        with patch.object(key_file, "seal_with_passphrase", self.sealed):
            KeyFile(self.path, PASSPHRASE, self.old, INTERACTIVE).save(self.new)

    def save_for_ever(self) -> None:
        """Replace one file by the other until killed."""
        with patch.object(key_file, "seal_with_passphrase", self.sealed):
            file = KeyFile(self.path, PASSPHRASE, self.old, INTERACTIVE)
            while True:
                file.save(self.new)
                file.save(self.old)

    def create(self) -> None:
        """Write the new file where there is none."""
        write_box(self.path, self.boxes[self.new])

    def start(self, with_file: bool) -> None:
        """An empty folder, or one with the old file."""
        for each in self.path.parent.iterdir():
            each.unlink()
        if with_file:
            self.path.write_bytes(self.boxes[self.old])

    def judge(self, what: str, with_file: bool) -> None:
        """The file is the old one or the new one (or, where there was none, not there), and can be saved again."""
        left = self.path.read_bytes() if self.path.exists() else None
        names = {None: "none", self.boxes[self.old]: "old", self.boxes[self.new]: "new"}
        which = names.get(left, "damaged")
        self.found[which] += 1
        if which == "damaged" or (with_file and which == "none"):
            self.wrong.append(f"{what}: {which}")
        if with_file:
            self.save()
            if self.path.read_bytes() != self.boxes[self.new]:
                self.wrong.append(f"{what}: the next save did not work")

    def at_every_call(self, act: Callable[[], object], with_file: bool) -> None:
        """Kill a child before its first call, another before its second, until one comes to its end."""
        number = 0
        died = True
        while died:
            number += 1
            self.start(with_file)
            child = fork(act, number)
            died = reap(child)
            self.killed += died
            self.judge(f"{act.__name__}, call {number}", with_file)

    def at_random(self, rounds: int) -> None:
        """Kill children that save for ever."""
        for number in range(rounds):
            self.start(True)
            child = fork(self.save_for_ever, 0)
            time.sleep(LONGEST_SECONDS * (number + 1) / rounds)
            os.kill(child, signal.SIGKILL)
            self.killed += reap(child)
            self.judge(f"round {number}", True)


def fork(act: Callable[[], object], number: int) -> int:
    """A child that is killed before its ``number``-th call; for 0 it has to be killed."""
    child = os.fork()
    if child == 0:
        arm(number)
        act()
        os._exit(0)
    return child


def reap(child: int) -> bool:
    """Whether a child was killed; otherwise it came to its end."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status:
        raise AssertionError(f"a child ended with status {status}")
    return False


def arm(number: int) -> None:
    """Have this process killed at the n-th of the counted calls."""
    left = [number]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **more)

        return call

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))


def main(folder: Path, rounds: int) -> None:
    """All of it."""
    kills = Kills(folder)
    kills.at_every_call(kills.save, True)
    kills.at_every_call(kills.create, False)
    kills.at_random(rounds)
    print(json.dumps({"killed": kills.killed, "found": kills.found, "wrong": kills.wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
