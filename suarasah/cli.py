"""``suarasah``: one command for each party, found in the party's own ``cli.py``.

Invariant: a command's package is imported only when that command is run, so the verifier works where neither a web
framework nor a database is installed, and asking for help is fast.
"""

import importlib
from typing import Final, NamedTuple

import click

from suarasah.booth import board_defaults

_OURS: Final = frozenset(
    {
        "board_client",
        "bulletin_board",
        "crypto",
        "pages",
        "record",
        "registrar",
        "suarasah",
        "trustee",
        "verifier",
        "voter_client",
    }
)


class _Place(NamedTuple):
    """Where a command stands, and what the list of commands says of it."""

    module: str
    attribute: str
    summary: str


COMMANDS: Final = {
    "verify": _Place("verifier.cli", "verify", "Verify an election: a .bel file, a log folder or a board's address."),
    "board": _Place("bulletin_board.cli", "board", "Run a board and its elections."),
    "registrar": _Place("registrar.cli", "registrar", "Make voter cards from a roll, offline; replace lost cards."),
    "trustee": _Place("trustee.cli", "trustee", "Hold a key: make it, keep it, decrypt the total."),
    "vote": _Place("voter_client.cli", "vote", "Seal a ballot on this machine and cast it."),
    "check-code": _Place("voter_client.cli", "check_code", "Look a tracking code up in the box."),
    "check-opening": _Place("voter_client.cli", "check_opening", "Check a seal test: what was in an opened ballot."),
    "demo": _Place("suarasah.demo", "demo", "A whole election on this machine, from the cards to the verified result."),
}


class _LazyGroup(click.Group):
    """A group that knows its commands by name and imports them when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        return None if place is None else _load(cmd_name, place)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.summary) for name, place in COMMANDS.items()])


def _load(name: str, place: _Place) -> click.Command:
    """The command; one that says what to install if a package that it needs is not there."""
    try:
        command = getattr(importlib.import_module(place.module), place.attribute)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in _OURS:
            raise
        return _not_installed(name, missing)
    if not isinstance(command, click.Command):
        raise TypeError(f"{place.module}.{place.attribute} is not a command")
    return command


def _not_installed(name: str, missing: str) -> click.Command:
    @click.command(
        name,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        add_help_option=False,
    )
    def sentence() -> None:
        raise click.UsageError(
            f"`suarasah {name}` needs {missing}, which is not installed. Install it with: "
            "pip install 'suarasah[server]'"
        )

    return sentence


@click.group("suarasah", cls=_LazyGroup)
@click.version_option(package_name="suarasah", prog_name="suarasah")
@click.pass_context
def main(context: click.Context) -> None:
    """Suara Sah: elections whose every step anyone can check."""
    if context.invoked_subcommand == "board":
        context.default_map = board_defaults()
