"""The registrar's commands: what they write, and that every mistake is one line with a code and changes nothing."""

import csv
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from bulletin_board.app import create_app
from bulletin_board.casting import cast
from bulletin_board.posting import post
from crypto.credential import credential_secret, normalise_code, public_credential
from record.canonical import decode
from record.entries import CARD_REPLACEMENT, CardReplacement
from record.identifiers import new_identifier
from registrar.register import Register, Released, load_register
from tests.support.board_elections import GROUP, BoardElection, fresh_board
from tests.support.commands import Answer, InProcess, cheap_passphrases
from tests.support.served import served

PASSPHRASE = "perahu kertas enam belas"
ROLL = "Nama;NISN;Kelas;Penghasilan Ayah\nSiswa 001;0009000001;X 1;2500000\nSiswa 002;0009000002;X 2;900000\n"


@dataclass
class Desk:
    """The registrar's machine."""

    folder: Path
    commands: InProcess
    uuid: str

    def run(self, command: str, *arguments: object, expect: int = 0, stdin: str = "") -> Answer:
        files = ("--register", self.folder / "register.box", "--passphrase-file", self.folder / "passphrase")
        return self.commands("registrar", command, *files, *arguments, expect=expect, stdin=stdin)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def issue(self, *more: object, roll: Path | None = None, uuid: str | None = None, expect: int = 0) -> Answer:
        where = ("--roll", roll or self.folder / "roll.csv", "--out", self.folder / "public")
        return self.run("issue", *where, "--election", uuid or self.uuid, *more, expect=expect)

    def register(self) -> Register:
        return load_register(self.folder / "register.box", PASSPHRASE)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, InProcess(), new_identifier())
    desk.write("passphrase", PASSPHRASE + "\n")
    desk.write("roll.csv", ROLL)
    with cheap_passphrases():
        yield desk


@pytest.fixture(scope="module")
def fresh_register(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A register as ``init`` makes it, made once: stretching its passphrase is what costs most here."""
    desk = Desk(tmp_path_factory.mktemp("fresh"), InProcess(), new_identifier())
    desk.write("passphrase", PASSPHRASE + "\n")
    with cheap_passphrases():
        said = desk.run("init").out
    assert desk.register().key.public_hex in said
    path = desk.folder / "register.box"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path.read_bytes()


@pytest.fixture
def begun(desk: Desk, fresh_register: bytes) -> Desk:
    desk.write("register.box", fresh_register)
    return desk


@pytest.fixture
def issued(begun: Desk) -> Desk:
    begun.issue("--spares", 1, "--named")
    return begun


def test_cards_are_made_from_the_roll(issued: Desk) -> None:
    register = issued.register()
    assert (issued.folder / "public" / "public_credentials.json").read_bytes() == register.public_credentials()
    assert msgspec.json.decode((issued.folder / "public" / "spares.json").read_bytes()) == register.spares()
    said = issued.commands.said[-1].out
    assert "Dropped and not kept: Penghasilan Ayah." in said
    assert "2 cards and 1 spares" in said
    box = (issued.folder / "register.box").read_bytes()
    assert b"2500000" not in box
    assert not any("2500000" in repr(msgspec.to_builtins(card)) for card in register.cards)


def test_the_list_of_codes_is_for_the_registrar_alone_and_never_overwritten(issued: Desk) -> None:
    path = issued.folder / "cards.csv"
    said = issued.run("cards", "--out", path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert [row["name"] for row in rows] == ["", "Siswa 001", "Siswa 002"]
    credentials = {card.serial: card.credential for card in issued.register().cards}
    for row in rows:
        code = normalise_code(row["code"])
        assert (
            public_credential(GROUP, credential_secret(GROUP, issued.uuid, code)).text
            == credentials[int(row["serial"])]
        )
        assert code not in said.text
        assert row["code"] not in said.text
    before = path.read_bytes()
    assert issued.run("cards", "--out", path, expect=2).problem() == "file"
    assert path.read_bytes() == before


def test_no_cell_of_the_code_list_is_a_formula(desk: Desk) -> None:
    """Names and classes come from a school's roll, and the list is opened in a spreadsheet program."""
    desk.run("init")
    cells = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)"]
    roll = "Nama;NISN;Kelas\n" + "".join(f'"{cell}";"{cell}{n}";"{cell}"\n' for n, cell in enumerate(cells))
    desk.issue("--named", "--spares", 0, roll=desk.write("formulas.csv", roll))
    desk.run("cards", "--out", desk.folder / "cards.csv")
    rows = list(csv.DictReader((desk.folder / "cards.csv").read_text("utf-8").splitlines()))
    assert sorted(row["name"] for row in rows) == sorted(f"'{cell}" for cell in cells)
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


def test_a_replacement_can_be_written_to_a_file_and_repeated(issued: Desk) -> None:
    register = issued.register()
    serial = next(card.serial for card in register.cards if not card.spare)
    first, second = issued.folder / "one.json", issued.folder / "two.json"
    said = issued.run("replace-card", "--serial", serial, "--out", first).out
    assert "when the board has taken the file" in said
    issued.run("replace-card", "--serial", serial, "--out", second)
    assert first.read_bytes() == second.read_bytes()
    message = decode(first.read_bytes(), CardReplacement)
    assert CARD_REPLACEMENT.verify(register.key.public_hex, message)
    assert message.activated == register.spares()[0]


def _again_init(desk: Desk) -> Answer:
    return desk.run("init", expect=2)


def _wrong_passphrase(desk: Desk) -> Answer:
    desk.write("passphrase", "salah\n")
    return desk.issue(expect=2)


def _empty_passphrase(desk: Desk) -> Answer:
    desk.write("passphrase", "\n")
    return desk.issue(expect=2)


def _binary_passphrase(desk: Desk) -> Answer:
    desk.write("passphrase", b"\xff\xfe\x00")
    return desk.issue(expect=2)


def _no_passphrase_file(desk: Desk) -> Answer:
    (desk.folder / "passphrase").unlink()
    return desk.issue(expect=2)


def _damaged_register(desk: Desk) -> Answer:
    path = desk.folder / "register.box"
    path.write_bytes(path.read_bytes()[:-1])
    return desk.issue(expect=2)


def _no_register(desk: Desk) -> Answer:
    (desk.folder / "register.box").unlink()
    return desk.issue(expect=2)


def _no_roll(desk: Desk) -> Answer:
    return desk.issue(roll=desk.folder / "none.csv", expect=2)


def _workbook(desk: Desk) -> Answer:
    return desk.issue(roll=desk.write("roll.xlsx", b"PK\x03\x04" + bytes(50)), expect=2)


def _no_header(desk: Desk) -> Answer:
    return desk.issue(roll=desk.write("bad.csv", "Siswa 001,X 1\n"), expect=2)


def _twice_in_the_roll(desk: Desk) -> Answer:
    return desk.issue(roll=desk.write("bad.csv", ROLL + "Siswa 003;0009000001;X 1;1\n"), expect=2)


def _no_identifier(desk: Desk) -> Answer:
    return desk.issue(uuid="../../etc", expect=2)


def _short_identifier(desk: Desk) -> Answer:
    return desk.issue(uuid="abc", expect=2)


def _unknown_group(desk: Desk) -> Answer:
    return desk.issue("--group", "P-256", expect=2)


def _negative_spares(desk: Desk) -> Answer:
    return desk.issue("--spares", -1, expect=2)


def _issued_twice(desk: Desk) -> Answer:
    desk.issue()
    return desk.issue(expect=2)


def _cards_before_issuing(desk: Desk) -> Answer:
    answer = desk.run("cards", "--out", desk.folder / "cards.csv", expect=2)
    assert not (desk.folder / "cards.csv").exists()
    return answer


def _countersign_before_issuing(desk: Desk) -> Answer:
    return desk.run("countersign", "--board", "http://127.0.0.1:9", "--yes", expect=2)


def _replace_before_issuing(desk: Desk) -> Answer:
    return desk.run("replace-card", "--serial", 1, "--out", desk.folder / "x.json", expect=2)


def _replace_nothing(desk: Desk) -> Answer:
    desk.issue()
    return desk.run("replace-card", "--serial", 999, "--out", desk.folder / "x.json", expect=2)


def _replace_for_nobody(desk: Desk) -> Answer:
    desk.issue()
    return desk.run("replace-card", "--serial", 1, expect=2)


def _no_address(desk: Desk) -> Answer:
    desk.issue()
    return desk.run("replace-card", "--serial", 1, "--board", "papan", expect=2)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (_again_init, "register"),
        (_wrong_passphrase, "register"),
        (_empty_passphrase, "register"),
        (_binary_passphrase, "file"),
        (_no_passphrase_file, "file"),
        (_damaged_register, "register"),
        (_no_register, "register"),
        (_no_roll, "file"),
        (_workbook, "roll"),
        (_no_header, "roll"),
        (_twice_in_the_roll, "roll"),
        (_no_identifier, "register"),
        (_short_identifier, "register"),
        (_unknown_group, "crypto-group"),
        (_negative_spares, "register"),
        (_issued_twice, "register"),
        (_cards_before_issuing, "register"),
        (_countersign_before_issuing, "register"),
        (_replace_before_issuing, "register"),
        (_replace_nothing, "card"),
        (_replace_for_nobody, "card"),
        (_no_address, "board-address"),
    ],
)
def test_every_mistake_is_one_line_with_a_code(begun: Desk, act: Callable[[Desk], Answer], code: str) -> None:
    answer = act(begun)
    assert answer.problem() == code
    assert PASSPHRASE not in answer.text


@pytest.mark.parametrize("act", [_no_roll, _workbook, _no_header, _no_identifier, _unknown_group, _negative_spares])
def test_a_refused_issue_leaves_the_register_as_it_was(
    begun: Desk, fresh_register: bytes, act: Callable[[Desk], Answer]
) -> None:
    act(begun)
    assert (begun.folder / "register.box").read_bytes() == fresh_register
    assert not (begun.folder / "public").exists()


def test_passphrases_come_from_the_environment_or_a_prompt(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    register = ("--register", desk.folder / "prompted.box")
    said = desk.commands("registrar", "init", *register, stdin=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert PASSPHRASE not in said.text
    assert load_register(desk.folder / "prompted.box", PASSPHRASE).key.public_hex in said.out
    monkeypatch.setenv("SUARASAH_REGISTRAR_PASSPHRASE", PASSPHRASE)
    desk.commands("registrar", "issue", *register, "--roll", desk.folder / "roll.csv", "--election", desk.uuid,
                  "--out", desk.folder / "public")  # fmt: skip


# -- with a board --------------------------------------------------------------------------------------------------


class OwnCards(BoardElection):
    """An election of the registrar's own cards."""

    def use(self, register: Register, folder: Path) -> None:
        self.registrar = register.key
        self.credentials = (folder / "public_credentials.json").read_bytes()
        self.spare_texts = msgspec.json.decode((folder / "spares.json").read_bytes(), type=list[str])
        by_text = {card.credential: card for card in register.cards}
        voters = sorted(text for text in by_text if text not in self.spare_texts)
        self.secrets = [
            credential_secret(GROUP, self.uuid, by_text[text].code) for text in (*voters, *self.spare_texts)
        ]
        self.cards = [GROUP.generator_power_secret(secret) for secret in self.secrets]


@dataclass
class AtBoard:
    """The registrar's machine and a served board with an election that is not yet countersigned."""

    desk: Desk
    election: OwnCards
    address: str

    def serial(self, card: int) -> int:
        """The serial of a card of the election."""
        text = self.election.cards[card].text
        return next(card.serial for card in self.desk.register().cards if card.credential == text)


@pytest.fixture
def at_board(issued: Desk) -> Iterator[AtBoard]:
    board = fresh_board(f"sqlite:///{issued.folder / 'board.db'}", issued.folder)
    election = OwnCards(board, voters=2, spares=1, uuid=issued.uuid)
    election.use(issued.register(), issued.folder / "public")
    election.create()
    with served(create_app(board.config, board)) as address:
        yield AtBoard(issued, election, address)


def test_countersigning_shows_what_to_compare_and_asks(at_board: AtBoard) -> None:
    desk, election = at_board.desk, at_board.election
    said = desk.run("countersign", "--board", at_board.address, stdin="n\n", expect=1)
    root = election.head()[1]
    assert root in said.out.replace(" ", "")
    assert election.head_size() == 2
    assert "3 cards, all of them yours" in desk.run("countersign", "--board", at_board.address, stdin="y\n").out
    assert election.head_size() == 3
    desk.run("countersign", "--board", at_board.address, "--yes")
    assert election.head_size() == 3


def test_a_board_with_other_cards_is_refused(at_board: AtBoard) -> None:
    """The registrar's file is of this election, but the board's list is an older one of other cards."""
    desk = at_board.desk
    (desk.folder / "register.box").unlink()
    desk.run("init")
    desk.issue("--spares", 1)
    assert desk.run("countersign", "--board", at_board.address, "--yes", expect=2).problem() == "register"
    assert at_board.election.head_size() == 2


def test_an_election_that_the_board_does_not_have(at_board: AtBoard) -> None:
    desk = at_board.desk
    (desk.folder / "register.box").unlink()
    desk.run("init")
    desk.issue(uuid=new_identifier())
    assert desk.run("countersign", "--board", at_board.address, "--yes", expect=2).problem() == "election-unknown"


@pytest.fixture
def opened(at_board: AtBoard) -> AtBoard:
    for signer in range(3):
        post(
            at_board.election.board,
            at_board.election.uuid,
            "Countersignature",
            at_board.election.countersignature(signer),
        )
    at_board.election.open_only()
    return at_board


def test_a_card_that_has_voted_is_not_replaced_and_the_spare_stays_free(opened: AtBoard) -> None:
    """V41: the register must not give the only spare away for a replacement that the board refused for good."""
    desk, election = opened.desk, opened.election
    post(election.board, election.uuid, "Challenge", election.challenge(0, "A" * 43))  # a test is no vote
    cast(election.board, election.uuid, election.ballot(0))
    before = desk.register()
    refused = desk.run("replace-card", "--serial", opened.serial(0), "--board", opened.address, expect=2)
    assert refused.problem() == "entry-refused"
    assert "voted already" in refused.err
    after = desk.register()
    assert after.cards == before.cards
    assert after.journal[-1] == Released(opened.serial(0), opened.serial(2), "ballot")
    said = desk.run("replace-card", "--serial", opened.serial(1), "--board", opened.address).out
    assert f"serial {opened.serial(2)}" in said
    # The answer may have been lost: again, and nothing is appended twice.
    size = election.head_size()
    assert desk.run("replace-card", "--serial", opened.serial(1), "--board", opened.address).out == said
    assert election.head_size() == size


def test_a_refusal_that_may_end_keeps_the_replacement(at_board: AtBoard) -> None:
    """Whoever refused it without V41 (here, no board at all) may hand the same signed message in later."""
    desk = at_board.desk
    serial = at_board.serial(0)
    elsewhere = at_board.address + "/e"
    desk.run("replace-card", "--serial", serial, "--board", elsewhere, expect=2)
    assert desk.register().card(serial).replaced_by != 0


def test_a_refusal_for_another_reason_frees_no_spare(opened: AtBoard) -> None:
    """V41 as well: the card was replaced at the board before, by the same registrar from another copy of the file."""
    desk = opened.desk
    copy = (desk.folder / "register.box").read_bytes()
    other = desk.write("copy.box", copy)
    desk.run("replace-card", "--serial", opened.serial(0), "--board", opened.address)
    (desk.folder / "register.box").write_bytes(other.read_bytes())
    refused = desk.run("replace-card", "--serial", opened.serial(1), "--board", opened.address, expect=2)
    assert refused.problem() == "entry-refused"
    assert "not an unused spare" in refused.err
    assert desk.register().card(opened.serial(1)).replaced_by == opened.serial(2)


def test_a_setup_is_carried_to_a_machine_without_a_network(at_board: AtBoard) -> None:
    desk = at_board.desk
    setup, signature = desk.folder / "setup.json", desk.folder / "signature.json"
    desk.commands("registrar", "fetch-setup", "--board", at_board.address, "--election", desk.uuid, "--out", setup)
    desk.run("countersign", "--setup", setup, "--out", signature, "--yes")
    assert at_board.election.head_size() == 2
    post(at_board.election.board, desk.uuid, "Countersignature", signature.read_bytes())
    assert at_board.election.head_size() == 3
