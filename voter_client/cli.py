"""The voter's commands: ``vote`` seals, shows the tracking code, offers the seal test, casts and keeps the receipt.

``check-code`` looks a tracking code up and checks the answer; ``check-opening`` is the second device of a seal test.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NoReturn

import click

from board_client.client import BoardClient
from board_client.errors import BoardError
from crypto.credential import normalise_code
from crypto.errors import CryptoError
from record.ballot import short_code
from record.errors import RecordError
from record.printable import grouped, printable
from voter_client import checking, seal_test
from voter_client.casting import cast_ballot, enter_challenge, require_same_log
from voter_client.choices import Choices, in_words, parse_picks, slots
from voter_client.election import OpenElection, read_election
from voter_client.errors import ChoiceError, VoterError
from voter_client.presentation import read_presentation
from voter_client.seal_test import open_seal
from voter_client.sealing import Card, SealedBallot, open_card, seal

_board = click.option("--board", "board_url", required=True, metavar="URL", help="The board's address.")
_uuid = click.option("--election", "uuid", required=True, metavar="UUID", help="The election, as on the card.")
_key = click.option("--board-key", metavar="HEX", help="Accept only the board with this public key.")
_fingerprint = click.option(
    "--fingerprint", metavar="HEX", help="Accept only the election with this fingerprint, as on the poster."
)


@contextmanager
def plain_errors() -> Iterator[None]:
    """End with one message, its code and exit code 2 instead of a traceback."""
    try:
        yield
    except (VoterError, RecordError, CryptoError, BoardError) as error:
        _fail(error.code, str(error))
    except UnicodeDecodeError:
        _fail("file", "A file is not text in UTF-8. Choose the right file.")
    except OSError as error:
        _fail("file", f"{error.filename or 'A file'} cannot be read or written: {error.strerror}.")


def _fail(code: str, sentence: str) -> NoReturn:
    click.echo(printable(f"{code}: {sentence}"), err=True)
    sys.exit(2)


@click.command()
@_board
@_uuid
@_key
@_fingerprint
@click.option("--card-file", type=click.Path(path_type=Path), help="Read the credential code from this file.")
@click.option("--choose", multiple=True, metavar="PICKS", help="Answers for each question in turn, such as 2 or blank.")
@click.option("--test-seal", "test_seals", type=click.IntRange(0, 100), default=0, help="Seals to test before casting.")
@click.option("--receipts", type=click.Path(path_type=Path), default=Path(), help="Where receipts and openings go.")
def vote(
    board_url: str,
    uuid: str,
    board_key: str | None,
    fingerprint: str | None,
    card_file: Path | None,
    choose: tuple[str, ...],
    test_seals: int,
    receipts: Path,
) -> None:
    """Vote: choose, seal on this device, note the tracking code, test or cast, and keep the receipt."""
    with plain_errors():
        board = BoardClient(board_url)
        election = read_election(board.log(uuid), uuid, board_key=board_key, fingerprint=fingerprint)
        if fingerprint is None:
            click.echo(f"Fingerprint of this election: {grouped(election.fingerprint)}")
            click.echo("Compare it with the poster: only that shows that this is everybody's election.")
        presentation = read_presentation(board, election)
        if presentation is not None and presentation.school:
            click.echo(f"School: {printable(presentation.school)}")
        card = _open_card(election, card_file)
        interactive = not choose
        choices = _ask(election) if interactive else _chosen(election, choose)
        receipts.mkdir(parents=True, exist_ok=True)
        while True:
            sealed = seal(election.setup, card, choices)
            click.echo(f"\nTracking code: {short_code(sealed.code)}\n  in full:     {sealed.code}")
            click.echo("Write the code down now. It does not show what you chose.")
            if test_seals > 0 or (interactive and _wants_test()):
                test_seals -= 1
                _test(board, election, card, sealed, receipts)
                continue
            break
        entry = cast_ballot(board, election, card, sealed)
        path = receipts / f"{short_code(sealed.code)}.tlog-proof"
        path.write_bytes(entry.receipt)
        require_same_log(board.log(uuid), election, entry)
        click.echo(f"Your ballot is in the box, number {entry.number}. Receipt, checked: {path}")


def _open_card(election: OpenElection, card_file: Path | None) -> Card:
    text = card_file.read_text("utf-8").strip() if card_file else click.prompt("Credential code", hide_input=True)
    return open_card(election.setup, normalise_code(text))


def _chosen(election: OpenElection, choose: tuple[str, ...]) -> Choices:
    questions = election.setup.election.questions
    if len(choose) != len(questions):
        raise ChoiceError(f"Give --choose once for each of the {len(questions)} questions.")
    return tuple(slots(question, parse_picks(question, text)) for question, text in zip(questions, choose, strict=True))


def _ask(election: OpenElection) -> Choices:
    chosen = []
    for question in election.setup.election.questions:
        click.echo(f"\n{printable(question.question)}")
        for number, answer in enumerate(question.answers, start=1):
            click.echo(f"  {number}. {printable(answer)}")
        while True:
            try:
                chosen.append(slots(question, parse_picks(question, click.prompt("Your choice", default="").strip())))
                break
            except ChoiceError as error:
                click.echo(str(error))
    choices = tuple(chosen)
    click.echo("\nPlease check:")
    for line in in_words(election.setup.election, choices):
        click.echo(f"  {line}")
    click.confirm("Seal these choices?", abort=True)
    return choices


def _wants_test() -> bool:
    words = click.Choice(["cast", "test"])
    answer: str = click.prompt("Cast it, or test the seal first (it is opened, not counted)?", type=words)
    return answer == "test"


def _test(board: BoardClient, election: OpenElection, card: Card, sealed: SealedBallot, receipts: Path) -> None:
    entry = enter_challenge(board, election, card, sealed)
    require_same_log(board.log(election.setup.uuid), election, entry)
    path = receipts / f"{short_code(sealed.code)}.opening"
    # An opening shows choices: nobody else on this machine may read it.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(open_seal(election.setup, sealed))
    click.echo(f"The seal test is in the log; this ballot can no longer be cast. Opening: {path}")
    click.echo("Check it on another device with: suarasah check-opening. Then delete it. Sealing again...")


@click.command("check-code")
@_board
@_uuid
@_key
@_fingerprint
@click.argument("code")
def check_code(board_url: str, uuid: str, board_key: str | None, fingerprint: str | None, code: str) -> None:
    """Look up a tracking CODE (short or in full) and check that its ballot is in the box."""
    with plain_errors():
        board = BoardClient(board_url)
        election = read_election(board.log(uuid), uuid, board_key=board_key, fingerprint=fingerprint)
        click.echo(checking.check_code(board, election, code))


@click.command("check-opening")
@_board
@_uuid
@_key
@_fingerprint
@click.argument("code")
@click.argument("opening", type=click.File("rb"))
def check_opening(
    board_url: str, uuid: str, board_key: str | None, fingerprint: str | None, code: str, opening: BinaryIO
) -> None:
    """The second device of a seal test: recompute the ballot of the whole CODE from its OPENING (a file, or -)."""
    with plain_errors():
        board = BoardClient(board_url)
        election = read_election(board.log(uuid), uuid, board_key=board_key, fingerprint=fingerprint)
        data = opening.read()
        sentence, *lines = seal_test.check_test(board, election, data, code)
        click.echo(sentence)
        click.echo("The opened ballot is the one with this tracking code, and it holds:")
        for line in lines:
            click.echo(f"  {line}")
