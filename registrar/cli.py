"""The registrar's commands, in the order in which they are needed. Offline, except where a board's address is given."""

import click

from registrar.cards.command import print_command, print_receipt_command
from registrar.command_board import countersign_command, fetch_setup_command
from registrar.command_cards import cards, export_command, release_spare_command, replace_card_command, withhold_command
from registrar.command_erase import erase_command
from registrar.command_roll import init, issue_command, preview_command, update_roll_command
from registrar.local.command import open_command


@click.group()
def registrar() -> None:
    """Credential authority: from the roll to credential cards."""


for _command in (
    open_command,
    init,
    preview_command,
    issue_command,
    update_roll_command,
    cards,
    print_command,
    export_command,
    fetch_setup_command,
    countersign_command,
    replace_card_command,
    print_receipt_command,
    release_spare_command,
    withhold_command,
    erase_command,
):
    registrar.add_command(_command)
