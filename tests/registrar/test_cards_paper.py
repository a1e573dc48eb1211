"""The paper around the cards: what stands on it, and above all what does not stand beside what."""

from collections.abc import Callable
from functools import cache

import msgspec
import pypdfium2
import pytest

from record.card_files import CardOrder
from registrar.cards.print_lists import print_attendance, print_destruction, print_envelopes, print_slip
from registrar.cards.selection import Attendance
from registrar.cards.sheets import Sheet, print_replacement, print_sheet
from registrar.cards.stub import stub_number
from registrar.cards.words import WORDS, Language
from registrar.errors import CardError, RegisterError
from registrar.exporting import export
from registrar.register import Register, new_register
from registrar.replacing import replace_card, withhold_card
from registrar.rolls.voters import Voter
from tests.registrar.card_sheets import (
    ORDER,
    PRACTICE,
    VOTERS,
    all_text,
    card_texts,
    font_sizes,
    register_of,
    with_replaced,
)

PAPER = [sheet for sheet in Sheet if not sheet.secret]
OTHER_UUID = "8dQwK3mN5pR8tVxYzB2cFh"


@cache
def text_of(sheet: Sheet, *, named: bool) -> str:
    """A sheet's text, read once."""
    return all_text(print_sheet(register_of(named=named), sheet))


def numbers(register: Register) -> set[str]:
    return {stub_number(register, card.serial) for card in register.cards}


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("sheet", PAPER)
def test_no_paper_but_the_cards_bears_a_code_or_a_number(sheet: Sheet, named: bool) -> None:
    register = register_of(named=named)
    text = text_of(sheet, named=named)
    assert not any(number in text for number in numbers(register))
    squeezed = text.replace("-", "").replace(" ", "")
    assert not any(card.code in squeezed for card in register.cards)


@pytest.mark.parametrize("named", [True, False])
def test_names_stand_on_the_attendance_list_alone(named: bool) -> None:
    bearing = {sheet for sheet in Sheet if "Siswa 0" in text_of(sheet, named=named)}
    assert bearing == ({Sheet.ATTENDANCE, Sheet.CARDS} if named else {Sheet.ATTENDANCE})
    assert {sheet for sheet in Sheet if sheet.names} == {Sheet.ATTENDANCE}


def test_the_secret_sheets_are_those_with_codes() -> None:
    codes = [card.code for card in register_of(named=False).cards]
    squeezed = {sheet: text_of(sheet, named=False).replace("-", "") for sheet in Sheet}
    assert {sheet for sheet, text in squeezed.items() if any(code in text for code in codes)} == {
        sheet for sheet in Sheet if sheet.secret
    }


def test_a_cover_says_which_class_how_many_and_what_to_do() -> None:
    pages = pypdfium2.PdfDocument(print_sheet(register_of(named=False), Sheet.ENVELOPES))
    first, second = (" ".join(page.get_textpage().get_text_range().split()) for page in pages)
    for text in ("SMAN Contoh", "X MERDEKA 10", "3 kartu", "XII TKJ 4", "9 kartu"):
        assert text in first
    assert first.count(WORDS["id"]["shuffled_1"]) == first.count(WORDS["id"]["shuffled_3"]) == 2
    assert "CADANGAN" in second
    assert "2 kartu" in second
    assert WORDS["id"]["spares_1"] in second
    assert WORDS["id"]["shuffled_1"] not in second


def test_named_cards_are_handed_over_and_not_shuffled() -> None:
    text = text_of(Sheet.ENVELOPES, named=True)
    assert WORDS["id"]["named_1"] in text
    assert WORDS["id"]["shuffled_1"] not in text


def test_an_attendance_list_has_every_name_of_its_class_in_order_and_two_places_to_sign() -> None:
    pages = pypdfium2.PdfDocument(print_sheet(register_of(named=False), Sheet.ATTENDANCE))
    first, second = (page.get_textpage().get_text_range() for page in pages)
    places = [second.index(voter.name) for voter in VOTERS[:9]]
    assert places == sorted(places)
    assert all(voter.name in first for voter in VOTERS[9:])
    for text in ("X MERDEKA 10", "Menerima kartu", "Hadir memilih", WORDS["id"]["attendance_note"]):
        assert text in first
    assert not any(voter.number in first + second for voter in VOTERS)


def test_alike_names_are_told_apart_by_their_numbers() -> None:
    alike = [Attendance("X 1", (("Siswa 001", "0009000001"), ("Siswa 001", "0009000002"), ("Siswa 003", "")))]
    text = all_text(print_attendance(ORDER, alike))
    assert "0009000001" in text
    assert "0009000002" in text


def test_a_class_larger_than_a_page_goes_on_with_its_header() -> None:
    large = [Attendance("X 1", tuple((f"Siswa {number:03}", "") for number in range(1, 61)))]
    pages = list(pypdfium2.PdfDocument(print_attendance(ORDER, large)))
    assert len(pages) == 2
    assert all("Menerima kartu" in page.get_textpage().get_text_range() for page in pages)


def test_the_record_of_destruction_counts_every_card() -> None:
    text = text_of(Sheet.DESTRUCTION, named=False)
    for row in ("X MERDEKA 10 3", "XII TKJ 4 9", "Cadangan 2", "Jumlah 14"):
        assert row in text


def test_lost_and_withheld_cards_are_accounted_for_too() -> None:
    register, lost, _ = with_replaced(register_of(named=True))
    gone = next(card for card in register.cards if card.group == "XII TKJ 4" and card.serial != lost and not card.spare)
    text = all_text(print_sheet(withhold_card(register, gone.serial), Sheet.DESTRUCTION))
    for row in ("X MERDEKA 10 3", "XII TKJ 4 (ditahan: 1) 9", "Cadangan 2", "Jumlah 14"):
        assert row in text


@pytest.mark.parametrize("named", [True, False])
def test_a_receipt_has_both_numbers_and_a_name_only_where_cards_have_names(named: bool) -> None:
    register, lost, spare = with_replaced(register_of(named=named))
    text = all_text(print_replacement(register, lost))
    assert stub_number(register, lost) in text
    assert stub_number(register, spare) in text
    voter = register.card(lost).voter
    assert (voter is not None) == named
    assert ("Siswa" in text) == named
    assert (WORDS["id"]["slip_no_name"] in text) == (not named)


@pytest.mark.parametrize("named", [True, False])
def test_a_newcomers_receipt_says_that_the_former_card_was_withheld_and_names_the_newcomer(named: bool) -> None:
    newcomer = Voter("Siswa 099", "0009000099", "X MERDEKA 10")
    register = register_of(named=named)
    former = next(card for card in register.cards if not card.spare)
    register = withhold_card(export(msgspec.structs.replace(register, late=(newcomer,)))[0], former.serial)
    register, _, spare = replace_card(register, former.serial, newcomer)
    text = all_text(print_replacement(register, former.serial))
    assert WORDS["id"]["slip_withheld"] in text
    assert WORDS["id"]["slip_check_withheld"] in text
    assert WORDS["id"]["slip_check_stub"] not in text
    assert stub_number(register, spare.serial) in text
    assert ("Siswa 099" in text) == named
    assert "Siswa 0" not in text.replace("Siswa 099", "")


def test_a_receipt_for_a_good_card_is_refused() -> None:
    register, _, spare = with_replaced(register_of(named=False))
    with pytest.raises(CardError, match=f"Card {spare} was not replaced"):
        print_replacement(register, spare)


@pytest.mark.parametrize("sheet", Sheet)
def test_sheets_of_another_election_are_refused(sheet: Sheet) -> None:
    other = msgspec.structs.replace(ORDER, uuid=OTHER_UUID)
    register = register_of(named=False)
    with pytest.raises(CardError, match=f"the card order is for {OTHER_UUID}"):
        print_sheet(register, sheet, order=other)
    with pytest.raises(CardError, match=f"the card order is for {OTHER_UUID}"):
        print_sheet(msgspec.structs.replace(register, order=other), sheet)
    with pytest.raises(CardError, match=f"the card order is for {OTHER_UUID}"):
        print_sheet(msgspec.structs.replace(register, order=None), sheet, order=other)


def test_without_a_card_order_nothing_is_printed() -> None:
    without = msgspec.structs.replace(register_of(named=False), order=None)
    with pytest.raises(CardError, match="Read that file first"):
        print_sheet(without, Sheet.CARDS)
    assert len(list(card_texts(print_sheet(without, Sheet.CARDS, order=ORDER)))) == len(VOTERS)


def test_without_cards_nothing_is_printed() -> None:
    with pytest.raises(RegisterError, match="no cards yet"):
        print_sheet(new_register(), Sheet.CARDS, order=ORDER)


@pytest.mark.parametrize(
    "printing",
    [
        lambda: print_envelopes(ORDER, []),
        lambda: print_attendance(ORDER, []),
        lambda: print_destruction(ORDER, []),
    ],
)
def test_empty_paper_is_refused(printing: Callable[[], bytes]) -> None:
    with pytest.raises(CardError):
        printing()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "order", [PRACTICE, msgspec.structs.replace(PRACTICE, name="Pemilihan #x() " * 20, school="W" * 200)]
)
def test_paper_of_a_rehearsal_says_so_whatever_was_typed(order: CardOrder, language: Language) -> None:
    register = msgspec.structs.replace(register_of(named=False), order=order)
    replaced, lost, _ = with_replaced(register)
    papers = [print_sheet(register, sheet, language) for sheet in PAPER] + [print_replacement(replaced, lost, language)]
    mark = WORDS[language]["practice"]
    for paper in papers:
        assert mark in all_text(paper)
        assert min(font_sizes(paper)) >= 7.5


def test_paper_of_an_election_is_not_marked_as_a_rehearsal() -> None:
    register, lost, _ = with_replaced(register_of(named=False))
    texts = [text_of(sheet, named=False) for sheet in PAPER] + [all_text(print_replacement(register, lost))]
    assert not any(WORDS["id"]["practice"] in text for text in texts)


def test_long_names_and_classes_do_not_break_the_paper() -> None:
    lists = [Attendance("Kelas " * 40, (("Siswa " * 60, "1" * 20), ("W" * 200, "")))]
    assert len(pypdfium2.PdfDocument(print_attendance(ORDER, lists))) == 1
    assert print_slip(ORDER, "0001-7KQX", "0002-7KQX", name="Siswa " * 60)
