"""The committee's order and the registrar's list: each refusal has a file that only it refuses."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.ed25519 import ED25519
from crypto.finite_field import BELENIOS_2048
from crypto.signing_key import SigningKey
from record.canonical import encode
from record.card_files import (
    CARD_LIST,
    CardFileError,
    CardList,
    CardOrder,
    check_card_list,
    parse_card_list,
    parse_card_order,
)
from record.credentials import write_public_credentials

UUID = "PemiraSiswaUji123"
OTHER = "PemiraSiswaLain123"
KEY = SigningKey.from_seed(bytes(range(32)))
TEXTS = sorted(ED25519.generator_power_secret(ED25519.secret_from_public(number)).text for number in range(2, 7))

ORDER = CardOrder(
    version=1,
    uuid=UUID,
    name="Pilketos SMAN Contoh",
    school="SMAN Contoh",
    kind="real",
    group="Ed25519",
    address=f"http://papan.lan/booth/?election={UUID}",
    spares=5,
    opens="2026-11-24T00:00:00Z",
    closes="2026-11-24T06:00:00Z",
    zone="WIB",
)


def card_list(credentials: str | None = None, spares: list[str] | None = None, uuid: str = UUID) -> CardList:
    text = write_public_credentials([(text, 1) for text in TEXTS], weighted=False).decode()
    entries = text if credentials is None else credentials
    message = CardList(1, uuid, KEY.public_hex, entries, TEXTS[:2] if spares is None else spares, "")
    return CARD_LIST.sign(KEY, message)


def changed_order(**changes: Any) -> bytes:
    return encode(msgspec.structs.replace(ORDER, **changes))


def test_an_order_is_read_as_it_was_written() -> None:
    assert parse_card_order(encode(ORDER)) == ORDER
    practice = msgspec.structs.replace(ORDER, kind="practice", school="", zone="WIT")
    assert parse_card_order(encode(practice)) == practice


@pytest.mark.parametrize(
    "address",
    [
        f"https://papan.contoh.sch.id/booth/?e={UUID}",
        f"http://192.168.1.10:8000/sekolah/booth/?lang=en&election={UUID}",
        f"http://[fd00::1]:8000/booth/?e={UUID}",
    ],
)
def test_an_address_of_any_board_is_taken(address: str) -> None:
    assert parse_card_order(changed_order(address=address)).address == address


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"group": "P-256"}, "does not know"),
        ({"name": "Pilketos\nSMAN"}, "cannot be printed"),
        ({"name": "Pilketos \u202eSMAN"}, "cannot be printed"),
        ({"school": "SMAN "}, "cannot be printed"),
        ({"closes": "2026-11-24T00:00:00Z"}, "closes the election before it opens"),
        ({"closes": "2026-13-24T00:00:00Z"}, "no day of the calendar"),
        ({"address": "http://papan.lan/booth/"}, "leads to another election"),
        ({"address": f"http://papan.lan/booth/?election=PemiraSekitarUji7&x={UUID}"}, "leads to another election"),
        ({"address": f"http://papan.lan/booth/?e={UUID}&election=PemiraSekitarUji7"}, "leads to another election"),
        ({"address": f"http://papan.lan/booth/#{UUID}"}, "leads to another election"),
        ({"address": f"http://papan.lan/{UUID}"}, "leads to another election"),
        ({"address": f"http://papan.sch.id@contoh.example/booth/?e={UUID}"}, "no address of a board"),
        ({"address": f"http:///contoh.example/booth/?e={UUID}"}, "no address of a board"),
        ({"address": f"http://papan.lan:99999/booth/?e={UUID}"}, "no address of a board"),
        ({"address": f"http://[::1/booth/?e={UUID}"}, "no address of a board"),
        ({"closes": "9999-12-31T23:59:59Z"}, "no day of the calendar"),
        ({"address": f"javascript:{UUID}"}, "no card order"),
        ({"address": f"http://papan.lan/ {UUID}"}, "no card order"),
        ({"address": "http://papan.lan/" + UUID * 20}, "no card order"),
        ({"name": ""}, "no card order"),
        ({"name": "S" * 301}, "no card order"),
        ({"school": "S" * 201}, "no card order"),
        ({"kind": "test"}, "no card order"),
        ({"zone": "UTC"}, "no card order"),
        ({"spares": -1}, "no card order"),
        ({"spares": 10_001}, "no card order"),
        ({"uuid": "short"}, "no card order"),
        ({"version": 2}, "no card order"),
        ({"opens": "24-11-2026"}, "no card order"),
    ],
)
def test_refuses_an_order(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CardFileError, match=sentence):
        parse_card_order(changed_order(**changes))


def test_refuses_an_order_that_was_edited_by_hand() -> None:
    with pytest.raises(CardFileError, match="do not edit it"):
        parse_card_order(json.dumps(msgspec.to_builtins(ORDER)).encode())


def test_each_file_names_the_other_when_they_are_mixed_up() -> None:
    with pytest.raises(CardFileError, match="This is a card list"):
        parse_card_order(encode(card_list()))
    with pytest.raises(CardFileError, match="This is a card order"):
        parse_card_list(encode(ORDER))


def test_a_list_is_read_as_it_was_signed() -> None:
    found = parse_card_list(encode(card_list()))
    assert found == card_list()
    assert (found.cards, len(found.spares)) == (5, 2)
    check_card_list(found, UUID)
    check_card_list(found, UUID, ED25519)


def test_weights_and_no_spares_are_fine() -> None:
    text = write_public_credentials([(text, 7) for text in TEXTS], weighted=True).decode()
    assert parse_card_list(encode(card_list(text, []))).cards == 5


def test_another_election_s_cards_are_refused_with_a_sentence() -> None:
    found = parse_card_list(encode(card_list(uuid=OTHER)))
    with pytest.raises(CardFileError, match=f"another election \\({OTHER}\\), this one is {UUID}. Choose the file"):
        check_card_list(found, UUID)


def test_cards_of_another_group_are_refused() -> None:
    with pytest.raises(CardFileError, match="Credential 1 of the card list does not belong"):
        check_card_list(card_list(), UUID, BELENIOS_2048)


def _text(entries: list[str]) -> str:
    return json.dumps(entries, separators=(",", ":"))


@pytest.mark.parametrize(
    ("credentials", "spares", "sentence"),
    [
        (_text(TEXTS[::-1]), TEXTS[:1], "is not sorted"),
        (_text([TEXTS[0], TEXTS[0]]), [], "credentials are damaged"),
        (_text([TEXTS[0] + ",1,siswa"]), [], "credentials are damaged"),
        (json.dumps(TEXTS), [], "credentials are damaged"),
        ("", [], "credentials are damaged"),
        ("[]", [], "no cards"),
        (_text(TEXTS), [TEXTS[1], TEXTS[0]], "spare cards are not sorted"),
        (_text(TEXTS), [TEXTS[0], TEXTS[0]], "spare cards are not sorted"),
        (_text(TEXTS[1:]), TEXTS[:1], "not among its cards"),
        (_text(TEXTS), TEXTS, "spare cards only"),
    ],
)
def test_refuses_a_signed_list_that_is_inconsistent(credentials: str, spares: list[str], sentence: str) -> None:
    with pytest.raises(CardFileError, match=sentence):
        parse_card_list(encode(card_list(credentials, spares)))


@pytest.mark.parametrize(
    "change",
    [
        lambda found: msgspec.structs.replace(found, uuid=OTHER),
        lambda found: msgspec.structs.replace(found, spares=found.spares[:1]),
        lambda found: msgspec.structs.replace(found, signature=""),
        lambda found: msgspec.structs.replace(found, registrar=SigningKey.from_seed(bytes(32)).public_hex),
        lambda found: msgspec.structs.replace(found, registrar="00" * 32),
    ],
)
def test_refuses_a_list_that_its_registrar_did_not_sign(change: Callable[[CardList], CardList]) -> None:
    with pytest.raises(CardFileError, match="changed after the registrar signed it"):
        parse_card_list(encode(change(card_list())))


@given(st.binary(max_size=200))
def test_nothing_but_its_own_error_escapes(data: bytes) -> None:
    for parse in (parse_card_order, parse_card_list):
        with pytest.raises(CardFileError):
            parse(data)


def test_a_file_without_end_is_refused_unread() -> None:
    with pytest.raises(CardFileError) as caught:
        parse_card_order(encode(ORDER) + b" " * 70_000)
    assert "at most 65536" in str(caught.value.__cause__)
    with pytest.raises(CardFileError, match="no card list"):
        parse_card_list(b"[" * 70_000)
