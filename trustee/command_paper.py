"""The key holder's commands for paper: print a backup, prove that it was printed, restore from it."""

import sys
from pathlib import Path

import click

from record.durable import write_new
from trustee import session
from trustee.backup.restoring import check_paper
from trustee.backup.restoring import restore as restore_key_file
from trustee.backup.sealing import make_backup
from trustee.backup.writing import paper_number, written_backup
from trustee.command_parts import key_file_option, language_option, passphrase_option
from trustee.key_file import read_box, read_contents


@click.command()
@key_file_option
@passphrase_option
@click.option("--pdf", type=click.Path(path_type=Path), help="The new PDF: QR codes and lines, for paper.")
@click.option("--out", type=click.Path(path_type=Path), help="The lines as text (otherwise to the screen).")
@language_option
def backup(key_file: Path, passphrase_file: Path | None, pdf: Path | None, out: Path | None, language: str) -> None:
    """Write your keys for paper. They stay encrypted; keep the passphrase elsewhere."""
    with session.plain_errors():
        # A backup under a passphrase that nobody remembers is none: only the file's own opens it here.
        passphrase = session.read_passphrase(passphrase_file)
        contents = read_contents(read_box(key_file), passphrase)
        box = make_backup(contents, passphrase, session.COST)
        if pdf is not None:
            # Typesetting is imported only where paper is made.
            from trustee.backup.paper import print_backup

            _write(pdf, print_backup(box, contents, "en" if language == "en" else "id"))
        if out is not None:
            _write(out, written_backup(box).encode("ascii"))
        for each in (pdf, out):
            if each is not None:
                click.echo(f"Paper {paper_number(box)} is in {each}. Print it, run check-paper, and delete the file.")
        if pdf is None and out is None:
            click.echo(written_backup(box), nl=False)
        if contents.runs:
            click.echo("A key making is unfinished, and not on this paper: make another one when it is over.", err=True)


@click.command("check-paper")
@key_file_option
@passphrase_option
def check_paper_command(key_file: Path, passphrase_file: Path | None) -> None:
    """Prove that the backup is on paper: type one of its lines, or scan one of its QR codes."""
    with session.plain_errors():
        passphrase = session.read_passphrase(passphrase_file)
    with session.opened(key_file, passphrase_file, passphrase) as opened:
        text = click.prompt("One line of the paper with its number, or one of its QR codes")
        checked = check_paper(opened.file.contents, opened.journal, passphrase, text, cost=session.COST)
        click.echo(f"Paper {checked.paper} is right, and holds {len(checked.public_keys)} keys. Seal its envelope.")


@click.command()
@key_file_option
@passphrase_option
@click.argument("texts", type=click.Path(path_type=Path), nargs=-1, required=True)
def restore(key_file: Path, passphrase_file: Path | None, texts: tuple[Path, ...]) -> None:
    """Make a key file from scanned QR codes or typed lines, a row each, in any order (- for the keyboard).

    Restored keys need confirmations of other holders before they decrypt.
    """
    with session.plain_errors():
        rows = "\n".join(sys.stdin.read() if str(text) == "-" else text.read_text("utf-8") for text in texts)
        contents = restore_key_file(key_file, rows, session.read_passphrase(passphrase_file), cost=session.COST)
        click.echo(f"Restored {key_file} with {len(contents.keys)} keys.")


def _write(path: Path, data: bytes) -> None:
    try:
        write_new(path, data)
    except FileExistsError:
        session.fail("trustee-file", f"{path} exists already and was left alone. Choose another name.")
