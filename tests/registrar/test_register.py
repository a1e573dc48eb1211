from collections import Counter
from pathlib import Path

import pytest

from crypto.credential import credential_secret, public_credential
from crypto.groups import group_by_name
from crypto.passphrase_box import INTERACTIVE, seal_with_passphrase
from record.canonical import encode
from record.credentials import parse_public_credentials
from record.entries import CARD_REPLACEMENT
from record.identifiers import new_identifier
from registrar.errors import CardError, RegisterError
from registrar.exporting import export
from registrar.register import Register, issue, load_register, new_register, save_register
from registrar.replacing import replace_card
from registrar.rolls.voters import Roll, Voter

ED25519 = group_by_name("Ed25519")


def make_roll(*weights: int) -> Roll:
    return Roll(tuple(Voter(f"Siswa {n:03}", f"{n:010}", "X 1", w) for n, w in enumerate(weights, 1)), (), ())


@pytest.fixture(scope="module")
def register() -> Register:
    return export(issue(new_register(), make_roll(1, 1, 1), new_identifier(), "Ed25519", 2, named=True))[0]


def serial_of_voter(register: Register, name: str) -> int:
    return next(c.serial for c in register.cards if c.voter and c.voter.name == name)


def test_every_code_gives_its_public_credential(register: Register) -> None:
    for card in register.cards:
        secret = credential_secret(ED25519, register.uuid, card.code)
        assert public_credential(ED25519, secret).text == card.credential


def test_public_credentials_are_sorted_and_hold_all_cards(register: Register) -> None:
    data = register.public_credentials()
    listed = list(data.decode()[2:-2].split('","'))
    assert listed == sorted(card.credential for card in register.cards)
    assert len(parse_public_credentials(data, ED25519)) == 5
    assert "Siswa" not in data.decode()


def test_weights_are_written_when_any_is_not_one() -> None:
    register = issue(new_register(), make_roll(1, 5), new_identifier(), "Ed25519", 1, named=True)
    credentials = parse_public_credentials(register.public_credentials(), ED25519)
    assert sorted(credentials.weight(card.credential) or 0 for card in register.cards) == [1, 1, 5]


def test_spares_have_the_one_weight_that_all_voters_have() -> None:
    register = issue(new_register(), make_roll(7, 7), new_identifier(), "Ed25519", 1)
    assert {card.weight for card in register.cards} == {7}


def test_the_same_roll_gives_fresh_codes_each_time() -> None:
    first = issue(new_register(), make_roll(1), "1" * 22, "Ed25519", 0)
    second = issue(new_register(), make_roll(1), "1" * 22, "Ed25519", 0)
    assert first.cards[0].code != second.cards[0].code


def test_refuses_to_issue_twice(register: Register) -> None:
    with pytest.raises(RegisterError, match="has cards"):
        issue(register, make_roll(1), register.uuid, "Ed25519", 0)


def test_refuses_an_impossible_number_of_spares() -> None:
    with pytest.raises(RegisterError, match="spare"):
        issue(new_register(), make_roll(1), new_identifier(), "Ed25519", -1)


def test_replacing_a_card_signs_and_gives_the_voter_a_spare(register: Register) -> None:
    serial = serial_of_voter(register, "Siswa 002")
    changed, message, spare = replace_card(register, serial)
    assert message.revoked == register.card(serial).credential
    assert message.activated == spare.credential
    assert spare.spare
    assert CARD_REPLACEMENT.verify(register.key.public_hex, message)
    given = changed.card(spare.serial).voter
    assert given is not None
    assert given.name == "Siswa 002"
    assert changed.spares() == register.spares()


def test_replacing_again_signs_the_same_replacement(register: Register) -> None:
    serial = serial_of_voter(register, "Siswa 001")
    changed, message, _ = replace_card(register, serial)
    assert replace_card(changed, serial)[1] == message


def test_refuses_when_no_spare_is_left(register: Register) -> None:
    changed = register
    for name in ("Siswa 001", "Siswa 002"):
        changed = replace_card(changed, serial_of_voter(register, name))[0]
    with pytest.raises(CardError, match="No spare"):
        replace_card(changed, serial_of_voter(register, "Siswa 003"))


def test_refuses_an_unknown_serial(register: Register) -> None:
    with pytest.raises(CardError, match="No card"):
        replace_card(register, 99)


def test_refuses_to_replace_a_spare_that_nobody_has(register: Register) -> None:
    with pytest.raises(CardError, match="spare that nobody"):
        replace_card(register, next(c.serial for c in register.cards if c.spare))


def test_the_file_holds_nothing_in_clear_and_opens_with_its_passphrase(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "register.box"
    save_register(path, register, "kata sandi contoh")
    data = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    for card in register.cards:
        assert card.code.encode() not in data
    assert b"Siswa" not in data
    assert load_register(path, "kata sandi contoh") == register
    with pytest.raises(RegisterError, match="passphrase"):
        load_register(path, "salah")


def test_a_missing_file_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="cannot be read"):
        load_register(tmp_path / "none.box", "x")


def test_reprs_show_no_code(register: Register) -> None:
    shown = repr(register) + repr(register.cards)
    assert not any(card.code in shown for card in register.cards)


def test_a_register_of_another_version_is_not_called_damaged(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "register.box"
    older = encode(register).replace(b'{"version":2', b'{"version":1', 1)
    path.write_bytes(seal_with_passphrase(older, "kata sandi contoh", INTERACTIVE))
    with pytest.raises(RegisterError, match="another version"):
        load_register(path, "kata sandi contoh")
    path.write_bytes(seal_with_passphrase(b"[]", "kata sandi contoh", INTERACTIVE))
    with pytest.raises(RegisterError, match="cannot be opened"):
        load_register(path, "kata sandi contoh")


def test_without_names_a_register_does_not_know_whose_card_is_whose() -> None:
    """As many cards as voters for each class, and no way from one to the other, not by order either."""
    roll = Roll(tuple(Voter(f"Siswa {n:03}", "", f"X {n % 2}") for n in range(20)), (), ())
    register = issue(new_register(), roll, new_identifier(), "Ed25519", 3)
    assert not register.named
    assert all(card.voter is None for card in register.cards)
    assert Counter(card.group for card in register.cards) == {"X 0": 10, "X 1": 10, "": 3}
    assert b"Siswa" not in encode(register.cards)
    assert [card.serial for card in register.cards] == list(range(1, 24))
    names = [voter.name for voter in register.voters]
    assert names == sorted(names, key=lambda name: (int(name[-3:]) % 2, name))
