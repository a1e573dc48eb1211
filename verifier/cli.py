"""``suarasah verify`` and ``suarasah-verify``: a thin edge around :mod:`verifier.run`.

Exit codes: 0 accepted, 1 a check failed, 2 unreadable, unfinished or wrong usage, 130 interrupted.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from record.printable import printable
from verifier.errors import UnreadableError, VerifierError
from verifier.report import Report, unreadable
from verifier.run import Progress as Tell
from verifier.run import verify as run
from verifier.source import open_source
from verifier.words import LANGUAGES, WORDS, language_of

INTERRUPTED = 130


@click.command()
@click.argument("target")
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON, for programs.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 1024),
    default=None,
    help="How many processes check ballots; all cores unless said otherwise.",
)
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="Language; from LANG unless said otherwise.")
@click.pass_context
def verify(context: click.Context, target: str, as_json: bool, jobs: int | None, lang: str | None) -> None:
    """Verify an election and say what was found.

    TARGET is a .bel archive, the folder of a log, or the address of an election on a board.
    """
    language = lang or language_of()
    try:
        with _progress(WORDS[language]["reading"]) as tell:
            report = _report(target, jobs or _cores(), tell)
    except KeyboardInterrupt:
        click.echo(WORDS[language]["interrupted"], err=True)
        context.exit(INTERRUPTED)
    except VerifierError as error:
        click.echo(printable(f"Error [{error.code}]: {error}"), err=True)
        context.exit(2)
    if as_json:
        sys.stdout.buffer.write(report.json() + b"\n")
        sys.stdout.buffer.flush()
    elif report.problem is None:
        _print(report, language)
    if report.problem is not None:
        # A list of elections has lines of its own.
        lines = f"Error [{UnreadableError.code}]: {report.problem}".split("\n")
        click.echo("\n".join(map(printable, lines)), err=True)
    context.exit(report.exit_code)


def _report(target: str, jobs: int, tell: Tell | None) -> Report:
    try:
        source = open_source(target)
    except UnreadableError as error:
        return unreadable(target, str(error))
    return run(source, jobs=jobs, progress=tell)


def _print(report: Report, language: str) -> None:
    # Every worker process imports this module, and none writes anything: rich is loaded where it is used.
    from rich.console import Console

    from verifier.text import print_report

    if isinstance(sys.stdout, io.TextIOWrapper):
        # An old terminal that cannot show a name gets a question mark there, and still the verdict.
        sys.stdout.reconfigure(errors="replace")
    print_report(Console(), report, language)


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _progress(title: str) -> Iterator[Tell | None]:
    """A bar on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def main() -> None:
    """The entry point of the console script."""
    verify(prog_name="suarasah-verify")
