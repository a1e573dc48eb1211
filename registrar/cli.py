"""The registrar's commands: issue cards from a roll, countersign the setup, replace lost cards. Offline by default.

Passphrases come from a prompt, ``--passphrase-file`` or SUARASAH_REGISTRAR_PASSPHRASE; never from an argument.
"""

import csv
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from board_client.client import BoardClient
from board_client.errors import BoardError
from crypto.credential import format_code
from crypto.errors import CryptoError
from record.canonical import encode
from record.errors import RecordError
from record.printable import printable
from registrar.countersigning import countersign, read_setup_of_log
from registrar.errors import RegistrarError
from registrar.register import (
    Register,
    issue,
    load_register,
    new_register,
    save_register,
    with_cards,
)
from registrar.replacing import replace_card
from registrar.rolls.preview import read_roll

PASSPHRASE_VARIABLE = "SUARASAH_REGISTRAR_PASSPHRASE"
_register = click.option(
    "--register",
    "register_path",
    type=click.Path(path_type=Path),
    default=Path("register.box"),
    show_default=True,
    help="The registrar's encrypted file.",
)
_passphrase = click.option(
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
        _fail(error.code, str(error))
    except UnicodeDecodeError:
        _fail("file", "A file is not text in UTF-8. Choose the right file.")
    except OSError as error:
        _fail("file", f"{error.filename or 'A file'} cannot be read or written: {error.strerror}.")


def _fail(code: str, sentence: str) -> NoReturn:
    click.echo(printable(f"{code}: {sentence}"), err=True)
    sys.exit(2)


def _read_passphrase(path: Path | None, *, confirm: bool = False) -> str:
    if path is not None:
        return path.read_text("utf-8").rstrip("\n")
    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    text: str = click.prompt("Passphrase of the register", hide_input=True, confirmation_prompt=confirm)
    return text


@click.group()
def registrar() -> None:
    """Credential authority: from the roll to credential cards."""


@registrar.command()
@_register
@_passphrase
def init(register_path: Path, passphrase_file: Path | None) -> None:
    """Make a register with a fresh signing key; its public key goes into the election's genesis."""
    with plain_errors():
        if register_path.exists():
            _fail("register", f"{register_path} exists already; every election has a register of its own.")
        register = new_register()
        save_register(register_path, register, _read_passphrase(passphrase_file, confirm=True))
        click.echo(f"Registrar's public key: {register.key.public_hex}")


@registrar.command("issue")
@_register
@_passphrase
@click.option("--roll", type=click.Path(path_type=Path), required=True, help="The roll as CSV.")
@click.option("--election", "uuid", required=True, help="The election's identifier.")
@click.option("--group", "group_name", default="Ed25519", show_default=True, help="The election's group.")
@click.option("--spares", type=int, default=10, show_default=True, help="Spare cards for lost ones.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the public files go.")
@click.option("--named", is_flag=True, help="Link each card to its voter; else nobody knows whose card is whose.")
def issue_command(
    register_path: Path,
    passphrase_file: Path | None,
    roll: Path,
    uuid: str,
    group_name: str,
    spares: int,
    out: Path,
    named: bool,
) -> None:
    """Make a credential for each voter; write public credentials and the list of spares for the board."""
    with plain_errors():
        passphrase = _read_passphrase(passphrase_file)
        register = load_register(register_path, passphrase)
        voters = read_roll(roll.read_bytes())
        register = issue(register, voters, uuid, group_name, spares, named)
        save_register(register_path, register, passphrase)
        out.mkdir(parents=True, exist_ok=True)
        (out / "public_credentials.json").write_bytes(register.public_credentials())
        (out / "spares.json").write_bytes(encode(register.spares()))
        for warning in voters.warnings:
            click.echo(f"Please look: {warning}", err=True)
        if voters.dropped:
            click.echo(f"Dropped and not kept: {', '.join(voters.dropped)}.")
        click.echo(f"{len(voters.voters)} cards and {spares} spares. For the board: {out}/public_credentials.json")


@registrar.command()
@_register
@_passphrase
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The secret list, for printing only.")
def cards(register_path: Path, passphrase_file: Path | None, out: Path) -> None:
    """Write the credential codes by class and name, for printing cards. Delete the file afterwards."""
    with plain_errors():
        register = with_cards(load_register(register_path, _read_passphrase(passphrase_file)))
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["serial", "class", "name", "number", "code"])
            writer.writerows(_card_rows(register))
        click.echo(f"{len(register.cards)} codes in {out}. Print the cards, then delete this file.")


def _card_rows(register: Register) -> list[tuple[int, str, str, str, str]]:
    rows = []
    for card in register.cards:
        group, name, number = (card.group, card.voter.name, card.voter.number) if card.voter else (card.group, "", "")
        rows.append((card.serial, group, name, number, format_code(card.code)))
    return sorted(rows, key=lambda row: (row[1], row[2], row[0]))


@registrar.command("countersign")
@_register
@_passphrase
@click.option("--board", "board_url", required=True, help="The board's address.")
@click.option("--yes", is_flag=True, help="Do not ask: you have compared what is shown already.")
def countersign_command(register_path: Path, passphrase_file: Path | None, board_url: str, yes: bool) -> None:
    """Check that the board's setup has exactly the credentials that were issued, and sign it."""
    with plain_errors():
        register = with_cards(load_register(register_path, _read_passphrase(passphrase_file)))
        board = BoardClient(board_url)
        setup = read_setup_of_log(board.log(register.uuid))
        payload = encode(countersign(register, setup))
        click.echo(
            f"{printable(setup.name)} ({setup.genesis.kind}), {register.uuid}: {setup.cards} cards, all of them yours."
        )
        click.echo(f"Everything together:  {_grouped(setup.root)}")
        click.echo("Compare this with the key holders, by voice.")
        if not yes:
            click.confirm("Is this the election for which you made the cards?", abort=True)
        answer = board.countersign(register.uuid, payload)
        click.echo(f"Countersigned. Log entry {answer.index}.")


def _grouped(digest: str) -> str:
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


@registrar.command("replace-card")
@_register
@_passphrase
@click.option("--serial", type=int, required=True, help="The lost card's serial number, from its stub.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the signed replacement to this file.")
@click.option("--board", "board_url", help="Hand the replacement to this board.")
def replace_card_command(
    register_path: Path, passphrase_file: Path | None, serial: int, out: Path | None, board_url: str | None
) -> None:
    """Revoke a lost card and activate a spare; refused by the board if the lost card has voted."""
    with plain_errors():
        if out is None and board_url is None:
            _fail("card", "Say where the signed replacement goes: --out FILE or --board URL.")
        board = None if board_url is None else BoardClient(board_url)
        passphrase = _read_passphrase(passphrase_file)
        before = with_cards(load_register(register_path, passphrase))
        register, message, spare = replace_card(before, serial)
        # The register first: after a crash the same command signs the same replacement again.
        save_register(register_path, register, passphrase)
        if out is not None:
            out.write_bytes(encode(message))
        try:
            if board is not None:
                board.replace_card(register.uuid, encode(message))
        except BoardError as error:
            # What V41 refuses once it refuses for good, so the spare is free again. A file may be handed in elsewhere.
            if error.rule == "V41" and out is None:
                save_register(register_path, before, passphrase)
            raise
        click.echo(f"Card {serial} is revoked; give the voter the spare card with serial {spare.serial}.")
