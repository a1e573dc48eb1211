"""The key holder's commands for what a key needs over its life: passphrase, fire drill, many elections, the end."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import click

from board_client.client import BoardClient
from record.durable import write_new
from record.printable import printable
from trustee import session
from trustee.arrival import waiting_elections
from trustee.command_parts import board_option, jobs_option, key_file_option, language_option, passphrase_option
from trustee.destruction.destroying import describe_destruction, destroy
from trustee.errors import NotShownError
from trustee.fire_drill import fire_drill
from trustee.key_file import JointKey
from trustee.key_making import read_parameters
from trustee.passphrases import suggest_passphrase
from trustee.sitting import SittingProgress, decrypt_all
from verifier.run import verify
from verifier.source.board import BoardSource

WORD: Final = "HAPUS"
"""What a person types to destroy a key file."""


@click.command("suggest-passphrase")
def suggest_passphrase_command() -> None:
    """Draw a passphrase of six words. Write it down twice, and keep it away from key file and paper."""
    click.echo(suggest_passphrase())


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
    help="An election; give it several times. Otherwise all signed ones whose record does not show your part.",
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
        unshown = sum(outcome.share is not None and not outcome.share.shown for outcome in outcomes)
        click.echo(f"{len(outcomes) - failed - unshown} of {len(outcomes)} elections decrypted.")
        if failed:
            session.fail("trustee-sitting", f"{failed} elections were not decrypted; the lines above say why.")
        if unshown:
            raise NotShownError(
                f"The parts of {unshown} elections were sent, and the board has not yet shown that they are in the "
                "record. They stay on your list: run this again later, which sends the same bytes."
            )


@click.command("destroy")
@key_file_option
@passphrase_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The record of the destruction (PDF).")
@language_option
@click.option("--yes", is_flag=True, help=f"Do not ask for the word {WORD}.")
def destroy_command(key_file: Path, passphrase_file: Path | None, out: Path, language: str, yes: bool) -> None:
    """Destroy the key file for good, after its last election: nothing can be decrypted with its keys any more."""
    with session.opened(key_file, passphrase_file) as opened:
        # Typesetting is imported only where paper is made.
        from trustee.destruction.record import print_record

        if out.exists():
            session.fail("trustee-file", f"{out} exists already. Choose another name for the record.")
        now = datetime.now().astimezone()
        destruction = describe_destruction(key_file, opened.file.contents, opened.journal, now)
        record = print_record(destruction, "en" if language == "en" else "id")
        if destruction.waiting:
            click.echo(
                "CAREFUL: you have signed these elections, and no record has shown your part of them; without your key "
                f"they may never be opened: {', '.join(destruction.waiting)}",
                err=True,
            )
        if not yes and click.prompt(f"Type {WORD} to destroy {key_file} for good") != WORD:
            session.fail("trustee-destruction", "Nothing was destroyed.")
        # Before the key is gone: a record that cannot be written must not cost anything.
        write_new(out, record)
        try:
            destroy(key_file, destruction, opened.journal)
        except BaseException:
            out.unlink(missing_ok=True)
            raise
        click.echo(f"{key_file} is destroyed; its journal stays. Print {out}, and destroy papers and passphrase notes.")


def _tell(progress: SittingProgress) -> None:
    if progress.outcome is None:
        return
    error, share = progress.outcome.error, progress.outcome.share
    if error is not None:
        what = f"{error.code}: {error}"
    elif share is not None and share.shown:
        what = "decrypted, and in the record"
    else:
        what = "sent; the board has not yet shown that your part is in the record"
    click.echo(printable(f"{progress.number}/{progress.total} {progress.uuid}: {what}"))
