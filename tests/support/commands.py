"""The programs as people run them: a command line goes in; what was printed and the exit code come out.

Everything that was ever printed is kept, so that a test can look for secrets in it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import pytest
from click.testing import CliRunner

from crypto.passphrase_box import INTERACTIVE, seal_with_passphrase
from suarasah.cli import main


@dataclass(frozen=True)
class Answer:
    """What one command said."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Both streams."""
        return self.out + self.err

    def problem(self) -> str:
        """The stable code of the one line that a failing command prints; the test fails if it printed anything else."""
        assert "Traceback" not in self.text, self.text
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.text
        code, colon, sentence = lines[0].partition(": ")
        assert colon, self.text
        assert " " not in code, self.text
        assert sentence.endswith((".", "?")) or "suarasah" in sentence, self.text
        return code


@dataclass
class Commands(Protocol):
    """A way to run ``suarasah``; the test fails unless the exit code is the expected one."""

    said: list[Answer]

    def __call__(self, *arguments: object, expect: int = 0, stdin: str = "") -> Answer:
        """Run one command."""
        ...


@dataclass
class InProcess:
    """In this process, through click's own runner. Not for threads: it redirects the standard streams."""

    said: list[Answer] = field(default_factory=list)

    def __call__(self, *arguments: object, expect: int = 0, stdin: str = "") -> Answer:
        texts = tuple(map(str, arguments))
        done = CliRunner().invoke(main, texts, input=stdin)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(f"{texts} let {done.exception!r} through") from done.exception
        return _kept(self.said, Answer(texts, done.exit_code, done.stdout, done.stderr), expect)


@dataclass
class Processes:
    """Each command as a process of its own, as in a terminal."""

    said: list[Answer] = field(default_factory=list)

    def __call__(self, *arguments: object, expect: int = 0, stdin: str = "") -> Answer:
        texts = tuple(map(str, arguments))
        done = subprocess.run(
            [sys.executable, "-m", "suarasah", *texts],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            env=os.environ | {"PYTHONWARNINGS": "error"},
        )
        return _kept(self.said, Answer(texts, done.returncode, done.stdout, done.stderr), expect)


def _kept(said: list[Answer], answer: Answer, expect: int) -> Answer:
    said.append(answer)
    assert answer.code == expect, f"{' '.join(answer.arguments)}\nexit code {answer.code}\n{answer.text}"
    return answer


@contextmanager
def cheap_passphrases() -> Iterator[None]:
    """Commands of this process stretch passphrases at the least accepted cost; files that exist keep theirs."""

    def cheap(secret: bytes, passphrase: str, cost: object = None) -> bytes:
        return seal_with_passphrase(secret, passphrase, INTERACTIVE)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("registrar.register.seal_with_passphrase", cheap)
        patch.setattr("trustee.key_file.seal_with_passphrase", cheap)
        yield
