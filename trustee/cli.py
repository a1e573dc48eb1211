"""The key holder's commands: keys, the joint key making, countersigning, decrypting, confirming, paper backup.

Passphrases come from a prompt, ``--passphrase-file`` or SUARASAH_TRUSTEE_PASSPHRASE; never from an argument.
"""

from functools import partial
from pathlib import Path

import click

from board_client.client import BoardClient
from crypto.groups import DEFAULT_GROUP_NAME, GROUP_NAMES, group_by_name
from record.canonical import encode
from record.printable import grouped, printable
from record.trustee_making import make_single
from trustee import session
from trustee.command_care import (
    decrypt_all_command,
    destroy_command,
    fire_drill_command,
    suggest_passphrase_command,
)
from trustee.command_paper import backup, check_paper_command, restore
from trustee.command_parts import (
    agree,
    board_option,
    election_option,
    jobs_option,
    key_file_option,
    passphrase_option,
    show_total,
    tell_progress,
    yes_option,
)
from trustee.comparing import comparison_digits
from trustee.confirming import confirm_verified
from trustee.countersigning import FEW, SetupSummary, countersign, examine_setup
from trustee.decrypting import SentShare, look_first, send_verified
from trustee.errors import NotShownError
from trustee.journal import journal_path
from trustee.key_file import JointKey, SingleKey
from trustee.key_making import Progress, RunRules, make_key, read_rules, step
from trustee.local.command import open_command
from trustee.verifying import verify_tally
from verifier.run import verify
from verifier.source.board import BoardSource


@click.group()
def trustee() -> None:
    """Key holder: joint key making, countersigning, decryption. Runs on your own machine."""


@trustee.command()
@key_file_option
@passphrase_option
def init(key_file: Path, passphrase_file: Path | None) -> None:
    """Make a key file. Give the public key that is shown to the organiser of key makings and elections."""
    with session.plain_errors():
        public = session.create(key_file, passphrase_file)
        click.echo(f"Your public signing key: {public}")
        click.echo(f"Your key file: {key_file}, with its journal {journal_path(key_file).name}. Keep them together.")


@trustee.command()
@key_file_option
@passphrase_option
def show(key_file: Path, passphrase_file: Path | None) -> None:
    """Show what the key file holds: public keys and runs, no secrets."""
    with session.opened(key_file, passphrase_file) as opened:
        click.echo(f"Public signing key: {opened.identity}")
        for run in opened.file.contents.runs:
            click.echo(f"Unfinished key making {run.run}: you are key holder {run.owner}")
        for complained in opened.file.contents.broken:
            click.echo(f"Broken key making {complained.run}: you complained about key holder {complained.accused}")
        for key in opened.file.contents.keys:
            restored = ", restored" if key.public_key in opened.journal.unknown_past else ""
            match key:
                case JointKey():
                    use = f"for {key.head.election} alone" if key.head.election else "reusable"
                    kind = f"holder {key.owner} of {len(key.holders)}, {key.threshold} decrypt, {use}"
                    click.echo(f"Joint key of {key.head.run}: {kind}{restored}\n  {key.public_key}")
                case SingleKey():
                    click.echo(f"Single key{restored}\n  {key.public_key}")


@trustee.command("make-key")
@key_file_option
@passphrase_option
@board_option
@click.option("--run", required=True, metavar="RUN", help="The key making, as its organiser named it.")
@click.option("--once", is_flag=True, help="Do one step and do not wait for the other holders.")
@click.option("--timeout", type=click.FloatRange(min=0), default=3600.0, show_default=True, help="Seconds to wait.")
@yes_option
def make_key_command(
    key_file: Path, passphrase_file: Path | None, board_url: str, run: str, once: bool, timeout: float, yes: bool
) -> None:
    """Make a joint key with the other holders. May be stopped and run again at any time."""
    with session.opened(key_file, passphrase_file) as opened:
        board = BoardClient(board_url)
        rules = read_rules(board, run, opened.identity)
        if not opened.file.contents.knows(run):
            _show_rules(rules)
            agree("Do you take part under these rules?", yes)
        if once:
            _tell(step(board, opened.file, opened.journal, rules))
        else:
            make_key(board, opened.file, opened.journal, rules, seconds=timeout, tell=_tell)


def _show_rules(rules: RunRules) -> None:
    genesis = rules.genesis
    click.echo(f"Key making {genesis.run}: {genesis.threshold} of {len(genesis.holders)} holders decrypt together.")
    click.echo(f"For: {genesis.election or 'any election (it must be joined by a fresh key each time)'}")
    for number, holder in enumerate(genesis.holders, start=1):
        click.echo(f"  {number}. {holder}{'  (you)' if number == rules.owner else ''}")
    click.echo(f"Compare with the other holders, by voice: {' '.join(comparison_digits(rules.fingerprint))}")


def _tell(progress: Progress) -> None:
    if progress.key is not None:
        click.echo(f"The joint key is finished. Your part: {progress.key.public_key}")
        click.echo("Make a paper backup now: suarasah trustee backup")
        return
    click.echo(f"The key making waits for {progress.stage} of the holders {', '.join(map(str, progress.missing))}.")


@trustee.command("single-key")
@key_file_option
@passphrase_option
@click.option(
    "--group",
    "group_name",
    type=click.Choice(GROUP_NAMES),
    default=DEFAULT_GROUP_NAME,
    show_default=True,
    help="The group of the key, which is that of the election.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the public key here (otherwise to the screen).")
def single_key(key_file: Path, passphrase_file: Path | None, group_name: str, out: Path | None) -> None:
    """Make a key for one election, which cannot be decrypted without it. Give its public part to the board."""
    with session.opened(key_file, passphrase_file) as opened:
        group = group_by_name(group_name)
        secret = group.random_secret()
        public = make_single(group, secret).key
        # The secret first: a public key without its secret would make an election that nobody can decrypt.
        opened.file.save(opened.file.contents.with_key(SingleKey(group.name, secret.reveal().hex(), public)))
        if out is None:
            click.echo(encode(public).decode())
        else:
            out.write_bytes(encode(public))
            click.echo(f"Public key in {out}. Make a paper backup of your key file now.")


@trustee.command("countersign")
@key_file_option
@passphrase_option
@board_option
@election_option
@yes_option
def countersign_command(key_file: Path, passphrase_file: Path | None, board_url: str, uuid: str, yes: bool) -> None:
    """Check and sign the setup of an election, before voting opens. You decrypt only what you have signed."""
    with session.opened(key_file, passphrase_file) as opened:
        board = BoardClient(board_url)
        summary = examine_setup(board, uuid, opened.file.contents, opened.journal)
        _show_setup(summary)
        agree("Is this the election that you know, with these voters and weights?", yes)
        countersign(board, summary, opened.file.contents, opened.journal)
        click.echo(f"Signed, as key holder {summary.owner}.")


def _show_setup(summary: SetupSummary) -> None:
    genesis, facts = summary.genesis, summary.facts
    click.echo(f"{printable(facts.election.name)} ({genesis.kind}), {genesis.uuid}")
    for question in facts.election.questions:
        answers = ", ".join(map(printable, question.answers))
        click.echo(f"  {printable(question.question)}: {question.min} to {question.max} of {answers}")
    click.echo(f"Opens {genesis.opens}, closes {genesis.closes}; revoting {'on' if genesis.revoting else 'off'}")
    click.echo(f"Cards: {len(facts.credentials)}, of them {len(genesis.spares)} spares")
    for weight, count in summary.weights.items():
        click.echo(f"  {count} with weight {weight}")
    for weight in summary.rare_weights:
        click.echo(f"CAREFUL: few cards have weight {weight}; the total may show how they voted.")
    click.echo(f"Nothing is decrypted below {genesis.k} ballots.")
    if summary.opens_few:
        click.echo(f"CAREFUL: a total of fewer than {FEW} ballots may show how somebody voted. Is that meant?")
    policy = genesis.witnesses
    click.echo(f"Witnesses: {policy.threshold} of {len(policy.witnesses)} must have signed the final head.")
    for number, item in enumerate(facts.items, start=1):
        click.echo(f"Key {number}: {item.kind}, {item.threshold} of {item.size} holders decrypt")
    click.echo(f"Cards' fingerprint:   {grouped(summary.credentials)}")
    click.echo(f"Photos, programmes:   {grouped(genesis.presentation) or 'none'}")
    click.echo(f"Election's rules:     {facts.fingerprint}")
    click.echo(f"Everything together:  {grouped(summary.root)}")
    click.echo("Compare the last one with the registrar and the other holders, by voice.")


@trustee.command("decrypt")
@key_file_option
@passphrase_option
@board_option
@election_option
@jobs_option
@yes_option
def decrypt_command(
    key_file: Path, passphrase_file: Path | None, board_url: str, uuid: str, jobs: int, yes: bool
) -> None:
    """Verify the whole record, show what would be opened, then send your share of its total. Running it again sends
    the same share, until the record shows it."""
    with session.opened(key_file, passphrase_file) as opened:
        board, contents = BoardClient(board_url), opened.file.contents
        checked = partial(verify, jobs=jobs, progress=tell_progress)
        sent = look_first(BoardSource(board, uuid), uuid, contents, opened.journal, checked)
        if not isinstance(sent, SentShare):
            show_total(sent)
            agree("Do you send your share of this total?", yes)
            sent = send_verified(board, sent, contents, opened.journal)
        if not sent.shown:
            raise NotShownError(
                f"Your share was sent, as key holder {sent.owner}. The board has not yet shown that your part is in "
                "the record: run the same command again later, which sends the same bytes."
            )
        click.echo(f"Your share is in the log, as key holder {sent.owner}.")


@trustee.command("confirm")
@key_file_option
@passphrase_option
@board_option
@election_option
@click.option("--owner", type=click.IntRange(1), required=True, help="The number of the holder whose key was restored.")
@jobs_option
@yes_option
def confirm_command(
    key_file: Path, passphrase_file: Path | None, board_url: str, uuid: str, owner: int, jobs: int, yes: bool
) -> None:
    """Verify the record and confirm its total for a holder whose key was restored from a backup."""
    with session.opened(key_file, passphrase_file) as opened:
        agree(f"Has key holder {owner} told you in person that the key was lost and restored?", yes)
        board, contents = BoardClient(board_url), opened.file.contents
        checked = partial(verify, jobs=jobs, progress=tell_progress)
        verified = verify_tally(BoardSource(board, uuid), uuid, contents, opened.journal, checked)
        show_total(verified)
        agree(f"Do you confirm this total for key holder {owner}?", yes)
        confirm_verified(board, verified, owner, contents, opened.journal)
        click.echo(f"Confirmed for key holder {owner}.")


for _command in (
    open_command,
    suggest_passphrase_command,
    backup,
    check_paper_command,
    restore,
    fire_drill_command,
    decrypt_all_command,
    destroy_command,
):
    trustee.add_command(_command)
