"""The registrar's printing commands: cards, the paper around them, and the receipt for a replacement."""

from pathlib import Path

import click

from record.card_files import CARD_ORDER_LIMIT, CardOrder, parse_card_order
from record.printable import printable
from registrar.cards.sheets import Sheet, order_of, print_replacement, print_sheet
from registrar.cards.stub import read_stub_number
from registrar.cards.words import WORDS, Language
from registrar.command_parts import (
    passphrase_option,
    plain_errors,
    read_passphrase,
    register_option,
    write_private,
)
from registrar.register import load_register

_order = click.option(
    "--order",
    "order_path",
    type=click.Path(path_type=Path),
    help="The committee's card order, if the register has not read it.",
)
_language = click.option(
    "--language", type=click.Choice(list(WORDS)), default="id", show_default=True, help="The language of the sheet."
)
_out = click.option("--out", type=click.Path(path_type=Path), required=True, help="The new PDF.")


@click.command("print")
@register_option
@passphrase_option
@_order
@click.option(
    "--sheet",
    type=click.Choice([sheet.value for sheet in Sheet]),
    default=Sheet.CARDS.value,
    show_default=True,
    help="What to print.",
)
@_language
@_out
def print_command(
    register_path: Path,
    passphrase_file: Path | None,
    order_path: Path | None,
    sheet: str,
    language: Language,
    out: Path,
) -> None:
    """Print voter cards, spare cards, covers of envelopes, attendance lists, or the record of destroyed cards."""
    with plain_errors():
        order = _read_order(order_path)
        register = load_register(register_path, read_passphrase(passphrase_file))
        kind = Sheet(sheet)
        write_private(out, print_sheet(register, kind, language, order))
        click.echo(f"{out} is ready to be printed.")
        if kind.secret:
            click.echo(printable(f"Its cards lead voters to {order_of(register, order).address}"))
            click.echo("It holds secret codes. Print it on a printer that keeps nothing, then delete this file.")
        elif kind.names:
            click.echo("It holds names. Delete this file after printing.")


@click.command("print-receipt")
@register_option
@passphrase_option
@_order
@click.option("--stub", required=True, help="The lost card's number, from its stub, such as 0142-7KQX.")
@_language
@_out
def print_receipt_command(
    register_path: Path,
    passphrase_file: Path | None,
    order_path: Path | None,
    stub: str,
    language: Language,
    out: Path,
) -> None:
    """Print the receipt for a replacement card, to be signed where the spare is handed over."""
    with plain_errors():
        order = _read_order(order_path)
        register = load_register(register_path, read_passphrase(passphrase_file))
        write_private(out, print_replacement(register, read_stub_number(register, stub), language, order))
        click.echo(f"{out} is ready to be printed.")


def _read_order(path: Path | None) -> CardOrder | None:
    if path is None:
        return None
    with path.open("rb") as file:
        return parse_card_order(file.read(CARD_ORDER_LIMIT + 1))
