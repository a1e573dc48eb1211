"""Options that several of the key holder's commands share."""

import sys
from pathlib import Path

import click

from record.printable import grouped, printable
from trustee import session
from trustee.verifying import VerifiedTally

key_file_option = click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    default=Path("trustee.key"),
    show_default=True,
    envvar="SUARASAH_TRUSTEE_KEY_FILE",
    help="Your encrypted key file (or set SUARASAH_TRUSTEE_KEY_FILE). Its journal stands beside it: move both.",
)
passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help=f"Read the passphrase from this file (or set {session.PASSPHRASE_VARIABLE}).",
)
board_option = click.option("--board", "board_url", required=True, metavar="URL", help="The board's address.")
election_option = click.option("--election", "uuid", required=True, metavar="UUID", help="The election.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask: you have compared what is shown already.")
jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes to use."
)
language_option = click.option(
    "--language", type=click.Choice(("id", "en")), default="id", show_default=True, help="The language of the paper."
)


def agree(question: str, yes: bool) -> None:
    """Go on only if the person says so, or has said so with ``--yes``."""
    if not yes:
        click.confirm(question, abort=True)


def tell_progress(done: int, total: int | None) -> None:
    """Say on a terminal how much of the record is verified."""
    if total and sys.stderr.isatty():
        click.echo(f"\rVerifying the record: {min(100, 100 * done // total)} of 100 ", nl=done >= total, err=True)


def show_total(verified: VerifiedTally) -> None:
    """What would be opened, to be judged and compared before anything leaves."""
    ledger = verified.ledger
    click.echo(f"{printable(verified.setup.election.name)}, {verified.genesis.uuid}: the whole record is sound.")
    click.echo(f"{ledger.counted} of {verified.cards} voter cards have voted. Is this about the turnout that you know?")
    click.echo(f"Fingerprint of the locked total: {grouped(verified.tally_hash)}")
    click.echo("Compare it with the other holders, by voice.")
