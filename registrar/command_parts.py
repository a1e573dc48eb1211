"""What the registrar's commands have in common: the register and its passphrase, one message for an error, files.

Passphrases come from a prompt, ``--passphrase-file`` or SUARASAH_REGISTRAR_PASSPHRASE; never from an argument.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from board_client.errors import BoardError
from crypto.errors import CryptoError
from record.durable import PRIVATE_MODE
from record.errors import RecordError
from record.printable import printable
from registrar.errors import RegistrarError

PASSPHRASE_VARIABLE = "SUARASAH_REGISTRAR_PASSPHRASE"
register_option = click.option(
    "--register",
    "register_path",
    type=click.Path(path_type=Path),
    default=Path("register.box"),
    show_default=True,
    help="The registrar's encrypted file.",
)
passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help=f"Read the passphrase from this file (or set {PASSPHRASE_VARIABLE}).",
)


@contextmanager
def plain_errors() -> Iterator[None]:
    """End with one message, its code and exit code 2 instead of a traceback."""
    try:
        yield
    except (RegistrarError, RecordError, CryptoError, BoardError) as error:
        fail(error.code, str(error))
    except UnicodeDecodeError:
        fail("file", "A file is not text in UTF-8. Choose the right file.")
    except OSError as error:
        fail("file", f"{error.filename or 'A file'} cannot be read or written: {error.strerror}.")


def fail(code: str, sentence: str) -> NoReturn:
    """Say what went wrong on the standard error, and end with exit code 2."""
    click.echo(printable(f"{code}: {sentence}"), err=True)
    sys.exit(2)


def read_passphrase(path: Path | None, *, confirm: bool = False) -> str:
    """The register's passphrase; ``confirm`` asks for it twice at a prompt."""
    if path is not None:
        return path.read_text("utf-8").rstrip("\n")
    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    text: str = click.prompt("Passphrase of the register", hide_input=True, confirmation_prompt=confirm)
    return text


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that its owner alone can read; ``OSError`` if it exists. Works on sticks without links too."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError:
        path.unlink(missing_ok=True)
        raise
