"""Which cards are printed, in which order, with which numbers; and what fits a card."""

import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from record.card_files import CardOrder
from registrar.cards.layout import MAX_ADDRESS, MODULE, address_qr, module_width, typed_address
from registrar.cards.selection import attendance_lists, class_order, spare_envelope, voter_envelopes
from registrar.cards.stub import read_stub_number, stub_number
from registrar.cards.when import voting_time
from registrar.cards.words import WORDS
from registrar.errors import CardError
from registrar.register import new_register
from registrar.rolls.voters import Voter
from tests.registrar.card_sheets import ORDER, VOTERS, register_of, with_replaced

SERIALS = st.sampled_from([card.serial for card in register_of(named=False).cards])


@given(serial=SERIALS, lower=st.booleans(), blank=st.sampled_from(["", " ", "-", " - "]))
def test_a_stub_number_is_read_as_people_type_it(serial: int, lower: bool, blank: str) -> None:
    register = register_of(named=False)
    typed = stub_number(register, serial).replace("-", blank).replace("0", "O").replace("1", "l")
    assert read_stub_number(register, typed.lower() if lower else typed) == serial


@given(serial=SERIALS, check=st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=4, max_size=4))
def test_a_number_that_no_stub_bears_is_refused(serial: int, check: str) -> None:
    register = register_of(named=False)
    typed = f"{serial:04d}-{check}"
    if typed == stub_number(register, serial):
        return
    with pytest.raises(CardError, match="No stub bears this number"):
        read_stub_number(register, typed)


@given(typed=st.text(max_size=12))
def test_whatever_else_is_typed_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(CardError):
        read_stub_number(register_of(named=False), typed)


@pytest.mark.parametrize("typed", ["", "142", "7KQX", "-7KQX", "0142-7KQ", "٣-7KQX", "1234567890-7KQX"])
def test_what_is_no_number_is_told_apart_from_a_wrong_one(typed: str) -> None:
    with pytest.raises(CardError, match="This is no card number"):
        read_stub_number(register_of(named=False), typed)


def test_the_number_of_a_card_that_was_never_made_is_refused() -> None:
    register = register_of(named=False)
    with pytest.raises(CardError, match="No card has the serial number 999"):
        read_stub_number(register, stub_number(register, 999))


def test_numbers_differ_between_registers_and_elections() -> None:
    register = register_of(named=False)
    others = [
        msgspec.structs.replace(register, seed=new_register().seed),
        msgspec.structs.replace(register, uuid="8dQwK3mN5pR8tVxYzB2cFh"),
    ]
    serials = range(1, 15)
    for other in others:
        assert [stub_number(register, s) for s in serials] != [stub_number(other, s) for s in serials]


def test_shuffled_cards_lie_in_their_class_by_serial() -> None:
    register = register_of(named=False)
    envelopes = voter_envelopes(register)
    assert [(each.group, len(each.cards)) for each in envelopes] == [("X MERDEKA 10", 3), ("XII TKJ 4", 9)]
    for envelope in envelopes:
        numbers = [card.number for card in envelope.cards]
        assert numbers == sorted(numbers)
        assert all(card.name == "" for card in envelope.cards)
    assert {card.code for each in envelopes for card in each.cards} == {
        card.code for card in register.cards if not card.spare
    }


@pytest.mark.parametrize("named", [True, False])
def test_a_replaced_card_and_the_spare_in_its_place_are_not_printed_again(named: bool) -> None:
    register, lost, spare = with_replaced(register_of(named=named))
    again = {card.number for envelope in voter_envelopes(register) for card in envelope.cards}
    assert stub_number(register, lost) not in again
    assert len(again) == len(VOTERS) - 1
    spares = spare_envelope(register).cards
    assert len(spares) == 1
    assert stub_number(register, spare) != spares[0].number


def test_a_withheld_card_is_not_printed() -> None:
    register = register_of(named=False)
    card = next(card for card in register.cards if not card.spare)
    after = register.with_changed(msgspec.structs.replace(card, withheld=True))
    printed = {each.code for envelope in voter_envelopes(after) for each in envelope.cards}
    assert card.code not in printed
    assert len(printed) == len(VOTERS) - 1


def test_a_code_is_not_in_the_repr() -> None:
    for envelope in voter_envelopes(register_of(named=True)):
        for card in envelope.cards:
            assert card.code not in repr(envelope)
            assert card.grouped_code not in repr(envelope)


def test_classes_come_in_the_order_in_which_people_count() -> None:
    right = ["VII A", "VIII B", "IX A", "X 2", "X 10", "X MERDEKA 3", "XI IPA 1", "XII TKJ 4", "Guru dan staf"]
    assert sorted(sorted(right, key=len), key=class_order) == right
    assert sorted(["VII I", "VII A"], key=class_order) == ["VII A", "VII I"]


@pytest.mark.parametrize("group", ["X \u00b2", "X \u2460", "X \u0663", "\u00b2"])
def test_a_class_with_other_digits_can_be_sorted(group: str) -> None:
    assert sorted(["XI 1", group], key=class_order)
    (list_,) = attendance_lists([Voter("Siswa 001", "", group)])
    assert list_.group == group


def test_twenty_thousand_voters_without_a_class_are_listed_in_no_time() -> None:
    begun = time.thread_time()
    (list_,) = attendance_lists([Voter(f"Siswa {number:05}", "", "") for number in range(20_000)])
    assert len(list_.names) == 20_000
    # Of this thread alone, whatever else the machine does; a look at all voters for each would take minutes.
    assert time.thread_time() - begun < 20


def test_of_two_who_are_alike_one_came_too_late() -> None:
    twin = Voter("Siswa 001", "", "X 1")
    (list_,) = attendance_lists([twin, twin], late=[twin])
    assert len(list_.names) == 1


def test_attendance_shows_numbers_only_where_names_are_alike() -> None:
    voters = [Voter("Siswa 002", "0001", "X 2"), Voter("siswa 001", "0002", "X 2"), Voter("Siswa 001", "0003", "X 2")]
    (list_,) = attendance_lists(voters)
    assert list_.names == (("Siswa 001", "0003"), ("siswa 001", "0002"), ("Siswa 002", ""))


def test_who_came_too_late_for_a_card_is_not_on_the_list_of_the_envelope() -> None:
    (list_,) = attendance_lists(VOTERS[:3], late=VOTERS[1:2])
    assert [name for name, _ in list_.names] == ["Siswa 001", "Siswa 003"]


@settings(max_examples=30)
@given(length=st.integers(30, MAX_ADDRESS))
def test_every_address_that_is_printed_has_wide_modules(length: int) -> None:
    address = "http://".ljust(length, "x")
    levels = [level for level in "ml" if module_width(address, level) >= MODULE]
    assert levels
    assert address_qr(address)


def test_a_code_has_wider_modules_still() -> None:
    assert module_width("0" * 20, "q") > 0.7


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://papan.lan/booth/?election=x", "papan.lan/booth/"),
        ("http://192.168.1.10:8000/booth/?election=x", "192.168.1.10:8000/booth/"),
        ("https://pilketos.contoh.sch.id/booth/?election=x", "https://pilketos.contoh.sch.id/booth/"),
        ("https://pilketos.sekolah-menengah-contoh.sch.id/booth/?election=x", ""),
        ("http://papan.lan/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/booth/?election=x", ""),
    ],
)
def test_an_address_is_printed_for_typing_where_it_fits(address: str, shown: str) -> None:
    assert typed_address(address) == shown


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "Selasa, 24 November 2026, 08.00–13.00 WIB"),
        ({"zone": "WIT"}, "Selasa, 24 November 2026, 10.00–15.00 WIT"),
        ({"opens": "2026-11-23T23:30:00Z"}, "Selasa, 24 November 2026, 06.30–13.00 WIB"),
        (
            {"closes": "2026-11-26T06:00:00Z", "zone": "WITA"},
            "Sel, 24 Nov 2026, 09.00 – Kam, 26 Nov 2026, 14.00 WITA",
        ),
    ],
)
def test_times_are_those_of_the_school(change: dict[str, str], expected: str) -> None:
    order: CardOrder = msgspec.convert(msgspec.to_builtins(ORDER) | change, CardOrder)
    assert voting_time(order, "id") == expected


def test_a_date_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(CardError, match="no calendar"):
        voting_time(msgspec.structs.replace(ORDER, opens="2026-02-30T01:00:00Z"), "id")


def test_both_languages_have_the_same_texts_with_the_same_gaps() -> None:
    def gaps(text: str) -> list[str]:
        return sorted(part.split("}")[0] for part in text.split("{")[1:])

    assert WORDS["id"].keys() == WORDS["en"].keys()
    for name, text in WORDS["id"].items():
        assert gaps(text) == gaps(WORDS["en"][name]), name
        assert text
