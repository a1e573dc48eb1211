"""A second roll: who keeps the card, who gets one, and what cannot change any more once the list was exported."""

from collections import Counter
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from record.identifiers import new_identifier
from registrar.errors import CardError, RegisterError
from registrar.exporting import export
from registrar.register import Register, issue, new_register
from registrar.replacing import release_spare, replace_card, withhold_card
from registrar.rolls.preview import read_roll
from registrar.rolls.problems import Decisions
from registrar.rolls.update import RollChanges, update_roll
from registrar.rolls.voters import Roll, Voter
from tests.registrar.roll_files import dapodik_xlsx, pupils

A = Voter("Siswa 001", "0009000001", "X 1")
B = Voter("Siswa 002", "0009000002", "X 1")
C = Voter("Siswa 003", "", "X 2")
NEW = Voter("Siswa 004", "0009000004", "X 1")
MODES = pytest.mark.parametrize("named", [True, False])


def roll(*voters: Voter) -> Roll:
    return Roll(voters, (), ())


def issued(*voters: Voter, named: bool, spares: int = 2, exported: bool = False) -> Register:
    register = issue(new_register(), roll(*voters), new_identifier(), "Ed25519", spares, named=named)
    return export(register)[0] if exported else register


def update(register: Register, *voters: Voter) -> tuple[Register, RollChanges]:
    return update_roll(register, roll(*voters))


def classes(register: Register) -> Counter[str]:
    """Cards that somebody has or gets, by class."""
    used = {card.replaced_by for card in register.cards}
    return Counter(
        card.group
        for card in register.cards
        if not card.replaced_by and not card.withheld and (not card.spare or card.serial in used)
    )


def codes(register: Register) -> set[str]:
    return {card.code for card in register.cards}


@MODES
@pytest.mark.parametrize("exported", [True, False])
def test_the_same_roll_again_changes_nothing(named: bool, exported: bool) -> None:
    register = issued(A, B, C, named=named, exported=exported)
    updated, changes = update(register, C, B, A)
    assert updated == register
    assert changes == RollChanges(unchanged=3)


@MODES
def test_a_second_download_of_a_whole_school(named: bool) -> None:
    """The zeros were lost in one of the two files, and a class has moved up: still the same pupils."""
    school = pupils(40)
    register = issued(*read_roll(dapodik_xlsx(school)).voters, named=named)
    again = read_roll(dapodik_xlsx(school, numbers=True))
    updated, changes = update_roll(register, again)
    assert (len(updated.cards), changes.added, changes.left) == (len(register.cards), (), ())
    assert codes(updated) == codes(register)
    back, _ = update_roll(updated, read_roll(dapodik_xlsx(school, numbers=True), Decisions(restore_zeros=True)))
    assert back == register


@MODES
def test_before_the_export_cards_follow_the_roll(named: bool) -> None:
    register = issued(A, B, C, named=named)
    renamed = msgspec.structs.replace(A, name="Siswa 001 Baru")
    updated, changes = update(register, renamed, C, NEW)
    assert changes.added == (NEW,)
    assert changes.left == (B,)
    assert changes.changed == ((A, renamed),)
    assert changes.unchanged == 1
    assert (changes.late, changes.withheld) == ((), ())
    assert changes.print_again == ("X 1",)
    assert classes(updated) == {"X 1": 2, "X 2": 1}
    assert updated.spares() == register.spares()
    assert updated.voters == (renamed, NEW, C)
    if named:
        own = {card.voter: card.code for card in register.cards if card.voter}
        now = {card.voter: card.code for card in updated.cards if card.voter}
        assert (now[renamed], now[C]) == (own[A], own[C])
        assert now[NEW] not in codes(register)
        assert len(changes.taken_back) == 1
    else:
        assert codes(updated) == codes(register), "class X 1 has two voters as before"
        assert not any(card.voter for card in updated.cards)


@MODES
def test_a_serial_is_never_used_again(named: bool) -> None:
    """The stub of a card that was taken back may be in somebody's pocket."""
    register = issued(A, B, C, named=named, spares=0)
    for _ in range(3):
        smaller, _ = update(register, A)
        larger, _ = update(smaller, A, B, C)
        fresh = {card.serial for card in larger.cards} - {card.serial for card in smaller.cards}
        assert min(fresh) > register.last_serial
        register = larger


def test_a_pupil_who_moves_takes_a_named_card_along() -> None:
    register = issued(A, B, C, named=True)
    moved = msgspec.structs.replace(A, group="X 2")
    updated, changes = update(register, moved, B, C)
    (before,) = [card for card in register.cards if card.voter == A]
    assert updated.card(before.serial) == msgspec.structs.replace(before, voter=moved, group="X 2")
    assert changes.print_again == ("X 1", "X 2")


def test_two_pupils_alike_keep_two_cards_when_their_numbers_come() -> None:
    twin = Voter("Siswa 009", "", "X 1")
    register = issued(twin, twin, named=True)
    first, second = (msgspec.structs.replace(twin, number=f"000900000{n}") for n in (7, 8))
    updated, changes = update(register, first, second)
    assert {card.voter for card in updated.cards if card.voter} == {first, second}
    assert codes(updated) == codes(register)
    assert (changes.added, changes.left) == ((), ())


def test_a_name_that_two_numbers_share_is_two_pupils() -> None:
    register = issued(A, named=True)
    namesake = msgspec.structs.replace(A, number="0009111111")
    _, changes = update(register, namesake)
    assert (changes.added, changes.left) == ((namesake,), (A,))


# -- after the export ------------------------------------------------------------------------------------------------


@MODES
def test_after_the_export_the_set_of_cards_is_fixed(named: bool) -> None:
    register = issued(A, B, C, named=named, exported=True)
    heavier = msgspec.structs.replace(A, weight=5)
    updated, changes = update(register, heavier, C, NEW, B)
    assert updated.public_credentials() == register.public_credentials()
    assert updated.spares() == register.spares()
    assert changes.late == updated.late == (NEW,)
    assert NEW in updated.voters
    assert changes.changed == ()
    again, changes = update(updated, A, B, C, NEW)
    assert again == updated
    assert changes.late == (NEW,)


def test_a_named_card_of_somebody_who_left_is_withheld_until_the_pupil_comes_back() -> None:
    register = issued(A, B, C, named=True, exported=True)
    (own,) = [card.serial for card in register.cards if card.voter == A]
    without, changes = update(register, B, C)
    assert changes.withheld == (own,)
    assert changes.left == (A,)
    back, changes = update(without, A, B, C)
    assert back == register
    assert (changes.late, changes.withheld) == ((), ())


def test_a_newcomer_takes_the_card_that_the_class_does_not_need() -> None:
    """Cards without names: one pupil went, one came, the envelope has the right number."""
    register = issued(A, B, C, named=False, exported=True)
    updated, changes = update(register, NEW, B, C)
    assert (changes.late, changes.withheld) == ((), ())
    assert updated.cards == register.cards
    other, changes = update(register, B, C, msgspec.structs.replace(NEW, group="X 2"))
    assert [voter.group for voter in changes.late] == ["X 2"]
    assert other.cards == register.cards


def test_the_numbers_of_the_classes_stay_right_over_moves_and_newcomers() -> None:
    register = issued(A, B, C, named=False, exported=True)
    moved = msgspec.structs.replace(A, group="X 2")
    register, changes = update(register, moved, B, C)
    assert classes(register) == {"X 1": 1, "X 2": 2}
    register, changes = update(register, moved, B, C, NEW)
    assert changes.late == (NEW,)
    register, changes = update(register, moved, B, NEW)
    assert changes.late == (NEW,), "the card that X 2 has left is no card of X 1"
    leftover = next(card.serial for card in register.cards if card.group == "X 2")
    register, message, spare = replace_card(withhold_card(register, leftover), leftover, NEW)
    assert message.activated == spare.credential
    assert spare.group == "X 1"
    assert register.late == ()
    assert update(register, moved, B, NEW)[1].late == ()


def test_a_named_newcomer_gets_a_spare_in_the_place_of_a_withheld_card() -> None:
    register = issued(A, B, C, named=True, exported=True)
    register, changes = update(register, B, C, NEW)
    (withheld,) = changes.withheld
    register, _, spare = replace_card(register, withheld, NEW)
    assert register.card(spare.serial).voter == NEW
    updated, changes = update(register, B, C, NEW)
    assert updated == register
    assert changes.late == ()


def serial_of(register: Register, voter: Voter) -> int:
    return next(card.serial for card in register.cards if card.voter == voter)


def test_who_comes_back_after_a_newcomer_got_the_place_has_no_card() -> None:
    """The own card was revoked for the newcomer: it must not look as if it were good again."""
    register = issued(A, B, C, named=True, exported=True)
    register, changes = update(register, B, C, NEW)
    (withheld,) = changes.withheld
    register, _, spare = replace_card(register, withheld, NEW)
    register, changes = update(register, A, B, C, NEW)
    assert changes.late == (A,)
    assert register.card(withheld).replaced_by == spare.serial
    assert register.card(withheld).withheld


def test_withholding_a_card_takes_no_voter_off_the_list() -> None:
    """Which card somebody of the class had is known to nobody, so the roll decides who is on the list."""
    register = issued(A, B, C, named=False, exported=True)
    withheld = withhold_card(register, next(card.serial for card in register.cards if card.group == "X 1"))
    updated, changes = update(withheld, A, B, C)
    assert changes.late == ()
    assert updated == withheld
    updated, changes = update(withheld, A, B, C, NEW)
    assert changes.late == (NEW,)


def test_a_newcomer_without_a_card_takes_none_along_to_another_class() -> None:
    register = issued(A, B, C, named=False, exported=True)
    register, changes = update(register, A, B, C, NEW)
    assert changes.late == (NEW,)
    moved = msgspec.structs.replace(NEW, group="X 2")
    register, changes = update(register, A, B, C, moved)
    assert changes.late == (moved,)
    assert classes(register) == {"X 1": 2, "X 2": 1}


def test_who_waits_longer_gets_the_card_that_becomes_free() -> None:
    register = issued(A, B, C, named=False, exported=True)
    register, _ = update(register, A, B, C, NEW)
    later = Voter("Siswa 005", "0009000005", "X 1")
    _, changes = update(register, A, C, NEW, later)
    assert changes.late == (later,)


@MODES
def test_no_card_is_replaced_or_withheld_while_the_roll_can_still_take_it_back(named: bool) -> None:
    """Otherwise a newer roll could free a spare that somebody has in hand, and two would have it."""
    register = issued(A, B, C, named=named)
    serial = next(card.serial for card in register.cards if not card.spare)
    with pytest.raises(CardError, match="Export the card list first"):
        replace_card(register, serial)
    with pytest.raises(CardError, match="Export the card list first"):
        withhold_card(register, serial)


def test_a_spare_that_is_free_again_is_not_withheld_any_more() -> None:
    register = issued(A, B, C, named=True, exported=True)
    lost = serial_of(register, A)
    register, _, spare = replace_card(register, lost)
    register, changes = update(register, B, C)
    assert changes.withheld == (spare.serial,)
    register, freed = release_spare(register, lost)
    assert not freed.withheld
    assert register.card(lost).withheld, "its voter has left"
    register, _, again = replace_card(register, serial_of(register, B))
    assert (again.serial, again.withheld) == (spare.serial, False)


def test_shuffled_cards_of_one_class_weigh_the_same() -> None:
    """Whoever draws a card from an envelope draws its weight."""
    heavy = msgspec.structs.replace(B, weight=3)
    with pytest.raises(RegisterError, match="X 1"):
        issued(A, heavy, C, named=False)
    with pytest.raises(RegisterError, match="X 1"):
        update(issued(A, B, C, named=False), A, heavy, C)
    assert issued(A, heavy, C, named=True).cards
    assert issued(heavy, C, named=False).cards


VOTERS = st.lists(
    st.builds(Voter, st.sampled_from("ABCD"), st.sampled_from(["", "1", "2", "3"]), st.sampled_from(["X", "Y"])),
    min_size=1,
    max_size=6,
)


def _sound(voters: Sequence[Voter]) -> list[Voter]:
    """Rolls do not have one number twice."""
    first = {voter.number: voter for voter in reversed(voters) if voter.number}
    return [voter for voter in voters if not voter.number] + list(first.values())


@settings(max_examples=40, deadline=None)
@given(VOTERS, VOTERS, VOTERS, st.booleans())
def test_everybody_on_the_roll_has_one_card(
    first: list[Voter], second: list[Voter], third: list[Voter], named: bool
) -> None:
    register = issued(*_sound(first), named=named, spares=0)
    register, _ = update(register, *_sound(second))
    wanted = Counter(voter.group for voter in _sound(second))
    assert classes(register) == wanted
    if named:
        assert Counter(card.voter for card in register.cards) == Counter(_sound(second))
    frozen, changes = update(export(register)[0], *_sound(third))
    assert frozen.public_credentials() == register.public_credentials()
    assert Counter(frozen.voters) == Counter(_sound(third))
    if named:
        holders = Counter(card.voter for card in frozen.cards if not card.withheld)
        assert holders + Counter(changes.late) == Counter(_sound(third))
    else:
        assert all(count >= 0 for count in classes(frozen).values())
