"""One command at work: the key file is open, the journal beside it is locked, and errors become one plain line."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import click

from board_client.errors import BoardError
from crypto.errors import CryptoError
from crypto.passphrase_box import MODERATE, Cost
from record.errors import RecordError
from record.printable import printable
from trustee.errors import KeyFileExistsError, TrusteeError
from trustee.journal import Journal, journal_path
from trustee.key_file import KeyFile
from trustee.opening import lock_journal, open_key_file
from trustee.passphrases import check_passphrase
from verifier.errors import VerifierError

PASSPHRASE_VARIABLE: Final = "SUARASAH_TRUSTEE_PASSPHRASE"
COST: Cost = MODERATE
"""What opening the key file costs; tests make it cheaper."""


@dataclass(frozen=True, slots=True)
class Session:
    """An open key file and its journal."""

    file: KeyFile
    journal: Journal

    @property
    def identity(self) -> str:
        """The holder's public signing key, 64 hex digits."""
        return self.file.contents.signing_key().public_hex


@contextmanager
def plain_errors() -> Iterator[None]:
    """End with one message, its code and exit code 2 instead of a traceback."""
    try:
        yield
    except (TrusteeError, RecordError, CryptoError, BoardError, VerifierError) as error:
        fail(error.code, str(error))
    except ModuleNotFoundError as error:
        fail("trustee-install", f"For this the package {error.name} is needed: install suarasah[local].")
    except UnicodeDecodeError:
        fail("trustee-file", "A file is not text in UTF-8. Choose the right file.")
    except OSError as error:
        fail("trustee-file", f"{error.filename or 'A file'} cannot be read or written: {error.strerror}.")


def fail(code: str, sentence: str) -> NoReturn:
    """Say what is wrong and end with exit code 2."""
    click.echo(printable(f"{code}: {sentence}"), err=True)
    sys.exit(2)


def read_passphrase(path: Path | None, *, confirm: bool = False) -> str:
    """The passphrase from a file (without its last line feed), the environment, or a prompt."""
    if path is not None:
        return path.read_text("utf-8").removesuffix("\n")
    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    text: str = click.prompt("Passphrase of the key file", hide_input=True, confirmation_prompt=confirm)
    return text


@contextmanager
def opened(key_file: Path, passphrase_file: Path | None, passphrase: str | None = None) -> Iterator[Session]:
    """Open key file and journal for one command; ``passphrase`` is one that was read before.

    A missing journal is begun, and its keys count as restored.
    """
    with plain_errors():
        begun = not journal_path(key_file).exists()
        file, journal = open_key_file(key_file, passphrase or read_passphrase(passphrase_file), cost=COST)
        with journal:
            if begun and file.contents.keys:
                click.echo(
                    "There is no journal beside this key file, so it counts as restored: before you decrypt, other "
                    "holders of your keys must confirm.",
                    err=True,
                )
            yield Session(file, journal)


def create(key_file: Path, passphrase_file: Path | None) -> str:
    """A new key file with its journal; returns the public signing key. ``WeakPassphraseError`` makes none."""
    if journal_path(key_file).exists():
        raise KeyFileExistsError(f"{journal_path(key_file)} is there already: it belongs to another key file.")
    passphrase = read_passphrase(passphrase_file, confirm=True)
    check_passphrase(passphrase)
    file = KeyFile.create(key_file, passphrase, cost=COST)
    lock_journal(file).close()
    return file.contents.signing_key().public_hex
