"""Voters' devices and their commands against the real board over HTTP, with one listed card whose code is known."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from board_client.client import BoardClient
from board_client.errors import BoardError
from bulletin_board.app import create_app
from crypto.credential import credential_secret, format_code, generate_code
from record.ballot import short_code
from record.credentials import write_public_credentials
from tests.support.board_elections import GROUP, OPENS, BoardElection, TurnedClock, fresh_board
from tests.support.commands import Answer, InProcess
from tests.support.served import served
from voter_client.casting import cast_ballot, enter_challenge
from voter_client.checking import check_code
from voter_client.election import OpenElection, read_election
from voter_client.errors import ElectionMismatchError
from voter_client.sealing import Card, open_card, seal

CHOICE = ((0, 0, 1, 0),)


class KnownCards(BoardElection):
    """The first two cards of this election have codes."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.codes = [generate_code() for _ in range(2)]
        for place, code in enumerate(self.codes):
            self.secrets[place] = credential_secret(GROUP, self.uuid, code)
            self.cards[place] = GROUP.generator_power_secret(self.secrets[place])
        self.credentials = write_public_credentials(sorted((card.text, 1) for card in self.cards), weighted=False)


@dataclass
class Real:
    """The election, its address, and what reads and writes it."""

    election: KnownCards
    client: BoardClient
    folder: Path
    commands: InProcess

    @property
    def uuid(self) -> str:
        return self.election.uuid

    def read(self) -> OpenElection:
        return read_election(self.client.log(self.uuid), self.uuid)

    def card(self, place: int = 0) -> Card:
        return open_card(self.read().setup, self.election.codes[place])

    def card_file(self, text: str) -> Path:
        path = self.folder / "card.txt"
        path.write_text(text)
        return path

    def run(self, command: str, *arguments: object, expect: int = 0, stdin: str = "") -> Answer:
        where = ("--board", self.client.base_url, "--election", self.uuid)
        return self.commands(command, *where, *arguments, expect=expect, stdin=stdin)

    def vote(self, *arguments: object, expect: int = 0, stdin: str = "") -> Answer:
        card = self.card_file(format_code(self.election.codes[0]))
        return self.run("vote", "--card-file", card, "--receipts", self.folder, *arguments, expect=expect, stdin=stdin)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Real]:
    board = fresh_board(f"sqlite:///{tmp_path / 'board.db'}", tmp_path, TurnedClock(OPENS))
    election = KnownCards(board)
    election.create()
    folder = tmp_path / "voter"
    folder.mkdir()
    with served(create_app(board.config, board)) as address:
        yield Real(election, BoardClient(address, attempts=1), folder, InProcess())


@pytest.fixture
def opened(real: Real) -> Real:
    real.election.open()
    return real


def test_a_tested_ballot_cannot_be_cast(opened: Real) -> None:
    election, card = opened.read(), opened.card()
    sealed = seal(election.setup, card, CHOICE)
    enter_challenge(opened.client, election, card, sealed)
    with pytest.raises(BoardError) as refused:
        cast_ballot(opened.client, election, card, sealed)
    assert (refused.value.status, refused.value.rule) == (422, "V37")
    fresh = seal(election.setup, card, CHOICE)
    assert cast_ballot(opened.client, election, card, fresh).number == 1


def test_a_cast_ballot_cannot_be_tested(opened: Real) -> None:
    election, card = opened.read(), opened.card()
    sealed = seal(election.setup, card, CHOICE)
    entry = cast_ballot(opened.client, election, card, sealed)
    with pytest.raises(BoardError) as refused:
        enter_challenge(opened.client, election, card, sealed)
    assert (refused.value.status, refused.value.rule) == (422, "V37")
    assert check_code(opened.client, election, sealed.code) == f"In the box, number {entry.number}."


def test_entering_a_test_twice_gives_the_same_place(opened: Real) -> None:
    election, card = opened.read(), opened.card()
    sealed = seal(election.setup, card, CHOICE)
    first = enter_challenge(opened.client, election, card, sealed)
    assert enter_challenge(opened.client, election, card, sealed).index == first.index


def test_the_pinned_key_is_the_boards(opened: Real) -> None:
    log = opened.client.log(opened.uuid)
    read_election(log, opened.uuid, board_key=opened.election.board.store.key.public_hex)
    with pytest.raises(ElectionMismatchError):
        read_election(log, opened.uuid, board_key=opened.election.registrar.public_hex)


# -- commands ------------------------------------------------------------------------------------------------------


def test_voting_step_by_step_with_a_test_of_the_seal(opened: Real) -> None:
    """Wrong picks are asked again; the code is on the screen before the question whether to cast or to test."""
    answers = ["9", "dua", "1 2", "2", "y", "test", "cast"]
    said = opened.vote(stdin="\n".join(answers) + "\n").out
    assert said.count("Siapa pilihanmu?") == 2  # asked, and said again for checking
    assert said.count("Pick answers by their numbers") == 1
    assert said.count("separated by commas") == 1
    assert said.count("Pick exactly 1 answer") == 1
    assert "Siapa pilihanmu?: Ketua B & Wakil B" in said
    assert said.count("Tracking code:") == 2
    assert said.index("Tracking code:") < said.index("Cast it, or test the seal first")
    assert "number 1" in said
    (opening,) = opened.folder.glob("*.opening")
    whole = re.findall(r"in full: +(\S{43})", said)[0]
    assert "voter-code-short" in opened.run("check-opening", opening.stem, opening, expect=2).err
    shown = opened.run("check-opening", "--", whole, opening).out
    assert "Siapa pilihanmu?: Ketua B & Wakil B" in shown
    (receipt,) = opened.folder.glob("*.tlog-proof")
    assert "In the box" in opened.run("check-code", receipt.stem.lower()).out


def test_saying_no_before_sealing_sends_nothing(opened: Real) -> None:
    size = opened.election.head_size()
    opened.vote(stdin="1\nn\n", expect=1)
    assert opened.election.head_size() == size
    assert list(opened.folder.glob("*.tlog-proof")) == []


def test_a_prompted_code_is_not_echoed(opened: Real) -> None:
    code = opened.election.codes[1]
    said = opened.run("vote", "--choose", "1", "--receipts", opened.folder, stdin=f"{code}\n")
    assert "number 1" in said.out
    assert code not in said.text


def test_check_code_says_what_became_of_a_ballot(opened: Real) -> None:
    opened.vote("--choose", "1")
    first = next(opened.folder.glob("*.tlog-proof")).stem
    opened.vote("--choose", "blank")
    assert "a later ballot of the same card, 2, counts" in opened.run("check-code", first).out


def _no_picks(real: Real) -> Answer:
    return real.vote("--choose", "1", "--choose", "2", expect=2)


def _wrong_pick(real: Real) -> Answer:
    return real.vote("--choose", "7", expect=2)


def _mistyped_card(real: Real) -> Answer:
    code = real.election.codes[0]
    wrong = real.card_file(code[:-1] + ("0" if code[-1] != "0" else "1"))
    return real.run("vote", "--card-file", wrong, "--choose", "1", "--receipts", real.folder, expect=2)


def _foreign_card(real: Real) -> Answer:
    card = real.card_file(generate_code())
    return real.run("vote", "--card-file", card, "--choose", "1", "--receipts", real.folder, expect=2)


def _missing_card(real: Real) -> Answer:
    return real.run("vote", "--card-file", real.folder / "none", "--choose", "1", expect=2)


def _binary_card(real: Real) -> Answer:
    card = real.folder / "photo.jpg"
    card.write_bytes(b"\xff\xd8\xff\xe0")
    return real.run("vote", "--card-file", card, "--choose", "1", expect=2)


def _no_address(real: Real) -> Answer:
    return real.commands("check-code", "--board", "papan", "--election", real.uuid, "K7QX-2M9D-VT4A", expect=2)


def _unknown_election(real: Real) -> Answer:
    where = ("--board", real.client.base_url, "--election", "1" * 22)
    return real.commands("check-code", *where, "K7QX-2M9D-VT4A", expect=2)


def _other_board_key(real: Real) -> Answer:
    return real.run("check-code", "--board-key", "ab" * 32, "K7QX-2M9D-VT4A", expect=2)


def _no_code(real: Real) -> Answer:
    return real.run("check-code", "K7QX", expect=2)


def _unknown_code(real: Real) -> Answer:
    return real.run("check-code", "K7QX-2M9D-VT4A", expect=2)


def _unknown_full_code(real: Real) -> Answer:
    return real.run("check-code", "A" * 43, expect=2)


def _no_opening(real: Real) -> Answer:
    path = real.folder / "photo.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0")
    return real.run("check-opening", "A" * 43, path, expect=2)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (_no_picks, "voter-choice"),
        (_wrong_pick, "voter-choice"),
        (_mistyped_card, "credential-check"),
        (_foreign_card, "voter-card"),
        (_missing_card, "file"),
        (_binary_card, "file"),
        (_no_address, "board-address"),
        (_unknown_election, "election-unknown"),
        (_other_board_key, "voter-election"),
        (_no_code, "record-format"),
        (_unknown_code, "code-unknown"),
        (_unknown_full_code, "code-unknown"),
        (_no_opening, "voter-opening"),
    ],
)
def test_every_mistake_is_one_line_with_a_code_and_sends_nothing(opened: Real, act: object, code: str) -> None:
    size = opened.election.head_size()
    assert callable(act)
    answer: Answer = act(opened)
    assert answer.problem() == code
    assert opened.election.head_size() == size


def test_voting_before_the_opening_and_outside_of_the_hours(real: Real) -> None:
    assert real.vote("--choose", "1", expect=2).problem() == "voter-not-open"
    real.election.open()
    clock = real.election.board.config.clock
    assert isinstance(clock, TurnedClock)
    clock.now = datetime(2026, 11, 24, 23, tzinfo=UTC)
    assert real.vote("--choose", "1", expect=2).problem() == "voting-closed"


def test_short_and_full_codes_agree(opened: Real) -> None:
    election, card = opened.read(), opened.card()
    sealed = seal(election.setup, card, CHOICE)
    cast_ballot(opened.client, election, card, sealed)
    url_safe = sealed.code.replace("+", "-").replace("/", "_")
    answers = {check_code(opened.client, election, form) for form in (sealed.code, url_safe, short_code(sealed.code))}
    assert answers == {"In the box, number 1."}
