"""Lost cards and their spares: a spare is free again only when its replacement cannot be accepted any more."""

import io
from dataclasses import dataclass, replace

import msgspec
import pytest

from crypto.credential import credential_secret
from crypto.ed25519 import ED25519
from record.archive import ArchiveReader
from record.entries import CARD_REPLACEMENT
from registrar.errors import CardError
from registrar.exporting import export
from registrar.figures import RegisterFigures, figures
from registrar.register import Register, Released, Replaced, issue, new_register
from registrar.replacing import release_spare, replace_card, withhold_card
from registrar.rolls.update import update_roll
from registrar.rolls.voters import Roll, Voter
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import UUID, Card, parties

VOTERS = tuple(Voter(f"Siswa {n:03}", f"00090000{n:02}", "X 1") for n in range(1, 5))


@pytest.fixture(scope="module")
def register() -> Register:
    return export(issue(new_register(), Roll(VOTERS, (), ()), UUID, "Ed25519", 2))[0]


def lost_serial(register: Register) -> int:
    return next(card.serial for card in register.cards if not card.spare)


@dataclass(frozen=True)
class Box:
    """An open election of the register's own cards, and its archive."""

    register: Register
    builder: ElectionBuilder

    @classmethod
    def of(cls, register: Register, uuid: str = UUID) -> "Box":
        builder = ElectionBuilder(replace(parties("single"), registrar=register.key, uuid=uuid))
        builder.genesis(spares=register.spares())
        builder.setup(credentials=register.public_credentials())
        for signer in (0, 1):
            builder.countersign(signer)
        builder.open()
        return cls(register, builder)

    def card(self, serial: int) -> Card:
        card = self.register.card(serial)
        secret = credential_secret(ED25519, self.register.uuid, card.code)
        return Card(secret, ED25519.generator_power_secret(secret), card.weight)

    def vote(self, serial: int) -> "Box":
        choices = tuple((1, *[0] * (question.slots - 1)) for question in self.builder.honest_election().questions)
        self.builder.cast(self.card(serial), choices)
        return self

    def archive(self) -> ArchiveReader:
        return ArchiveReader(io.BytesIO(self.builder.record().archive()))


def test_a_replacement_is_in_the_journal_and_in_the_figures(register: Register) -> None:
    lost = lost_serial(register)
    changed, message, spare = replace_card(register, lost)
    assert CARD_REPLACEMENT.verify(register.key.public_hex, message)
    assert changed.journal[-1] == Replaced(lost, spare.serial)
    assert spare.group == "X 1"
    assert figures(register) == RegisterFigures(4, 4, 2, 0, 0, 0, 0)
    assert figures(changed) == RegisterFigures(4, 4, 2, 1, 1, 0, 0)
    assert changed.public_credentials() == register.public_credentials()


def test_a_lost_spare_can_be_replaced_in_turn(register: Register) -> None:
    changed, _, spare = replace_card(register, lost_serial(register))
    again, message, second = replace_card(changed, spare.serial)
    assert message.revoked == spare.credential
    assert second.serial != spare.serial
    assert figures(again).replaced == figures(again).spares_given == 2
    with pytest.raises(CardError, match="replaced in turn"):
        release_spare(again, lost_serial(register))


def test_a_ballot_of_the_lost_card_frees_its_spare(register: Register) -> None:
    lost = lost_serial(register)
    changed, _, spare = replace_card(register, lost)
    freed, card = release_spare(changed, lost, Box.of(register).vote(lost).archive())
    assert card == register.card(spare.serial)
    assert freed.cards == register.cards
    assert freed.journal[-1] == Released(lost, spare.serial, "ballot")
    other = next(c.serial for c in register.cards if not c.spare and c.serial != lost)
    assert replace_card(freed, other)[2].serial == spare.serial


def test_a_ballot_of_another_card_frees_nothing(register: Register) -> None:
    lost = lost_serial(register)
    other = next(card.serial for card in register.cards if not card.spare and card.serial != lost)
    changed, _, _ = replace_card(register, lost)
    with pytest.raises(CardError, match=f"no ballot of card {lost}"):
        release_spare(changed, lost, Box.of(register).vote(other).archive())


def test_a_ballot_that_somebody_else_signed_frees_nothing(register: Register) -> None:
    """Whoever serves the archive does not have the card's code."""
    lost = lost_serial(register)
    changed, _, _ = replace_card(register, lost)
    box = Box.of(register).vote(lost)
    ballot = msgspec.json.decode(box.builder.entries[-1].payload)
    ballot["signature"]["proof"]["response"] = str(int(ballot["signature"]["proof"]["response"]) ^ 1)
    forged = Box.of(register)
    forged.builder.cast_bytes(msgspec.json.encode(ballot), box.card(lost))
    with pytest.raises(CardError, match=f"no ballot of card {lost}"):
        release_spare(changed, lost, forged.archive())


def test_an_archive_of_other_cards_frees_nothing(register: Register) -> None:
    lost = lost_serial(register)
    changed, _, _ = replace_card(register, lost)
    others = issue(new_register(), Roll(VOTERS, (), ()), UUID, "Ed25519", 2)
    with pytest.raises(CardError, match="of another election"):
        release_spare(changed, lost, Box.of(others).vote(lost_serial(others)).archive())


def test_a_word_frees_a_spare_and_is_noted_as_a_word(register: Register) -> None:
    lost = lost_serial(register)
    changed, _, spare = replace_card(register, lost)
    freed, _ = release_spare(changed, lost)
    assert freed.journal[-1] == Released(lost, spare.serial, "word")
    again, _, _ = replace_card(freed, lost)
    assert [type(entry).__name__ for entry in again.journal] == ["Exported", "Replaced", "Released", "Replaced"]


def test_nothing_is_freed_that_was_not_given(register: Register) -> None:
    with pytest.raises(CardError, match="was not replaced"):
        release_spare(register, lost_serial(register))


def test_withholding(register: Register) -> None:
    lost = lost_serial(register)
    withheld = withhold_card(register, lost)
    assert figures(withheld).withheld == 1
    with pytest.raises(CardError, match="Say which newcomer"):
        replace_card(withheld, lost)
    with pytest.raises(CardError, match="is a spare"):
        withhold_card(register, next(card.serial for card in register.cards if card.spare))
    with pytest.raises(CardError, match="replaced already"):
        withhold_card(replace_card(register, lost)[0], lost)


def test_a_newcomer_needs_a_withheld_card_and_a_place_on_the_roll(register: Register) -> None:
    newcomer = Voter("Siswa 009", "0009000009", "X 1")
    updated, _ = update_roll(register, Roll((*VOTERS, newcomer), (), ()))
    lost = lost_serial(updated)
    with pytest.raises(CardError, match="Only a withheld card"):
        replace_card(updated, lost, newcomer)
    withheld = withhold_card(updated, lost)
    with pytest.raises(CardError, match="has a card already"):
        replace_card(withheld, lost, VOTERS[0])
    given, _, _ = replace_card(withheld, lost, newcomer)
    assert figures(given) == RegisterFigures(5, 4, 2, 1, 1, 0, 0)


def test_a_named_newcomer_waits_again_when_the_board_refused(register: Register) -> None:
    """Somebody had used the withheld card."""
    named = export(issue(new_register(), Roll(VOTERS, (), ()), UUID, "Ed25519", 2, named=True))[0]
    newcomer = Voter("Siswa 009", "0009000009", "X 1")
    updated, changes = update_roll(named, Roll((*VOTERS[1:], newcomer), (), ()))
    (withheld,) = changes.withheld
    given, _, spare = replace_card(updated, withheld, newcomer)
    assert given.late == ()
    freed, _ = release_spare(given, withheld)
    assert freed.late == (newcomer,)
    assert freed.card(spare.serial).voter is None


def test_a_newcomer_who_left_again_does_not_wait(register: Register) -> None:
    named = export(issue(new_register(), Roll(VOTERS, (), ()), UUID, "Ed25519", 2, named=True))[0]
    newcomer = Voter("Siswa 009", "0009000009", "X 1")
    updated, changes = update_roll(named, Roll((*VOTERS[1:], newcomer), (), ()))
    (withheld,) = changes.withheld
    given, _, _ = replace_card(updated, withheld, newcomer)
    left, _ = update_roll(given, Roll(VOTERS[1:], (), ()))
    freed, spare = release_spare(left, withheld)
    assert freed.late == ()
    assert not spare.withheld


def test_a_newcomer_gets_no_card_of_another_weight(register: Register) -> None:
    newcomer = Voter("Siswa 009", "0009000009", "X 1", 3)
    updated, _ = update_roll(register, Roll((*VOTERS, newcomer), (), ()))
    lost = lost_serial(updated)
    with pytest.raises(CardError, match="weight is not that of card"):
        replace_card(withhold_card(updated, lost), lost, newcomer)
