"""``suarasah demo``: the whole election, told step by step, ending in the verified result."""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from board_client.errors import BoardError
from bulletin_board.administration import close_voting, publish_result
from bulletin_board.errors import BulletinBoardError
from bulletin_board.exporting import export_archive, export_log
from crypto.errors import CryptoError
from crypto.groups import DEFAULT_GROUP_NAME, GROUP_NAMES
from record.errors import RecordError
from registrar.errors import RegistrarError
from suarasah.booth import built_booth
from suarasah.demo.chart import result_chart
from suarasah.demo.election import THRESHOLD, ReadyElection, set_up
from suarasah.demo.errors import DemoError
from suarasah.demo.parties import Holder, make_holder, send_share
from suarasah.demo.server import RunningBoard, running_board
from suarasah.demo.voters import MIN_COUNTED, Turnout, make_plans, vote_all
from trustee.errors import TrusteeError
from verifier.errors import VerifierError
from verifier.report import Report
from verifier.run import verify
from verifier.source import open_source
from verifier.text import print_report
from voter_client.errors import VoterError

HOLDERS = ("KPU Kota", "SMA Contoh", "KISP")
PORT = 8080
AT_ONCE = 8
SECOND_VOTERS = 10
_DICE = 20_261_124


@click.command()
@click.option("--voters", type=click.IntRange(1, 5000), default=120, show_default=True, help="Voters on the roll.")
@click.option("--candidates", type=click.IntRange(1, 20), default=3, show_default=True, help="Pairs of candidates.")
@click.option("--out", type=click.Path(path_type=Path), help="Write archive, log folder and receipts here.")
@click.option("--exit", "ends", is_flag=True, help="End after verification instead of keeping the board up.")
@click.option("--group", type=click.Choice(GROUP_NAMES), default=DEFAULT_GROUP_NAME, show_default=True, help="Group.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="The board's port.")
def demo(voters: int, candidates: int, out: Path | None, ends: bool, group: str, port: int) -> None:
    """Run a whole election on this machine: keys, cards, votes, decryption, verification."""
    console = Console(highlight=False)
    try:
        if out is not None:
            # Before an election is held in vain.
            out.mkdir(parents=True, exist_ok=True)
        with _work_folder() as work:
            report = _run(console, work, voters, candidates, out, ends, group, port)
    except (DemoError, BoardError, BulletinBoardError, CryptoError, RecordError, RegistrarError) as error:
        _fail(error.code, str(error))
    except (TrusteeError, VoterError, VerifierError) as error:
        _fail(error.code, str(error))
    except OSError as error:
        _fail("file", f"{error.filename or 'A file'} cannot be read or written: {error.strerror}.")
    sys.exit(report.exit_code)


def _fail(code: str, sentence: str) -> NoReturn:
    click.echo(f"{code}: {sentence}", err=True)
    sys.exit(2)


@contextmanager
def _work_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="suarasah-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(
    console: Console, work: Path, voters: int, candidates: int, out: Path | None, ends: bool, group: str, port: int
) -> Report:
    with running_board(work / "board", port) as running:
        console.print(f"[bold]Papan Pengumuman Suara[/bold] (bulletin board): {running.address}")
        holders = [make_holder(name, work / f"holder-{n}") for n, name in enumerate(HOLDERS, start=1)]
        k = MIN_COUNTED if voters >= MIN_COUNTED else 1
        with _step(console, f"Joint key of {', '.join(HOLDERS)} ({THRESHOLD} of 3), {voters} cards, setup, opening"):
            first = set_up(
                running,
                holders,
                work / "registrar-1",
                name="Pilketos Contoh",
                candidates=candidates,
                voters=voters,
                k=k,
                group=group,
            )
        if k == 1:
            console.print("  [yellow]Fewer than 10 voters: the setup says k = 1, so the result may show who voted how.")
        turnout = _vote(console, running, first, out or work)
        console.print(
            f"  {turnout.voters} of {voters} voters came; {turnout.ballots} ballots, {turnout.tested} seals tested."
        )
        with _step(console, f"Close; {HOLDERS[0]} and {HOLDERS[2]} verify the record and decrypt the total; publish"):
            close_voting(running.board, first.uuid, early=True)
            for holder in (holders[0], holders[2]):
                send_share(running.client, first.uuid, holder)
            publish_result(running.board, first.uuid)
        report = _verify(console, running, first, out or work / "record")
        if not ends:
            _stay(console, running, holders, work, candidates, group)
        return report


@contextmanager
def _step(console: Console, text: str) -> Iterator[None]:
    with console.status(text):
        yield
    console.print(f"[green]✓[/green] {text}")


def _vote(console: Console, running: RunningBoard, election: ReadyElection, out: Path) -> Turnout:
    cards = [card for card in election.register.cards if not card.spare]
    with running.board.store.read_election(election.uuid) as reading:
        setup = reading.facts.setup
    if setup is None:
        raise DemoError("The demo's election has no setup.")
    plans = make_plans(cards, setup.election.questions[0], _DICE)
    columns = (TextColumn("[green]✓[/green] Voting, {task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"{AT_ONCE} at a time", total=len(plans))
        return vote_all(
            running.address, election.uuid, plans, out / "receipts", AT_ONCE, lambda: progress.advance(task)
        )


def _verify(console: Console, running: RunningBoard, election: ReadyElection, out: Path) -> Report:
    out.mkdir(parents=True, exist_ok=True)
    export_archive(running.board, election.uuid, out / f"{election.uuid}.bel")
    export_log(running.board, "election", election.uuid, out / election.uuid)
    with _step(console, "Verify everything from the exported log, without the board"):
        report = verify(open_source(str(out / election.uuid)), jobs=os.cpu_count() or 1)
    console.print()
    if report.facts is not None and report.facts.setup is not None and report.result is not None:
        for question, counts in zip(report.facts.setup.election.questions, report.result, strict=True):
            console.print(result_chart(question, list(counts)))
    console.print()
    print_report(console, report, "en")
    return report


def _stay(
    console: Console, running: RunningBoard, holders: list[Holder], work: Path, candidates: int, group: str
) -> None:
    second = set_up(
        running,
        holders,
        work / "registrar-2",
        name="Pilketos Contoh, latihan",
        candidates=candidates,
        voters=SECOND_VOTERS,
        k=MIN_COUNTED,
        group=group,
    )
    card = work / "card-1.txt"
    card.touch(mode=0o600)
    card.write_text(next(c.code for c in second.register.cards if not c.spare) + "\n", "utf-8")
    console.print(f"\nThe board stays up: [bold]{running.address}[/bold]  (Ctrl-C ends it)")
    if built_booth() is not None:
        console.print(f"A second election is open. Vote in it in a browser, with a card code of {card}:\n")
        console.print(f"  {running.address}/booth/?e={second.uuid}\n", soft_wrap=True)
        console.print("or from another terminal:\n")
    else:
        console.print("A second election is open. Vote in it from another terminal:\n")
    # One line without wrapping, so that it can be copied.
    console.print(
        f"  .venv/bin/suarasah vote --board {running.address} --election {second.uuid} --card-file {card}",
        soft_wrap=True,
    )
    console.print()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with contextlib.suppress(KeyboardInterrupt):
        stop.wait()
