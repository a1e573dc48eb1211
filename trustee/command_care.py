"""The key holder's commands for what a key needs over its life: fire drill, many elections at once, the end."""

from functools import partial
from pathlib import Path

import click

from board_client.client import BoardClient
from record.printable import printable
from trustee import session
from trustee.command_parts import board_option, jobs_option, key_file_option, passphrase_option
from trustee.fire_drill import fire_drill
from trustee.key_file import JointKey
from trustee.key_making import read_parameters
from trustee.sitting import SittingProgress, decrypt_all, waiting_elections
from verifier.run import verify
from verifier.source.board import BoardSource


@click.command("fire-drill")
@key_file_option
@passphrase_option
@click.option("--board", "board_url", metavar="URL", help="Also compare joint keys with this board's key making.")
def fire_drill_command(key_file: Path, passphrase_file: Path | None, board_url: str | None) -> None:
    """Decrypt a dummy with each of your keys: would they still open an election?"""
    with session.opened(key_file, passphrase_file) as opened:
        contents = opened.file.contents
        for key in contents.keys:
            parameters = None
            if board_url is not None and isinstance(key, JointKey):
                parameters = read_parameters(BoardClient(board_url), key, opened.identity, opened.journal)
            result = fire_drill(contents, key, parameters)
            compared = ", and is the one of its key making" if result.key_making_checked else ""
            click.echo(f"The {result.kind} key {result.public_key[:16]} decrypts{compared}.")
        if not contents.keys:
            click.echo("There is no key in this file yet. Take part in a key making first.")


@click.command("decrypt-all")
@key_file_option
@passphrase_option
@board_option
@click.option(
    "--election",
    "uuids",
    multiple=True,
    metavar="UUID",
    help="An election; give it several times. Otherwise all that you have signed and not decrypted.",
)
@jobs_option
def decrypt_all_command(
    key_file: Path, passphrase_file: Path | None, board_url: str, uuids: tuple[str, ...], jobs: int
) -> None:
    """Verify and decrypt many elections under one passphrase. Run it again for those that failed or had not closed."""
    with session.opened(key_file, passphrase_file) as opened:
        board = BoardClient(board_url)
        outcomes = decrypt_all(
            board,
            partial(BoardSource, board),
            uuids or waiting_elections(opened.journal),
            opened.file.contents,
            opened.journal,
            partial(verify, jobs=jobs),
            tell=_tell,
        )
        failed = sum(outcome.error is not None for outcome in outcomes)
        click.echo(f"{len(outcomes) - failed} of {len(outcomes)} elections decrypted.")
        if failed:
            session.fail("trustee-sitting", f"{failed} elections were not decrypted; the lines above say why.")


def _tell(progress: SittingProgress) -> None:
    if progress.outcome is None:
        return
    error = progress.outcome.error
    what = "decrypted" if error is None else f"{error.code}: {error}"
    click.echo(printable(f"{progress.number}/{progress.total} {progress.uuid}: {what}"))
