"""The registrar's last command: destroy the register after the objection period, and print the record of it."""

from datetime import datetime
from pathlib import Path

import click

from registrar.command_parts import (
    fail,
    passphrase_option,
    plain_errors,
    read_passphrase,
    register_option,
    write_private,
)
from registrar.erasure.destroying import describe_destruction, destroy
from registrar.erasure.record import Language, print_record
from registrar.register import load_register

WORD = "HAPUS"
"""What a person types to destroy a register."""


@click.command("erase")
@register_option
@passphrase_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The record of the destruction (PDF).")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Of the record.")
@click.option("--yes", is_flag=True, help=f"Do not ask for the word {WORD}.")
def erase_command(register_path: Path, passphrase_file: Path | None, out: Path, language: Language, yes: bool) -> None:
    """Destroy the register for good: afterwards no card can be replaced and nobody can be matched to a card."""
    with plain_errors():
        if out.exists():
            fail("file", f"{out} exists already. Choose another name for the record.")
        register = load_register(register_path, read_passphrase(passphrase_file))
        destruction = describe_destruction(register_path, register, datetime.now().astimezone())
        practice = register.order is not None and register.order.kind == "practice"
        record = print_record(destruction, language, practice=practice)
        if not yes and click.prompt(f"Type {WORD} to destroy {register_path} for good") != WORD:
            fail("register", "Nothing was destroyed.")
        destroy(register_path)
        write_private(out, record)
        click.echo(f"{register_path} is destroyed. Print {out} for the minutes, and destroy notes of the passphrase.")
