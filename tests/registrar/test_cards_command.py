"""The printing commands: what they write, for whose eyes, and one line for every mistake."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from record.canonical import encode
from registrar.cards.command import print_command, print_receipt_command
from registrar.cards.stub import stub_number
from registrar.register import Register, save_register
from tests.registrar.card_sheets import ORDER, VOTERS, all_text, card_texts, register_of, with_replaced
from tests.support.commands import cheap_passphrases

PASSPHRASE = "perahu kertas enam belas"


@dataclass
class Desk:
    """The registrar's machine."""

    folder: Path

    @property
    def out(self) -> Path:
        return self.folder / "sheet.pdf"

    def save(self, register: Register) -> None:
        with cheap_passphrases():
            save_register(self.folder / "register.box", register, PASSPHRASE)

    def print(self, *arguments: str) -> Result:
        return CliRunner().invoke(print_command, [*self._files(), *arguments])

    def receipt(self, stub: str) -> Result:
        return CliRunner().invoke(print_receipt_command, [*self._files(), "--stub", stub])

    def _files(self) -> list[str]:
        files = {"register": "register.box", "passphrase-file": "passphrase", "out": self.out.name}
        return [part for option, name in files.items() for part in (f"--{option}", str(self.folder / name))]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    desk = Desk(tmp_path)
    desk.save(register_of(named=False))
    return desk


def test_cards_go_into_a_file_for_its_owner_that_one_is_told_to_delete(desk: Desk) -> None:
    before = os.umask(0)
    try:
        result = desk.print()
    finally:
        os.umask(before)
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE(desk.out.stat().st_mode) == 0o600
    assert len(list(card_texts(desk.out.read_bytes()))) == len(VOTERS)
    assert "then delete this file" in result.output
    assert {path.name for path in desk.folder.iterdir()} == {"passphrase", "register.box", "sheet.pdf"}


@pytest.mark.parametrize(
    ("sheet", "words", "said"),
    [
        ("spares", "SPARE", "secret codes"),
        ("envelopes", "ENVELOPE", ""),
        ("attendance", "ATTENDANCE", "It holds names"),
        ("destruction", "DESTRUCTION", ""),
    ],
)
def test_each_sheet_is_printed_in_the_language_that_was_chosen(desk: Desk, sheet: str, words: str, said: str) -> None:
    result = desk.print("--sheet", sheet, "--language", "en")
    assert result.exit_code == 0, result.output
    assert words in all_text(desk.out.read_bytes())
    assert said in result.output
    assert ("It holds" in result.output) == bool(said)


def test_a_card_order_that_the_register_lacks_is_read_from_its_file(desk: Desk) -> None:
    desk.save(msgspec.structs.replace(register_of(named=False), order=None))
    assert "card: What stands on the cards" in desk.print().output
    (desk.folder / "order.json").write_bytes(encode(ORDER))
    assert desk.print("--order", str(desk.folder / "order.json")).exit_code == 0
    assert "SMAN Contoh" in all_text(desk.out.read_bytes())


@pytest.mark.parametrize(("content", "code"), [(b"{}", "record-card-file"), (b"x" * 100_000, "record-card-file")])
def test_what_is_no_card_order_is_refused_before_anything_is_printed(desk: Desk, content: bytes, code: str) -> None:
    (desk.folder / "order.json").write_bytes(content)
    result = desk.print("--order", str(desk.folder / "order.json"))
    assert result.exit_code == 2
    assert result.output.startswith(f"{code}: ")
    assert not desk.out.exists()


def test_no_file_is_overwritten(desk: Desk) -> None:
    desk.out.write_bytes(b"mine")
    result = desk.print()
    assert result.exit_code == 2
    assert result.output.startswith("file: ")
    assert desk.out.read_bytes() == b"mine"


def test_a_missing_order_is_one_line(desk: Desk) -> None:
    result = desk.print("--order", str(desk.folder / "none.json"))
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1


def test_a_receipt_is_printed_for_the_number_on_the_stub(desk: Desk) -> None:
    register, lost, spare = with_replaced(register_of(named=False))
    desk.save(register)
    result = desk.receipt(stub_number(register, lost).lower())
    assert result.exit_code == 0, result.output
    assert stub_number(register, spare) in all_text(desk.out.read_bytes())


def test_a_receipt_for_a_guessed_number_is_refused(desk: Desk) -> None:
    register, lost, _ = with_replaced(register_of(named=False))
    desk.save(register)
    number = stub_number(register, lost)
    result = desk.receipt(number[:-1] + ("0" if number[-1] != "0" else "1"))
    assert result.exit_code == 2
    assert result.output.startswith("card: No stub bears this number")
    assert not desk.out.exists()


@pytest.mark.parametrize(("sheet", "said"), [("cards", True), ("spares", True), ("attendance", False)])
def test_where_printed_cards_lead_is_said(desk: Desk, sheet: str, said: bool) -> None:
    assert (f"lead voters to {ORDER.address}" in desk.print("--sheet", sheet).output) is said
