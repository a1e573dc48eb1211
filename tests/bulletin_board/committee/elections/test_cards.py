"""Card orders and lists between committee and registrar, and lost cards: every wrong file is refused in a sentence."""

import io

import pytest

from bulletin_board.casting import cast
from record.canonical import encode
from record.card_files import CARD_LIST, CardList, parse_card_order
from tests.bulletin_board.committee.elections.school import SchoolElections, text_of
from tests.support.board_elections import UNSIGNED, BoardElection


def test_the_registrar_gets_an_order_that_leads_voters_to_the_booth(school: SchoolElections) -> None:
    school.create().fill()
    answer = school.panitia.get(school.path("cards/order"))
    order = parse_card_order(answer.data)
    assert order.address == f"http://papan.lan/booth/?e={school.draft.uuid}"
    assert (order.spares, order.kind, order.opens) == (1, "real", "2026-11-24T01:00:00Z")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_without_an_address_the_cards_lead_to_where_the_committee_is(school: SchoolElections) -> None:
    school.create().fill()
    school.send("cards", spares="1", address="")
    assert parse_card_order(school.panitia.get(school.path("cards/order")).data).address.startswith("http://localhost/")


@pytest.mark.parametrize(
    "address", ["papan.lan", "javascript:alert(1)", "http://papan lan", "http://p/?x=1", "ftp://x"]
)
def test_an_address_that_no_card_could_bear_is_refused(school: SchoolElections, address: str) -> None:
    school.create()
    answer = school.send("cards", spares="1", address=address)
    assert answer.status_code == 422
    assert school.draft.address == ""


def test_there_is_no_order_before_the_times_are_set(school: SchoolElections) -> None:
    school.create()
    answer = school.panitia.get(school.path("cards/order"))
    assert answer.status_code == 422
    assert "waktu buka dan tutup" in text_of(answer)


def test_the_card_list_gives_its_figures_and_the_registrars_fingerprint(school: SchoolElections) -> None:
    school.create().fill()
    assert school.upload_cards().status_code == 303
    cards = school.draft.cards
    assert cards is not None
    assert (cards.voters, cards.spares, cards.registrar) == (4, 1, school.parties.registrar.public_hex)
    key = cards.registrar
    page = text_of(school.panitia.get(school.path("cards")))
    assert " ".join(key[start : start + 4] for start in range(0, 64, 4)) in page


def test_wrong_card_lists_are_refused_with_a_sentence(school: SchoolElections) -> None:
    school.create().fill()
    good = school.card_list()
    order = school.panitia.get(school.path("cards/order")).data
    other = BoardElection(school.board)
    unsigned = CardList(
        1, school.draft.uuid, school.parties.registrar.public_hex, school.parties.credentials.decode(), [], UNSIGNED
    )
    for data, words in (
        (b"", "Pilih berkasnya dulu"),
        (b"\xff\xfe", "Ini bukan daftar kartu"),
        (good[:-20], "Ini bukan daftar kartu"),
        (good + b"\n", "Ini bukan daftar kartu"),
        (order, "Ini pesanan kartu"),
        (school.card_list(uuid=other.uuid), f"Kartu ini untuk pemilihan lain ({other.uuid})"),
        (encode(unsigned), "diubah setelah ditandatangani"),
        (good.replace(school.parties.registrar.public_hex.encode(), b"0" * 64), "diubah setelah ditandatangani"),
        (school.card_list(spares=[]), "berisi 0 kartu cadangan, padahal dipesan 1"),
        (school.card_list(credentials='["ab"]', spares=[]), "Kartu ke-1 dalam daftar tidak cocok"),
    ):
        answer = school.upload_cards(data)
        assert answer.status_code == 422, words
        assert words in text_of(answer)
        assert school.draft.cards is None
    assert CARD_LIST.verify(school.parties.registrar.public_hex, CARD_LIST.decode(good))


def test_a_list_for_an_older_state_of_the_page_is_not_kept(school: SchoolElections) -> None:
    school.create().fill()
    answer = school.send(
        "cards/list", revision=str(school.stored().revision - 1), file=(io.BytesIO(school.card_list()), "daftar.json")
    )
    assert answer.status_code == 422
    assert school.draft.cards is None


def hand_in(school: SchoolElections, data: bytes) -> str:
    answer = school.send("cards/replacement", file=(io.BytesIO(data), "ganti.json"))
    return text_of(answer if answer.status_code == 422 else school.panitia.get(school.path("cards")))


def test_a_lost_card_gives_way_to_a_spare_once(school: SchoolElections) -> None:
    school.opened()
    replacement = school.parties.replacement(0)
    assert "kartu cadangan berlaku mulai sekarang" in hand_in(school, replacement + b"\n")
    assert "sudah pernah diganti" in hand_in(school, replacement)


def test_a_card_that_has_voted_and_other_files_are_refused(school: SchoolElections) -> None:
    school.opened()
    cast(school.board, school.parties.uuid, school.parties.ballot(0))
    size = school.parties.head_size()
    for data, words in (
        (school.parties.replacement(0), "sudah dipakai memilih"),
        (b"", "Pilih berkasnya dulu"),
        (b"{}", "Ini bukan berkas petugas pendaftaran"),
        (b"x" * 70_000, "Ini bukan berkas petugas pendaftaran"),
        (school.parties.replacement(1).replace(b'"signature":"', b'"signature":"00')[:-4] + b'"}', "Papan menolak ini"),
        (BoardElection(school.board).replacement(0), "untuk pemilihan lain"),
        (school.card_list(), "Ini bukan berkas petugas pendaftaran"),
    ):
        assert words in hand_in(school, data)
    assert school.parties.head_size() == size
