"""Nothing that a board or a record says steers the terminal of whoever must compare and decide there."""

from pathlib import Path

import msgspec
import pytest

from record.election import Question
from record.ledger import Ledger, SetupFacts
from record.phases import judge
from record.printable import printable
from tests.support.commands import InProcess
from tests.support.honest_election import honest
from trustee.cli import _show_setup
from trustee.countersigning import SetupSummary
from trustee.key_file import SingleKey
from trustee.session import fail
from voter_client.choices import in_words

HIDE = "\x1b[8m"
EVIL = f"Ketua\nCards: 500, of them 0 spares\r{HIDE}\x9b2K\u202e\x07"


def evil_setup() -> tuple[Ledger, SetupFacts]:
    """An election whose texts hide the lines after them and write their own."""
    ledger = Ledger()
    for entry in honest().record().entries[:2]:
        ledger.append(entry, judge(ledger, entry).effect)
    assert ledger.setup is not None
    questions = (Question(answers=(EVIL, "Paslon 2"), min=1, max=1, question=EVIL),)
    election = msgspec.structs.replace(ledger.setup.election, name=EVIL, questions=questions)
    return ledger, SetupFacts(
        **{name: getattr(ledger.setup, name) for name in SetupFacts.__slots__ if name != "election"}, election=election
    )


def steers(text: str) -> bool:
    return any(not character.isprintable() and character != "\n" for character in text)


def test_only_what_is_shown_stays() -> None:
    assert printable("Pemilihan 2026 – é ✓ \U0001f5f3") == "Pemilihan 2026 – é ✓ \U0001f5f3"
    assert not steers(printable(EVIL))
    assert "\n" not in printable(EVIL)


def test_a_key_holder_is_shown_the_setup_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    ledger, facts = evil_setup()
    assert ledger.genesis is not None
    key = SingleKey("Ed25519", "", honest().everybody.items[0].key)  # type: ignore[union-attr]
    _show_setup(SetupSummary(ledger.genesis, facts, 1, key, {1: 2, 1000: 1}, "ab" * 32, "cd" * 32))
    shown = capsys.readouterr().out
    assert not steers(shown)
    assert [line for line in shown.split("\n") if line.startswith("Cards:")] == ["Cards: 8, of them 3 spares"]


def test_a_voter_and_the_second_device_are_shown_the_choices_as_they_are() -> None:
    _, facts = evil_setup()
    (line,) = in_words(facts.election, ((1, 0),))
    assert not steers(line)
    assert "\n" not in line


def test_what_a_board_says_of_its_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fail("board-code", EVIL)
    shown = capsys.readouterr().err
    assert not steers(shown)
    assert shown.count("\n") == 1


def test_a_description_cannot_steer_the_terminal_of_the_boards_owner(tmp_path: Path) -> None:
    commands = InProcess()
    folder = ("board", "--folder", tmp_path / "board")
    commands(*folder, "init")
    description = tmp_path / "election.json"
    description.write_text('{"\\u001b[2J": 1}')
    refused = commands(*folder, "new-election", description, expect=2)
    assert refused.err.startswith("specification: ")
    assert "[2J" in refused.err
    assert "\x1b" not in refused.err
