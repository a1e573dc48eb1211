"""A board that forks its log after the booth has read it: the booth shows no receipt, and the voter keeps the evidence.

The second log lacks another voter's ballot. Its head is signed by the board's own key, so its receipt alone is sound.
"""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import msgspec
from playwright.sync_api import Route, expect

from bulletin_board.casting import cast
from bulletin_board.storage.reading import leaves
from record.canonical import encode
from record.checkpoint import Checkpoint, origin_of, sign_checkpoint
from record.entries import BoothChange, own_leaf
from record.merkle import consistency_proof, inclusion_proof, leaf_hash, lookup_of, root_of
from record.receipt import Receipt, parse_receipt, verify_receipt
from tests.browser.booth import Booth
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard, CardElection


@dataclass
class Fork:
    """The last entry of the true log on a second log, in which another entry stands where the one before it stood."""

    election: CardElection

    @property
    def entries(self) -> tuple[bytes, ...]:
        """The leaves; in the place of the entry that is missing stands a change of the booth."""
        with self.election.board.store.read_log("election", self.election.uuid) as (connection, head):
            true = leaves(connection, head.log_id, 0, head.size)
        return (*true[:-2], own_leaf("BoothChange", encode(BoothChange([]))), true[-1])

    def receipt(self) -> str:
        """A receipt for the last entry, sound in itself."""
        entries, uuid = self.entries, self.election.uuid
        hashes = [leaf_hash(entry) for entry in entries]
        proof = inclusion_proof(lookup_of(hashes), len(entries) - 1, len(entries))
        key = self.election.board.store.key
        head = sign_checkpoint(Checkpoint(origin_of(uuid), len(entries), root_of(hashes)), key)
        receipt = Receipt(len(entries) - 1, tuple(proof), head, entries[-1]).serialise()
        verify_receipt(parse_receipt(receipt), entries[-1], origin_of(uuid), key.public_hex)
        return receipt.decode()

    def answer(self, route: Route) -> None:
        """What the board answers to a cast, a seal test or a look-up, with the receipt of this log."""
        response = route.fetch()
        body = msgspec.json.encode(response.json() | {"receipt": self.receipt()})
        route.fulfill(status=response.status, content_type="application/json", body=body)

    def proof(self, route: Route) -> None:
        """That this log only grew."""
        old, new = map(int, route.request.url.rsplit("/", 2)[1:])
        hashes = [leaf_hash(entry) for entry in self.entries[:new]]
        proof = [b64encode(value).decode() for value in consistency_proof(lookup_of(hashes), old, new)]
        route.fulfill(json={"proof": proof})

    def show(self, booth: Booth, question: str) -> None:
        """From now on the board answers this booth from the second log."""
        booth.page.route(f"**/{question}", self.answer)
        booth.page.route("**/consistency/**", self.proof)


def at_the_box(booth: Booth, board: BrowserBoard) -> CardElection:
    """Somebody else has voted; then the booth read the election, and its voter has sealed a ballot."""
    election = board.election()
    cast(election.board, election.uuid, election.ballot(1))
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    booth.seal()
    return election


def test_a_receipt_of_a_second_log_is_no_receipt(new_booth: NewBooth, board: BrowserBoard, tmp_path: Path) -> None:
    booth: Booth = new_booth(PHONE)
    fork = Fork(at_the_box(booth, board))
    fork.show(booth, "ballots")
    booth.cast()
    booth.sees("castFailed")
    booth.problem("error.voter-fork")
    assert booth.heading("receiptTitle").count() == 0
    # The receipt that betrays the board is the voter's to keep.
    with booth.page.expect_download() as download:
        booth.button("save").click()
    saved = tmp_path / "receipt"
    download.value.save_as(saved)
    assert saved.read_text("utf-8") == fork.receipt()
    # The false head is not the one that later answers are compared with.
    booth.page.unroute_all()
    booth.button("tryAgain").click()
    booth.receipt()


def test_no_seal_is_opened_on_a_second_log(new_booth: NewBooth, board: BrowserBoard) -> None:
    booth: Booth = new_booth(PHONE)
    Fork(at_the_box(booth, board)).show(booth, "challenges")
    booth.page.get_by_text(booth.t("doubt")).click()
    booth.button("testGo").click()
    booth.problem("error.voter-fork")
    assert booth.page.get_by_test_id("opening-text").count() == 0


def test_a_ballot_is_not_looked_up_in_a_second_log(new_booth: NewBooth, board: BrowserBoard) -> None:
    """The receipt was of the true log: whoever would be told that the ballot is there would be told of another box."""
    booth: Booth = new_booth(PHONE)
    election = at_the_box(booth, board)
    booth.cast()
    booth.receipt()
    fork = Fork(election)
    fork.show(booth, "codes/*")
    booth.button("checkTitle").click()
    booth.button("checkGo").click()
    booth.problem("error.voter-fork")
    booth.page.unroute_all()
    booth.button("checkGo").click()
    expect(booth.page.get_by_role("alert")).to_contain_text(booth.t("checkFound", number=2))
