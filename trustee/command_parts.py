"""Options that several of the key holder's commands share."""

from pathlib import Path

import click

from trustee import session

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
