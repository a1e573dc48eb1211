"""The registrar's commands about the roll: make a register, look at a roll, make cards from it, take a newer roll."""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path

import click

from record.canonical import encode
from record.card_files import CARD_ORDER_LIMIT, CardOrder, parse_card_order
from record.digests import sha256_hex
from record.printable import printable
from registrar.command_parts import fail, passphrase_option, plain_errors, read_passphrase, register_option
from registrar.errors import RegisterError
from registrar.exporting import take_order
from registrar.register import Exported, issue, new_register, with_cards
from registrar.register_file import RegisterFile
from registrar.rolls.preview import preview_roll, read_roll
from registrar.rolls.problems import Decisions, Problem
from registrar.rolls.update import update_roll, with_more
from registrar.rolls.voters import Voter

DEFAULT_SPARES = 10

roll_option = click.option(
    "--roll", type=click.Path(path_type=Path), required=True, help="The roll: xlsx, xls, ods or CSV."
)


def decision_options(command: Callable[..., None]) -> Callable[..., None]:
    """The decisions of a person as options; the command gets them as ``decisions``, a :class:`Decisions`."""

    @wraps(command)
    def decided(
        restore_zeros: bool,
        leave_out: tuple[int, ...],
        without_number: tuple[int, ...],
        group: str,
        first_sheet: bool,
        **others: object,
    ) -> None:
        decisions = Decisions(restore_zeros, frozenset(leave_out), frozenset(without_number), group, first_sheet)
        command(decisions=decisions, **others)

    for option in (
        click.option("--restore-zeros", is_flag=True, help="Write shortened NISN with ten digits."),
        click.option("--leave-out", type=int, multiple=True, help="Leave this row of the sheet out."),
        click.option("--without-number", type=int, multiple=True, help="Take this row by name and class alone."),
        click.option("--class", "group", default="", help="The class of voters who have none."),
        click.option("--first-sheet", is_flag=True, help="No other sheet of the workbook counts."),
    ):
        decided = option(decided)
    return decided


@click.command()
@register_option
@passphrase_option
def init(register_path: Path, passphrase_file: Path | None) -> None:
    """Make a register with a fresh signing key; its public key goes into the election's genesis."""
    with plain_errors():
        if register_path.exists():
            fail("register", f"{register_path} exists already; every election has a register of its own.")
        register = new_register()
        RegisterFile(register_path, read_passphrase(passphrase_file, confirm=True)).save(register)
        click.echo(f"Registrar's public key: {register.key.public_hex}")


@click.command("preview-roll")
@roll_option
@decision_options
def preview_command(
    roll: Path,
    decisions: Decisions,
) -> None:
    """Show what would be kept of a roll and what must be decided; nothing is stored."""
    with plain_errors():
        preview = preview_roll(roll.read_bytes(), decisions)
        kept = ", ".join(f"{text} ({field})" for field, text in preview.kept.items())
        click.echo(printable(f"Header in row {preview.header}. Kept: {kept}."))
        click.echo(printable(f"Dropped and not kept: {', '.join(preview.dropped) or 'nothing'}."))
        for name, count in preview.groups.items():
            click.echo(printable(f"{name or '-'}: {count}"))
        click.echo(f"{len(preview.rows)} voters.")
        _say(preview.problems)


@click.command("issue")
@register_option
@passphrase_option
@roll_option
@decision_options
@click.option("--order", "order_path", type=click.Path(path_type=Path), help="The committee's card order.")
@click.option("--election", "uuid", help="The election's identifier, where there is no card order.")
@click.option("--group", "group_name", default="Ed25519", show_default=True, help="The election's group.")
@click.option("--spares", type=int, help=f"Spare cards for lost ones.  [default: the order's, or {DEFAULT_SPARES}]")
@click.option("--named", is_flag=True, help="Link each card to its voter; else nobody knows whose card is whose.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Also write the files that the board's commands read; afterwards no card can be added or taken away.",
)
def issue_command(
    register_path: Path,
    passphrase_file: Path | None,
    roll: Path,
    decisions: Decisions,
    order_path: Path | None,
    uuid: str | None,
    group_name: str,
    spares: int | None,
    named: bool,
    out: Path | None,
) -> None:
    """Make a credential for each voter. Then print the cards and export the card list."""
    with plain_errors():
        kept = RegisterFile(register_path, read_passphrase(passphrase_file))
        register = kept.load()
        order = _order(order_path) or register.order
        if order is not None:
            register = take_order(register, order)
            uuid, group_name = uuid or order.uuid, order.group
        if uuid is None:
            raise RegisterError("Say for which election: --order FILE, or --election with its identifier.")
        voters = read_roll(roll.read_bytes(), decisions)
        count = spares if spares is not None else order.spares if order else DEFAULT_SPARES
        register = issue(register, voters, uuid, group_name, count, named)
        if out is not None:
            # From now on the board may have these cards, so a newer roll can add none and take none back.
            register = register.noted(Exported(sha256_hex(register.public_credentials())))
        kept.save(register)
        for warning in voters.warnings:
            click.echo(printable(f"Please look: {warning}"), err=True)
        if voters.dropped:
            click.echo(printable(f"Dropped and not kept: {', '.join(voters.dropped)}."))
        click.echo(f"{len(voters.voters)} cards and {count} spares.")
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / "public_credentials.json").write_bytes(register.public_credentials())
            (out / "spares.json").write_bytes(encode(register.spares()))
            click.echo(f"For the board: {out}/public_credentials.json")


@click.command("update-roll")
@register_option
@passphrase_option
@roll_option
@decision_options
@click.option("--add", "more", is_flag=True, help="The list holds more voters; those of the roll stay.")
@click.option("--yes", is_flag=True, help="Do not ask before the register is changed.")
def update_roll_command(
    register_path: Path,
    passphrase_file: Path | None,
    roll: Path,
    decisions: Decisions,
    more: bool,
    yes: bool,
) -> None:
    """Take a newer roll of the same election: voters who stand in both keep their cards."""
    with plain_errors():
        kept = RegisterFile(register_path, read_passphrase(passphrase_file))
        register = with_cards(kept.load())
        voters = read_roll(roll.read_bytes(), decisions)
        updated, changes = update_roll(register, with_more(register, voters) if more else voters)
        _say_voters("New", changes.added)
        _say_voters("Gone", changes.left)
        _say_voters("Changed", [after for _, after in changes.changed])
        _say_voters("On the roll too late for a card", changes.late)
        click.echo(f"{changes.unchanged} voters as before.")
        if changes.withheld:
            click.echo(f"Do not hand out the cards with these serials: {', '.join(map(str, changes.withheld))}.")
        if updated == register:
            return
        if not yes:
            click.confirm("Change the register?", abort=True)
        kept.save(updated)
        if not register.exported and changes.print_again:
            click.echo(printable(f"Print again: {', '.join(changes.print_again)}. Destroy what was printed of them."))


def _order(path: Path | None) -> CardOrder | None:
    if path is None:
        return None
    with path.open("rb") as file:
        return parse_card_order(file.read(CARD_ORDER_LIMIT + 1))


def _say(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(printable(f"{problem.level}: {problem.sentence}"), err=True)


def _say_voters(what: str, voters: Sequence[Voter]) -> None:
    for voter in voters:
        click.echo(printable(f"{what}: {voter.name}, {voter.group or '-'}"))
