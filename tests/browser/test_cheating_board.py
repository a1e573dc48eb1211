"""A board that lies to the booth: the voter is told that nothing is proved and what to do, and keeps the evidence."""

import msgspec
import pytest
from msgspec.structs import replace
from playwright.sync_api import Route, expect

from bulletin_board.casting import cast
from crypto.signing_key import SigningKey
from record.checkpoint import open_checkpoint, origin_of, sign_checkpoint
from record.receipt import parse_receipt
from tests.browser.booth import Booth
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard, CardElection
from tests.support.logs import synthetic_key


def at_the_box(booth: Booth, board: BrowserBoard, election: CardElection) -> str:
    """The voter holds a sealed ballot; its code."""
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    return booth.seal()


def resigned(receipt: bytes, key: SigningKey, election: CardElection) -> bytes:
    """The same receipt under a head that another key signed."""
    parsed = parse_receipt(receipt)
    head = open_checkpoint(parsed.checkpoint, origin_of(election.uuid), election.board.store.key.public_hex).checkpoint
    return replace(parsed, checkpoint=sign_checkpoint(head, key)).serialise()


@pytest.mark.parametrize(
    "lie",
    [
        "another ballot",
        "another election",
        "an old one",
        "another place",
        "another key",
        "another leaf",
        "nothing",
        "no form",
    ],
)
def test_a_false_receipt_is_no_receipt(new_booth: NewBooth, board: BrowserBoard, lie: str) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    old = receipt_of(election, 1)
    code = at_the_box(booth, board, election)

    def answer(route: Route) -> None:
        response = route.fetch()
        told = response.json()
        told["receipt"] = false_receipt(told["receipt"])
        route.fulfill(status=response.status, content_type="application/json", body=msgspec.json.encode(told))

    def false_receipt(true: str) -> str:
        receipt = parse_receipt(true.encode())
        match lie:
            case "another ballot":
                return receipt_of(election, 2)
            case "another election":
                return receipt_of(board.election(), 1)
            case "another key":
                return resigned(true.encode(), synthetic_key("stranger"), election).decode()
            case "another leaf":
                other = parse_receipt(receipt_of(election, 2).encode())
                return replace(receipt, extra=other.extra).serialise().decode()
            case "an old one":
                return old
            case "another place":
                return replace(receipt, index=receipt.index - 1).serialise().decode()
            case "nothing":
                return ""
            case _:
                return true.replace("\n", " ", 1)

    booth.page.route("**/ballots", answer)
    booth.cast()
    booth.sees("castFailed")
    booth.problem("error.voter-receipt")
    assert booth.whole_code() == code
    assert booth.heading("receiptTitle").count() == 0
    # The voter can keep what the board said, and try again; an honest answer to the same bytes is believed.
    if lie != "nothing":
        expect(booth.button("save")).to_be_visible()
    booth.page.unroute("**/ballots")
    booth.button("tryAgain").click()
    assert booth.receipt() == code


def receipt_of(election: CardElection, voter: int) -> str:
    """A true receipt for somebody else's ballot."""
    return cast(election.board, election.uuid, election.ballot(voter)).receipt.decode()


def test_no_seal_is_opened_on_a_false_proof(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    at_the_box(booth, board, election)
    other = receipt_of(election, 1)

    def answer(route: Route) -> None:
        response = route.fetch()
        body = msgspec.json.encode(response.json() | {"receipt": other})
        route.fulfill(status=response.status, content_type="application/json", body=body)

    booth.page.route("**/challenges", answer)
    booth.page.get_by_text(booth.t("doubt")).click()
    booth.button("testGo").click()
    booth.problem("error.voter-receipt")
    assert booth.page.get_by_test_id("opening-text").count() == 0


@pytest.mark.parametrize("what", ["checkpoint", "data"])
def test_a_board_that_shows_another_record_gets_no_vote(new_booth: NewBooth, board: BrowserBoard, what: str) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)

    def answer(route: Route) -> None:
        response = route.fetch()
        body = response.body()
        false = (
            body.replace(b"suarasah/", b"suarasah/x", 1)
            if what == "checkpoint"
            else body.replace(b"Ketua A", b"Ketua X")
        )
        route.fulfill(response=response, body=false)

    booth.page.route(f"**/log/*/{what}*" if what == "checkpoint" else "**/log/*/data/*", answer)
    booth.open(board.address, election.uuid)
    booth.sees("errorTitle")
    booth.problem("error.voter-election")
    assert booth.page.get_by_label(booth.t("codeLabel")).count() == 0


def test_a_board_that_refuses_for_good_says_why(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    at_the_box(booth, board, election)
    election.close()
    booth.cast()
    booth.sees("castFailed")
    booth.problem("error.voting-closed")
    booth.complaints.clear()  # the refusal's status
    assert election.ballots() == (0, 0, 0)
