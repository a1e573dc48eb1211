"""The key holder's commands, from a new key file to a share of a total, against boards in memory."""

import re
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from crypto.passphrase_box import INTERACTIVE, seal_with_passphrase
from record.canonical import encode
from record.digests import sha256_hex
from record.printable import grouped
from record.trustee_checks import single_problem
from record.trustees import TrusteePublicKey
from tests.simulator import SimulatedKeyMaking
from tests.support.dropping_boards import DROPS, DroppingElection
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import parties
from tests.support.honest_election import honest
from tests.support.same_key_elections import SimulatedDay, closed, school
from tests.support.trustee_elections import SimulatedElection, contents_of
from trustee import cli, command_care, session
from trustee.errors import DestructionError
from trustee.journal import Countersigned, Journal, journal_path
from trustee.key_file import Complained, KeyFile, write_box
from trustee.passphrases import judge_passphrase

PASSPHRASE = "kuda laut biru"


class Commands:
    """Runs commands for a key file in a folder; ``board`` is what the board's address leads to."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.board: Any = None
        monkeypatch.setattr(session, "COST", INTERACTIVE)
        monkeypatch.setattr(cli, "BoardClient", lambda _: self.board)
        monkeypatch.setattr(cli, "BoardSource", lambda board, _: board.source())
        monkeypatch.setattr(command_care, "BoardClient", lambda _: self.board)
        monkeypatch.setattr(command_care, "BoardSource", lambda board, uuid: board.source(uuid))
        self.environment = {session.PASSPHRASE_VARIABLE: PASSPHRASE}

    def run(self, *arguments: str, key_file: str = "trustee.key", stdin: str | None = None) -> Result:
        command, *rest = arguments
        options = ["--key-file", str(self.folder / key_file)]
        return CliRunner(env=self.environment).invoke(cli.trustee, [command, *options, *rest], input=stdin)

    def done(self, *arguments: str, key_file: str = "trustee.key", stdin: str | None = None) -> str:
        result = self.run(*arguments, key_file=key_file, stdin=stdin)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    def refused(self, code: str, *arguments: str, key_file: str = "trustee.key") -> str:
        result = self.run(*arguments, key_file=key_file)
        assert result.exit_code == 2, result.output
        assert isinstance(result.exception, SystemExit)
        assert f"{code}: " in result.stderr
        return result.stderr

    def give(self, owner: int, key_file: str = "trustee.key") -> None:
        """A key file with the key of an owner of the test elections, and a journal from before."""
        path = self.folder / key_file
        everybody = parties()
        write_box(path, seal_with_passphrase(encode(contents_of(everybody, owner)), PASSPHRASE, INTERACTIVE))
        Journal(journal_path(path), everybody.holders[owner - 1].public_hex, ()).close()


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    return Commands(tmp_path, monkeypatch)


def identity(output: str) -> str:
    match = re.search(r"ublic signing key: ([0-9a-f]{64})", output)
    assert match is not None
    return match[1]


def test_two_holders_make_a_key_by_command(commands: Commands) -> None:
    files = ("a.key", "b.key")
    commands.board = SimulatedKeyMaking([identity(commands.done("init", key_file=name)) for name in files], 2)
    run = ("make-key", "--board", "http://board", "--run", commands.board.run, "--once")
    agreed = commands.done(*run, key_file="a.key", stdin="y\n")
    assert "2 of 2 holders decrypt" in agreed
    assert "(you)" in agreed
    assert "waits for certificates of the holders 2" in commands.done(*run, key_file="a.key")
    for name in ("b.key", "a.key", "b.key", "a.key", "b.key", "a.key"):
        last = commands.done(*run, "--yes", key_file=name)
    assert "The joint key is finished" in last
    assert "holder 1 of 2, 2 decrypt, reusable" in commands.done("show", key_file="a.key")


def test_who_does_not_agree_to_the_rules_takes_no_part(commands: Commands) -> None:
    commands.board = SimulatedKeyMaking([identity(commands.done("init"))], 1)
    run = ("make-key", "--board", "http://board", "--run", commands.board.run, "--once")
    assert commands.run(*run, stdin="n\n").exit_code == 1
    assert commands.board.posted == []


def test_a_single_key_is_made_and_proved(commands: Commands) -> None:
    commands.done("init")
    commands.done("single-key", "--out", str(commands.folder / "public.json"))
    public = msgspec.json.decode((commands.folder / "public.json").read_bytes(), type=TrusteePublicKey)
    assert single_problem(parties().group, public) is None
    assert public.public_key in commands.done("show")
    assert commands.done("single-key").startswith('{"pok":')


def test_setup_is_signed_and_the_total_decrypted_by_command(commands: Commands) -> None:
    everybody = parties()
    commands.give(2)
    builder = ElectionBuilder(everybody)
    builder.genesis()
    builder.setup()
    commands.board = SimulatedElection(builder)
    where = ("--board", "http://board", "--election", everybody.uuid)
    refused = commands.run("countersign", *where, stdin="n\n")
    assert refused.exit_code == 1
    assert commands.board.posted == []
    assert "5 with weight 1" in refused.output
    assert "Signed, as key holder 2" in commands.done("countersign", *where, "--yes")
    # The honest plan's log has the countersignatures of all holders in it.
    commands.give(3, "third.key")
    commands.board = SimulatedElection(honest().until("tally").play())
    assert "Your share is in the log, as key holder 3" in commands.done(
        "decrypt", *where, "--yes", key_file="third.key"
    )
    assert "Confirmed for key holder 4" in commands.done(
        "confirm", *where, "--owner", "4", "--yes", key_file="third.key"
    )


def test_a_backup_is_restored_and_counts_as_restored(commands: Commands) -> None:
    commands.give(2)
    text, pdf = commands.folder / "backup.txt", commands.folder / "backup.pdf"
    written = commands.done("backup", "--out", str(text), "--pdf", str(pdf), "--language", "en")
    title, *lines = text.read_text("ascii").splitlines()
    assert re.findall(r"Paper (\S+) is in", written) == [title.split()[-1]] * 2
    assert pdf.read_bytes().startswith(b"%PDF")
    assert len(lines) > 20
    assert commands.done("backup") == text.read_text("ascii")
    commands.refused("trustee-file", "backup", "--out", str(text))
    commands.done("restore", str(text), key_file="new.key")
    shown = commands.run("show", key_file="new.key")
    assert "There is no journal" in shown.stderr
    assert ", restored" in shown.stdout
    commands.refused("trustee-key-file-exists", "restore", str(text))
    commands.board = SimulatedElection(honest().until("tally").play())
    where = ("--board", "http://board", "--election", parties().uuid)
    commands.refused("trustee-confirmations-missing", "decrypt", *where, "--yes", key_file="new.key")


def test_a_line_of_the_paper_proves_the_print(commands: Commands) -> None:
    commands.give(2)
    _, *lines = commands.done("backup").splitlines()
    assert "is right, and holds 1 keys" in commands.done("check-paper", stdin=lines[20] + "\n")
    wrong = commands.run("check-paper", stdin=lines[20][:-3] + "\n")
    assert wrong.exit_code == 2
    assert "trustee-backup: Line 21 has 24 characters" in wrong.stderr


def test_without_typesetting_printing_says_what_to_install(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    commands.give(2)
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.delitem(sys.modules, "pages.printing", raising=False)
    monkeypatch.delitem(sys.modules, "trustee.backup.paper", raising=False)
    message = commands.refused("trustee-install", "backup", "--pdf", str(commands.folder / "backup.pdf"))
    assert "suarasah[local]" in message


def test_a_fire_drill_by_command_compares_with_the_key_making_where_there_is_a_board(commands: Commands) -> None:
    commands.done("init")
    assert "There is no key in this file yet" in commands.done("fire-drill")
    commands.board = SimulatedKeyMaking([identity(commands.done("show"))], 1)
    for _ in range(4):
        commands.done("make-key", "--board", "http://board", "--run", commands.board.run, "--once", "--yes")
    commands.done("single-key")
    alone = commands.done("fire-drill")
    assert re.findall(r"^The (\w+) key [0-9a-f]{16} decrypts\.$", alone, re.M) == ["joint", "single"]
    compared = commands.done("fire-drill", "--board", "http://board")
    assert re.search(r"^The joint key [0-9a-f]{16} decrypts, and is the one of its key making\.$", compared, re.M)


def test_a_days_elections_are_decrypted_by_one_command_and_failures_are_counted(commands: Commands) -> None:
    commands.give(2)
    commands.board = SimulatedDay([SimulatedElection(closed(school(number))) for number in range(2)])
    both = [option for number in range(2) for option in ("--election", school(number).uuid)]
    assert "0 of 0 elections decrypted" in commands.done("decrypt-all", "--board", "http://board")
    commands.board.unreachable.add(school(0).uuid)
    failed = commands.run("decrypt-all", "--board", "http://board", *both)
    assert failed.exit_code == 2
    assert f"1/2 {school(0).uuid}: board-unreachable: No answer came." in failed.stdout
    assert f"2/2 {school(1).uuid}: decrypted" in failed.stdout
    assert "trustee-sitting: 1 elections were not decrypted" in failed.stderr
    commands.board.unreachable.clear()
    assert "2 of 2 elections decrypted" in commands.done("decrypt-all", "--board", "http://board", *both)


def test_a_part_that_the_record_does_not_show_is_no_success_and_stays_on_the_list(commands: Commands) -> None:
    commands.give(2)
    first, second = (DroppingElection(closed(school(number))) for number in range(2))
    first.lie = DROPS
    commands.board = SimulatedDay([first, second])
    both = [option for number in range(2) for option in ("--election", school(number).uuid)]
    result = commands.run("decrypt-all", "--board", "http://board", *both)
    assert result.exit_code == 2
    assert f"1/2 {school(0).uuid}: sent; the board has not yet shown that your part is in the record" in result.stdout
    assert f"2/2 {school(1).uuid}: decrypted, and in the record" in result.stdout
    assert "1 of 2 elections decrypted" in result.stdout
    assert "trustee-not-shown: The parts of 1 elections were sent" in result.stderr
    commands.board = first
    where = ("--board", "http://board", "--election", school(0).uuid)
    assert "has not yet shown that your part" in commands.refused("trustee-not-shown", "decrypt", *where, "--yes")
    first.lie = ""
    assert "Your share is in the log, as key holder 2" in commands.done("decrypt", *where, "--yes")
    assert len(set(first.posted)) == 1


def test_a_run_that_ended_with_an_own_complaint_is_shown_and_not_asked_about(commands: Commands) -> None:
    commands.done("init")
    commands.board = SimulatedKeyMaking([identity(commands.done("show"))], 1)
    file = KeyFile.open(commands.folder / "trustee.key", PASSPHRASE, cost=INTERACTIVE)
    file.save(file.contents.with_complaint(Complained(commands.board.run, 2, "{}")))
    assert f"Broken key making {commands.board.run}: you complained about key holder 2" in commands.done("show")
    commands.board.complain = lambda *_: None
    again = commands.refused(
        "trustee-key-making-broken", "make-key", "--board", "http://board", "--run", commands.board.run, "--once"
    )
    assert "You have complained about key holder 2" in again


def test_a_key_file_is_destroyed_by_a_word_and_its_record_is_left(commands: Commands) -> None:
    commands.give(2)
    record = commands.folder / "record.pdf"
    refused = commands.run("destroy", "--out", str(record), stdin="YA\n")
    assert refused.exit_code == 2
    assert "Nothing was destroyed" in refused.stderr
    assert (commands.folder / "trustee.key").exists()
    assert "its journal stays" in commands.done("destroy", "--out", str(record), "--language", "en", stdin="HAPUS\n")
    assert sorted(path.name for path in commands.folder.iterdir()) == ["record.pdf", "trustee.key.journal"]
    assert record.read_bytes().startswith(b"%PDF")
    commands.give(3, "third.key")
    commands.refused("trustee-file", "destroy", "--out", str(record), "--yes", key_file="third.key")


def test_destroying_a_key_that_an_election_waits_for_is_warned_of(commands: Commands) -> None:
    commands.give(2)
    with Journal(journal_path(commands.folder / "trustee.key"), parties().holders[1].public_hex, ()) as journal:
        journal.append(Countersigned(parties().uuid, "0" * 64, "0" * 64, "", ""))
    shown = commands.run("destroy", "--out", str(commands.folder / "record.pdf"), stdin="\n")
    assert f"may never be opened: {parties().uuid}" in shown.stderr
    assert (commands.folder / "trustee.key").exists()


def test_a_passphrase_is_suggested() -> None:
    suggested = CliRunner().invoke(cli.trustee, ["suggest-passphrase"])
    assert suggested.exit_code == 0
    assert len(suggested.output.split()) == 6
    assert judge_passphrase(suggested.output).level != "weak"


def test_bad_input_ends_with_one_line_and_no_traceback(commands: Commands, tmp_path: Path) -> None:
    commands.refused("trustee-key-file", "show", key_file="missing")
    commands.done("init")
    commands.refused("trustee-key-file-exists", "init")
    commands.environment = {session.PASSPHRASE_VARIABLE: "x"}
    commands.refused("passphrase-wrong", "show")
    commands.environment = {}
    passphrase = tmp_path / "passphrase"
    passphrase.write_bytes(b"\xff")
    commands.refused("trustee-file", "show", "--passphrase-file", str(passphrase))
    commands.refused("trustee-file", "show", "--passphrase-file", str(tmp_path / "no"))
    passphrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
    assert "Public signing key" in commands.done("show", "--passphrase-file", str(passphrase))
    commands.environment = {session.PASSPHRASE_VARIABLE: PASSPHRASE}
    (tmp_path / "backup.txt").write_text("nothing", encoding="ascii")
    commands.refused("trustee-backup", "restore", str(tmp_path / "backup.txt"), key_file="new.key")


def test_a_journal_without_its_key_file_stops_a_new_one(commands: Commands) -> None:
    commands.give(2)
    (commands.folder / "trustee.key").unlink()
    commands.refused("trustee-key-file-exists", "init")


def test_passphrases_are_asked_for_twice_when_they_are_new(commands: Commands) -> None:
    commands.environment = {}
    assert commands.run("init", stdin=f"{PASSPHRASE}\nother\n").exit_code == 1
    weak = commands.run("init", stdin="rahasia 2024\nrahasia 2024\n")
    assert (weak.exit_code, list(commands.folder.iterdir())) == (2, [])
    assert "trustee-passphrase-weak: This passphrase is too easy to guess." in weak.stderr
    commands.done("init", stdin=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    commands.done("show", stdin=f"{PASSPHRASE}\n")


def test_every_command_explains_itself_and_takes_no_secret_as_an_argument() -> None:
    for command in cli.trustee.commands.values():
        assert command.help
        names = [option for parameter in command.params for option in parameter.opts]
        assert "--passphrase" not in names


def test_a_record_that_cannot_be_written_costs_no_key(commands: Commands) -> None:
    commands.give(2)
    commands.refused("trustee-file", "destroy", "--out", str(commands.folder / "berita" / "record.pdf"), "--yes")
    assert (commands.folder / "trustee.key").exists()


def test_no_record_is_left_of_a_key_that_could_not_be_destroyed(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands.give(2)

    def refuse(*_: object) -> None:
        raise DestructionError("The key file has changed since you looked at it. Look again before you destroy it.")

    monkeypatch.setattr(command_care, "destroy", refuse)
    commands.refused("trustee-destruction", "destroy", "--out", str(commands.folder / "record.pdf"), "--yes")
    assert (commands.folder / "trustee.key").exists()
    assert not (commands.folder / "record.pdf").exists()


def test_rules_that_open_few_ballots_and_rare_weights_are_named_before_signing(commands: Commands) -> None:
    commands.give(2)
    builder = ElectionBuilder(parties())
    builder.genesis(k=1)
    builder.setup()
    commands.board = SimulatedElection(builder)
    shown = commands.run("countersign", "--board", "http://board", "--election", parties().uuid, stdin="n\n").output
    assert "CAREFUL: few cards have weight 3;" in shown
    assert "CAREFUL: a total of fewer than 10 ballots" in shown


def test_what_would_be_opened_is_shown_and_asked_before_anything_leaves(commands: Commands) -> None:
    commands.give(2)
    board = SimulatedElection(honest().until("tally").play())
    commands.board = board
    tally = sha256_hex(board.builder.tally_bytes)
    where = ("--board", "http://board", "--election", parties().uuid)
    decrypting = commands.run("decrypt", *where, stdin="n\n")
    confirming = commands.run("confirm", *where, "--owner", "4", stdin="y\nn\n")
    for refused in (decrypting, confirming):
        assert refused.exit_code == 1
        assert f"{board.builder.counted} of 5 voter cards have voted." in refused.output
        assert grouped(tally) in refused.output
    assert board.posted == []
    assert "Confirmed for key holder 4" in commands.done("confirm", *where, "--owner", "4", stdin="y\ny\n")
    assert "Your share is in the log" in commands.done("decrypt", *where, stdin="y\n")
