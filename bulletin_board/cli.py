"""The commands of the board's owner, on the board's machine: set up, serve, open, close, publish, export."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, get_args

import click
import msgspec

from bulletin_board.administration import (
    change_booth,
    close_voting,
    extend_voting,
    init_board,
    new_election,
    new_key_making,
    open_voting,
    publish_result,
)
from bulletin_board.board import Board, open_board
from bulletin_board.booth_files import booth_hashes
from bulletin_board.committee.accounts.invitations import has_administrator, invite_administrator
from bulletin_board.config import ZONES, BoardConfig
from bulletin_board.errors import BulletinBoardError, SpecificationError
from bulletin_board.exporting import export_archive, export_log
from bulletin_board.presentations import described_presentation, erase_presentation
from bulletin_board.serving import serve as run_server
from bulletin_board.specification import parse_specification, with_key_files
from bulletin_board.summaries import all_summaries, election_summary, key_making_summary
from crypto.errors import CryptoError
from record.entries import ExtensionReason
from record.errors import RecordError
from record.identifiers import new_identifier
from record.ledger import Stage
from record.printable import ended, printable

_REASONS = get_args(ExtensionReason)


_BOOTH = click.Path(path_type=Path, file_okay=False, exists=True)


@contextmanager
def plain_errors() -> Iterator[None]:
    """End with one message, its code and exit code 2 instead of a traceback."""
    try:
        yield
    except (BulletinBoardError, RecordError, CryptoError) as error:
        _fail(error.code, str(error))
    except OSError as error:
        _fail("file", f"{error.filename or 'A file'} cannot be read or written: {error.strerror}.")


def _fail(code: str, sentence: str) -> NoReturn:
    click.echo(printable(f"{code}: {sentence}"), err=True)
    sys.exit(2)


@click.group()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("board"),
    show_default=True,
    envvar="SUARASAH_BOARD",
    show_envvar=True,
    help="Holds the board's signing key and, unless --database says otherwise, its database.",
)
@click.option(
    "--database",
    envvar="SUARASAH_DATABASE",
    show_envvar=True,
    help="postgresql://user@host/name or sqlite:///file; by default board.db in the folder.",
)
@click.pass_context
def board(context: click.Context, folder: Path, database: str | None) -> None:
    """Run a board and its elections."""
    url = database or f"sqlite:///{folder.absolute() / 'board.db'}"
    context.obj = BoardConfig(url, folder.absolute() / "board.key")


def _board(config: BoardConfig) -> Board:
    """The board, until the command ends."""
    found = open_board(config)
    click.get_current_context().call_on_close(found.close)
    return found


@board.command()
@click.pass_obj
def init(config: BoardConfig) -> None:
    """Make the keys and the database, or bring the database to this version. Safe to run again.

    While there is no administrator it also prints a link for the first one.
    """
    with plain_errors():
        config.key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        public = init_board(config)
        click.echo(f"The board is ready. Its public key, for everybody to note down:\n{public}")
        opened = _board(config)
        if not has_administrator(opened):
            _print_invitation(invite_administrator(opened))


@board.command("invite-administrator")
@click.pass_obj
def invite_administrator_command(config: BoardConfig) -> None:
    """Print a link that makes one more administrator of the committee pages. Earlier links of this kind end."""
    with plain_errors():
        _print_invitation(invite_administrator(_board(config)))


def _print_invitation(path: str) -> None:
    click.echo(
        "For an administrator of the committee pages, once, within 7 days: open this path at the board's address"
    )
    click.echo(path)


@board.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for a school LAN.")
@click.option("--port", type=int, default=8000, show_default=True, help="Port to listen at.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Threads of each process.")
@click.option("--booth", type=_BOOTH, help="Built files of the booth; by default those that came with this program.")
@click.option(
    "--trusted-proxies", type=click.IntRange(0, 5), default=0, show_default=True, help="Reverse proxies in front of it."
)
@click.option(
    "--zone", type=click.Choice(list(ZONES)), default="WIB", show_default=True, help="Time zone of the pages' times."
)
@click.pass_obj
def serve(
    config: BoardConfig,
    host: str,
    port: int,
    workers: int,
    threads: int,
    booth: Path | None,
    trusted_proxies: int,
    zone: str,
) -> None:
    """Answer over HTTP until stopped."""
    with plain_errors():
        complete = BoardConfig(
            config.database_url, config.key_file, booth_folder=booth, trusted_proxies=trusted_proxies, zone=zone
        )
        # Asked and closed again: no process may inherit a connection from the one that starts it.
        open_board(complete).close()
        run_server(complete, host, port, workers, threads)


@board.command("new-identifier")
def new_identifier_command() -> None:
    """Print a fresh identifier for an election: the registrar makes its cards for it before it is set up."""
    click.echo(new_identifier())


@board.command("new-key-making")
@click.option("--threshold", type=click.IntRange(1), required=True, help="How many key holders decrypt.")
@click.option("--holder", "holders", multiple=True, required=True, help="A holder's signing key (hex); once for each.")
@click.option("--group", default="Ed25519", show_default=True, help="The group of the joint key.")
@click.option("--election", default="", help="Make the key for this election (uuid) alone.")
@click.pass_obj
def new_key_making_command(
    config: BoardConfig, threshold: int, holders: tuple[str, ...], group: str, election: str
) -> None:
    """Begin a joint key making and print its run."""
    with plain_errors():
        click.echo(new_key_making(_board(config), threshold, list(holders), group=group, election=election))


@board.command("new-election")
@click.argument("description", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--booth", type=_BOOTH, help="Announce these files of the booth; by default those of this program.")
@click.pass_obj
def new_election_command(config: BoardConfig, description: Path, booth: Path | None) -> None:
    """Set up the election that DESCRIPTION (JSON or TOML) describes and print its uuid.

    The genesis names the files of the booth, unless the description names others.
    """
    with plain_errors():
        specification = parse_specification(description.read_bytes(), toml=description.suffix == ".toml")
        specification = with_key_files(specification, description.parent)
        if booth is not None and not specification.booth:
            specification = msgspec.structs.replace(specification, booth=tuple(booth_hashes(booth)))
        credentials = (description.parent / specification.credentials).read_bytes()
        spares = _read_spares(description.parent / specification.spares) if specification.spares else []
        presentation = described_presentation(specification, description.parent)
        click.echo(new_election(_board(config), specification, credentials, spares, presentation))


def _read_spares(path: Path) -> list[str]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[str])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SpecificationError(f"{path.name} is not a JSON list of spare credentials: {ended(str(error))}") from error


@board.command("open")
@click.argument("uuid")
@click.pass_obj
def open_command(config: BoardConfig, uuid: str) -> None:
    """Open the voting of election UUID, once the registrar and enough key holders have countersigned."""
    with plain_errors():
        open_voting(_board(config), uuid)
        click.echo("Voting is open from the time that the election announces.")


@board.command("extend")
@click.argument("uuid")
@click.option("--closes", required=True, help="The new close in UTC, such as 2026-11-24T07:00:00Z.")
@click.option("--reason", type=click.Choice(_REASONS), required=True, help="Why; it stands in the log for good.")
@click.pass_obj
def extend_command(config: BoardConfig, uuid: str, closes: str, reason: ExtensionReason) -> None:
    """Move the close of election UUID to a later time."""
    with plain_errors():
        extend_voting(_board(config), uuid, closes, reason)
        click.echo(f"Voting closes at {closes}.")


@board.command("change-booth")
@click.argument("uuid")
@click.option("--file", "files", multiple=True, help="The SHA-256 (hex) of a file of the booth; once for each.")
@click.option("--booth", type=_BOOTH, help="Without --file: announce these files; by default those of this program.")
@click.pass_obj
def change_booth_command(config: BoardConfig, uuid: str, files: tuple[str, ...], booth: Path | None) -> None:
    """Announce new files of the booth for election UUID."""
    with plain_errors():
        announced = list(files) if files or booth is None else booth_hashes(booth)
        change_booth(_board(config), uuid, announced)
        click.echo("The new booth is announced.")


@board.command("close")
@click.argument("uuid")
@click.option("--early", is_flag=True, help="Close before the announced time.")
@click.pass_obj
def close_command(config: BoardConfig, uuid: str, early: bool) -> None:
    """Close the box of election UUID and add up the sealed ballots."""
    with plain_errors():
        stage = close_voting(_board(config), uuid, early=early)
        if stage is Stage.WITHHELD:
            click.echo("The box is closed. Too few ballots count, so the result is withheld.")
        else:
            click.echo("The box is closed and added up. Now the key holders decrypt the total.")


@board.command("publish")
@click.argument("uuid")
@click.pass_obj
def publish_command(config: BoardConfig, uuid: str) -> None:
    """Publish the result of election UUID, once enough key holders have decrypted."""
    with plain_errors():
        publish_result(_board(config), uuid)
        click.echo("The result is published.")


@board.command("erase-presentation")
@click.argument("uuid")
@click.pass_obj
def erase_presentation_command(config: BoardConfig, uuid: str) -> None:
    """Erase the photos, visions and missions of election UUID for good; the record of the votes stays as it is."""
    with plain_errors():
        erased = erase_presentation(_board(config), uuid)
        click.echo(f"{erased} photos and all programmes are erased. Erase them in your backups too.")


@board.command("export")
@click.argument("uuid")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def export_command(config: BoardConfig, uuid: str, folder: Path) -> None:
    """Write the log of election UUID to the new FOLDER, and beside it FOLDER.bel, the archive."""
    with plain_errors():
        opened = _board(config)
        export_log(opened, "election", uuid, folder)
        archive = folder.with_name(folder.name + ".bel")
        export_archive(opened, uuid, archive)
        click.echo(f"{folder} and {archive}")


@board.command("status")
@click.argument("identifier", required=False)
@click.option("--key-making", is_flag=True, help="IDENTIFIER is the run of a key making.")
@click.pass_obj
def status_command(config: BoardConfig, identifier: str | None, key_making: bool) -> None:
    """Show all elections, or everything about the election or key making IDENTIFIER, as JSON."""
    with plain_errors():
        opened = _board(config)
        if identifier is None:
            for summary in all_summaries(opened):
                click.echo(f"{summary['uuid']}  {summary['phase']:<10} {summary['counted']:>7}  {summary['name']}")
            return
        found = key_making_summary(opened, identifier) if key_making else election_summary(opened, identifier)
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
