"""Order in, list out: of the same election, signed, sorted, and without anything about a voter."""

import msgspec
import pytest

from crypto.ed25519 import ED25519
from record.canonical import encode
from record.card_files import CardOrder, check_card_list, parse_card_list
from record.identifiers import new_identifier
from registrar.errors import RegisterError
from registrar.exporting import export, make_card_list, take_order
from registrar.register import Register, issue, new_register
from registrar.rolls.voters import Roll, Voter

UUID = new_identifier()
VOTERS = tuple(Voter(f"Siswa {n:03}", f"00090000{n:02}", f"X {n % 3}") for n in range(1, 13))


def order(uuid: str = UUID, **changes: object) -> CardOrder:
    made = CardOrder(
        version=1,
        uuid=uuid,
        name="Pilketos Contoh",
        school="SMAN Contoh",
        kind="real",
        group="Ed25519",
        address=f"http://papan.lan/booth/?election={uuid}",
        spares=3,
        opens="2026-11-24T00:00:00Z",
        closes="2026-11-24T06:00:00Z",
        zone="WIB",
    )
    return msgspec.structs.replace(made, **changes)


@pytest.fixture(scope="module")
def register() -> Register:
    return issue(take_order(new_register(), order()), Roll(VOTERS, (), ()), UUID, "Ed25519", 3)


def test_the_list_is_what_the_committee_reads(register: Register) -> None:
    exported, data = export(register)
    found = parse_card_list(data)
    check_card_list(found, UUID, ED25519)
    assert found.registrar == register.key.public_hex
    assert (found.cards, found.spares) == (15, register.spares())
    assert found.credentials.encode() == register.public_credentials()
    assert exported.exported
    assert not register.exported


def test_the_list_says_nothing_of_voters_or_codes(register: Register) -> None:
    _, data = export(register)
    for card in register.cards:
        assert card.code.encode() not in data
    assert b"Siswa" not in data
    assert b"00090000" not in data
    assert b"X 1" not in data


def test_exporting_again_gives_the_same_file_and_one_entry_in_the_journal(register: Register) -> None:
    once, data = export(register)
    twice, again = export(once)
    assert again == data
    assert twice == once


def test_a_list_without_cards_is_refused() -> None:
    with pytest.raises(RegisterError, match="no cards yet"):
        make_card_list(new_register())


def test_the_order_of_another_election_is_refused(register: Register) -> None:
    other = new_identifier()
    with pytest.raises(RegisterError, match=f"another election \\({other}\\); this register is for {UUID}"):
        take_order(register, order(other))
    with pytest.raises(RegisterError, match="another election"):
        take_order(take_order(new_register(), order()), order(other))


def test_cards_for_another_election_than_the_order_are_refused() -> None:
    ordered = take_order(new_register(), order())
    with pytest.raises(RegisterError, match=f"card order is for election {UUID}"):
        issue(ordered, Roll(VOTERS, (), ()), new_identifier(), "Ed25519", 0)


def test_a_newer_order_of_the_same_election_takes_the_place_of_the_old(register: Register) -> None:
    later = order(closes="2026-11-24T08:00:00Z")
    assert take_order(register, later).order == later
    assert take_order(register, order()) == register
    with pytest.raises(RegisterError, match="another kind"):
        take_order(register, order(group="BELENIOS-2048"))


def test_an_order_is_kept_in_the_register(register: Register) -> None:
    assert msgspec.json.decode(encode(register), type=Register) == register
