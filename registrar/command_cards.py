"""The registrar's commands about cards: their codes, the signed list, lost cards, cards that stay unused."""

import csv
import os
from contextlib import suppress
from pathlib import Path

import click

from board_client.client import BoardClient
from board_client.errors import BoardError
from crypto.credential import format_code
from record.archive import ArchiveReader
from record.canonical import encode
from record.durable import PRIVATE_MODE
from record.printable import printable
from registrar.cards.stub import read_stub_number, stub_number
from registrar.command_parts import fail, passphrase_option, plain_errors, read_passphrase, register_option
from registrar.errors import CardError
from registrar.exporting import export
from registrar.figures import figures
from registrar.register import Register, load_register, with_cards
from registrar.register_file import RegisterFile
from registrar.replacing import release_spare, replace_card, withhold_card
from registrar.rolls.voters import Voter

_serial = click.option("--serial", type=int, help="The card's serial number.")
_stub = click.option("--stub", help="The card's number as its stub bears it, such as 0142-7KQX.")


def _serial_of(register: Register, serial: int | None, stub: str | None) -> int:
    if stub is not None:
        return read_stub_number(register, stub)
    if serial is None:
        raise CardError("Say which card: --stub with the number on its stub, or --serial.")
    return serial


@click.command()
@register_option
@passphrase_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The secret list, for printing only.")
def cards(register_path: Path, passphrase_file: Path | None, out: Path) -> None:
    """Write the codes by class as CSV, for a printing house of your own. Delete the file afterwards."""
    with plain_errors():
        register = with_cards(load_register(register_path, read_passphrase(passphrase_file)))
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["serial", "class", "name", "number", "code"])
            writer.writerows(_card_rows(register))
        click.echo(f"{len(register.cards)} codes in {out}. Print the cards, then delete this file.")


def _card_rows(register: Register) -> list[tuple[int, str, str, str, str]]:
    rows = []
    for card in register.cards:
        name, number = (card.voter.name, card.voter.number) if card.voter else ("", "")
        group, name, number = _no_formula(card.group), _no_formula(name), _no_formula(number)
        rows.append((card.serial, group, name, number, format_code(card.code)))
    return sorted(rows, key=lambda row: (row[1], row[2], row[0]))


def _no_formula(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet program would take for a formula and compute."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


@click.command("export")
@register_option
@passphrase_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The signed card list, for the committee.")
@click.option("--yes", is_flag=True, help="Do not ask: no card can be added afterwards.")
def export_command(register_path: Path, passphrase_file: Path | None, out: Path, yes: bool) -> None:
    """Sign the list of public credentials for the committee; from then on the set of cards is fixed."""
    with plain_errors():
        kept = RegisterFile(register_path, read_passphrase(passphrase_file))
        register = with_cards(kept.load())
        if not (yes or register.exported):
            click.confirm("Afterwards no card can be added or taken away. Export?", abort=True)
        register, data = export(register)
        kept.save(register)
        out.write_bytes(data)
        counts = figures(register)
        click.echo(f"{counts.cards} cards and {counts.spares} spares. Hand {out} to the committee.")


@click.command("replace-card")
@register_option
@passphrase_option
@_serial
@_stub
@click.option("--for-late", default="", help="The newcomer who gets a spare in place of a withheld card.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the signed replacement to this file.")
@click.option("--board", "board_url", help="Hand the replacement to this board.")
def replace_card_command(
    register_path: Path,
    passphrase_file: Path | None,
    serial: int | None,
    stub: str | None,
    for_late: str,
    out: Path | None,
    board_url: str | None,
) -> None:
    """Revoke a lost card and activate a spare; refused by the board if the lost card has voted."""
    with plain_errors():
        if out is None and board_url is None:
            fail("card", "Say where the signed replacement goes: --out FILE or --board URL.")
        board = None if board_url is None else BoardClient(board_url)
        kept = RegisterFile(register_path, read_passphrase(passphrase_file))
        register = with_cards(kept.load())
        lost = _serial_of(register, serial, stub)
        register, message, spare = replace_card(register, lost, _late(register, for_late))
        # The register first: after a crash the same command signs the same replacement again.
        kept.save(register)
        if out is not None:
            out.write_bytes(encode(message))
        try:
            if board is not None:
                board.replace_card(register.uuid, encode(message))
        except BoardError as error:
            # What V41 refuses once it refuses for good. The board must show the ballot, though: a spare that is
            # free here and given away there would end in two hands.
            if error.rule == "V41" and board is not None:
                with suppress(CardError), board.archive(register.uuid) as archive:
                    register, _ = release_spare(register, lost, ArchiveReader(archive))
                    kept.save(register)
            raise
        number = stub_number(register, spare.serial)
        if board is not None:
            click.echo(f"Card {lost} is revoked; give the voter the spare card with serial {spare.serial} ({number}).")
        else:
            click.echo(
                f"Hand {out} to the committee. The spare card with serial {spare.serial} ({number}) takes its place:"
            )
            click.echo("give it to the voter when the board has taken the file.")


def _late(register: Register, name: str) -> Voter | None:
    if not name:
        return None
    found = [voter for voter in register.late if voter.name == name]
    if not found:
        raise CardError("Nobody of this name waits for a card. The command update-roll lists who does.")
    return found[0]


@click.command("release-spare")
@register_option
@passphrase_option
@_serial
@_stub
@click.option("--archive", type=click.Path(path_type=Path), help="The .bel archive, downloaded after the refusal.")
@click.option("--word", is_flag=True, help="Without proof: somebody saw that the board refused the replacement.")
def release_spare_command(
    register_path: Path,
    passphrase_file: Path | None,
    serial: int | None,
    stub: str | None,
    archive: Path | None,
    word: bool,
) -> None:
    """Free the spare of a replacement that the board refused because the lost card had voted."""
    with plain_errors():
        if archive is None and not word:
            raise CardError("Show the ballot with --archive FILE, or say --word if somebody saw the refusal.")
        kept = RegisterFile(register_path, read_passphrase(passphrase_file))
        register = kept.load()
        lost = _serial_of(register, serial, stub)
        if archive is None:
            register, spare = release_spare(register, lost)
        else:
            with archive.open("rb") as file:
                register, spare = release_spare(register, lost, ArchiveReader(file))
        kept.save(register)
        click.echo(f"The spare card with serial {spare.serial} is free again. Take it back if it was handed out.")


@click.command("withhold")
@register_option
@passphrase_option
@_serial
@_stub
def withhold_command(register_path: Path, passphrase_file: Path | None, serial: int | None, stub: str | None) -> None:
    """Note that a card stays in its envelope for good because its voter left."""
    with plain_errors():
        kept = RegisterFile(register_path, read_passphrase(passphrase_file))
        register = kept.load()
        withheld = _serial_of(register, serial, stub)
        kept.save(withhold_card(register, withheld))
        click.echo(printable(f"Card {withheld} is withheld. Keep it sealed until unused cards are destroyed."))
