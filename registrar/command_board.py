"""The registrar's commands that look at a board's setup: from the board itself, or from a carried file."""

from pathlib import Path

import click

from board_client.client import BoardClient
from record.canonical import encode
from record.printable import grouped, printable
from record.setup_file import SETUP_FILE_LIMIT, make_setup_file, read_setup_file
from registrar.command_parts import fail, passphrase_option, plain_errors, read_passphrase, register_option
from registrar.countersigning import countersign, read_setup_of_log
from registrar.register import with_cards
from registrar.register_file import RegisterFile


@click.command("fetch-setup")
@click.option("--board", "board_url", required=True, help="The board's address.")
@click.option("--election", "uuid", required=True, help="The election's identifier.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The setup file.")
def fetch_setup_command(board_url: str, uuid: str, out: Path) -> None:
    """On a machine with a network: put the board's setup into a file, to be countersigned on one without."""
    with plain_errors():
        out.write_bytes(make_setup_file(BoardClient(board_url).log(uuid)))
        click.echo(f"Carry {out} to the registrar.")


@click.command("countersign")
@register_option
@passphrase_option
@click.option("--board", "board_url", help="The board's address.")
@click.option("--setup", "setup_path", type=click.Path(path_type=Path), help="A setup file instead of a board.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the countersignature to this file.")
@click.option("--yes", is_flag=True, help="Do not ask: you have compared what is shown already.")
def countersign_command(
    register_path: Path,
    passphrase_file: Path | None,
    board_url: str | None,
    setup_path: Path | None,
    out: Path | None,
    yes: bool,
) -> None:
    """Check that the board's setup has exactly the credentials that were issued, and sign it."""
    with plain_errors():
        if (board_url is None) == (setup_path is None):
            fail("register", "Say where the setup is: --board URL, or --setup FILE.")
        if setup_path is not None and out is None:
            fail("register", "Say where the countersignature goes: --out FILE.")
        kept = RegisterFile(register_path, read_passphrase(passphrase_file))
        register = with_cards(kept.load())
        board = None if board_url is None else BoardClient(board_url)
        if board is not None:
            setup = read_setup_of_log(board.log(register.uuid))
        else:
            setup = read_setup_of_log(read_setup_file(_bytes(setup_path)))
        register, message = countersign(register, setup)
        click.echo(
            f"{printable(setup.name)} ({setup.genesis.kind}), {register.uuid}: {setup.cards} cards, all of them yours."
        )
        click.echo(f"Photos, programmes:   {grouped(setup.genesis.presentation) or 'none'}")
        click.echo(f"Everything together:  {grouped(setup.root)}")
        click.echo("Compare this with the key holders, by voice.")
        if not yes:
            click.confirm("Is this the election for which you made the cards?", abort=True)
        # Remembered before it leaves, so that no other setup of this election is ever signed.
        kept.save(register)
        if out is not None:
            out.write_bytes(encode(message))
            click.echo(f"Countersigned. Hand {out} to the committee.")
        if board is not None:
            answer = board.countersign(register.uuid, encode(message))
            click.echo(f"Countersigned. Log entry {answer.index}.")


def _bytes(path: Path | None) -> bytes:
    if path is None:
        return b""
    with path.open("rb") as file:
        return file.read(SETUP_FILE_LIMIT + 1)
