"""Key holders at their pages, each with a process and a home of their own, against a real board.

The programs are killed in every phase and started again; in the end both verifiers accept what was opened.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import BrowserContext

from board_client.client import BoardClient
from bulletin_board.administration import close_voting, new_key_making, open_voting, publish_result
from bulletin_board.exporting import export_archive, export_log
from bulletin_board.posting import post
from bulletin_board.specification import ElectionSpecification, TrusteeSpecification
from record.key_invitation import KeyInvitation, invitation_link
from tests.browser.election import BrowserBoard
from tests.browser.key_holder import KeyHolder, lines_of
from tests.official.tool import OfficialTool
from tests.support.live_elections import LiveElection
from verifier.run import verify
from verifier.source.opening import open_source

NAMES = ("Ketua KPU Kota", "Kepala SMAN Contoh", "KISP", "Pembina OSIS", "Komite Sekolah")


@dataclass
class HeldByPeople(LiveElection):
    """An election whose total is opened by a joint key that people made at their pages."""

    run: str = ""

    def specification(self) -> ElectionSpecification:
        trustees = (TrusteeSpecification(key_making=self.run),)
        return msgspec.structs.replace(super().specification(), trustees=trustees)


@dataclass
class Play:
    """The holders at their machines, the board, and what they do together."""

    board: BrowserBoard
    folder: Path
    holders: list[KeyHolder]
    threshold: int
    election: HeldByPeople

    def invite(self, keys: list[str]) -> str:
        """The committee begins the key making with the keys that were read out; the invitation."""
        self.election.run = new_key_making(self.board.owner, self.threshold, keys, election=self.election.uuid)
        title, names = "Pilketos SMAN Contoh", NAMES[: len(keys)]
        return invitation_link(KeyInvitation(1, self.board.address, self.election.run, title, names))

    def make_key(self) -> None:
        """Key files, invitation, comparison, three rounds; killed before and among them; paper."""
        keys = []
        for holder in self.holders:
            holder.start()
            keys.append(holder.create())
        link = self.invite(keys)
        for holder in self.holders:
            holder.accept(link)
        assert len({holder.digits() for holder in self.holders}) == 1
        first, *others = self.holders
        first.restart()
        first.go("key")
        first.take_part()
        assert f"menunggu {NAMES[1]}" in first.wait_for("key", "Putaran 1 dari 3")
        for holder in others:
            # Killed right after they agreed: whatever was sent or not, they go on from there.
            holder.take_part()
            holder.restart()
        for holder in self.holders:
            holder.wait_for("key", "Kunci bersama sudah jadi.")
        for holder in self.holders:
            assert "Kertasnya benar." in holder.check_paper(lines_of(holder.print_paper()))

    def countersign(self, holders: list[KeyHolder]) -> None:
        """These holders sign; each program is killed between looking and signing."""
        seen = set()
        for holder in holders:
            seen.add(holder.sign(self.election.uuid))
            holder.restart()
            seen.add(holder.sign(self.election.uuid))
            assert "Sudah ditandatangani." in holder.agree()
        assert len(seen) == 1

    def open_voting(self) -> None:
        """The registrar signs too, the board opens, everybody votes."""
        post(self.board.owner, self.election.uuid, "Countersignature", self.election.countersignature(0))
        open_voting(self.board.owner, self.election.uuid)
        client = BoardClient(self.board.address)
        for ballot in self.election.seal(self.election.voters):
            client.cast(self.election.uuid, ballot)

    def decrypt(self, holders: list[KeyHolder]) -> None:
        """These holders open the total; each program is killed between verifying and sending."""
        seen = set()
        for holder in holders:
            holder.check_total()
            holder.restart()
            assert f"jumlah dari {self.election.voters} suara" in holder.check_total()
            seen.add("".join(holder.page.locator(".fingerprint").first.inner_text().split()))
            holder.send_share()
        assert len(seen) == 1

    def accepted(self, official_tool: OfficialTool) -> None:
        """Both verifiers accept the record and see the votes that were cast."""
        publish_result(self.board.owner, self.election.uuid)
        log, archive = self.folder / "log", self.folder / "election.bel"
        export_log(self.board.owner, "election", self.election.uuid, log)
        export_archive(self.board.owner, self.election.uuid, archive)
        report = verify(open_source(str(log)))
        assert report.verdict == "accepted", report.findings
        assert report.result == ((1, 1, 1, 1),)
        verdict = official_tool.check(archive)
        assert verdict, verdict.words

    def no_secret_was_seen(self) -> None:
        """Neither a passphrase nor a one-time address was ever in a page, in a file, or on the terminal."""
        for holder in self.holders:
            holder.kill()
            files = [path.read_bytes() for path in holder.home.iterdir() if path.is_file()]
            assert files
            for place in (*holder.seen, holder.said, *(data.decode("latin-1") for data in files)):
                assert holder.passphrase not in place
            assert not any("/start/" in html for html in holder.seen)
            assert holder.page.evaluate("localStorage.length + sessionStorage.length") == 0


NewPlay = Callable[[int, int], Play]


@pytest.fixture
def new_play(board: BrowserBoard, tmp_path: Path, contexts: Callable[..., BrowserContext]) -> Iterator[NewPlay]:
    holders: list[KeyHolder] = []

    def new(threshold: int, count: int) -> Play:
        for number in range(1, count + 1):
            holders.append(KeyHolder(number, tmp_path / f"rumah-{number}", contexts()))
        return Play(board, tmp_path, holders, threshold, HeldByPeople(board.owner))

    yield new
    for holder in holders:
        with suppress(OSError):
            holder.kill()


@pytest.mark.timeout(600)
def test_two_of_three_holders_open_a_total(new_play: NewPlay, official_tool_33: OfficialTool) -> None:
    play = new_play(2, 3)
    play.make_key()
    play.election.create()
    play.countersign(play.holders)
    play.open_voting()
    close_voting(play.board.owner, play.election.uuid, early=True)
    play.decrypt([play.holders[2], play.holders[0]])
    play.accepted(official_tool_33)
    assert "Sudah selesai" in play.holders[1].go("decrypt")
    play.no_secret_was_seen()


@pytest.mark.timeout(600)
def test_three_of_five_open_a_total_without_one_who_disappeared(
    new_play: NewPlay, official_tool_33: OfficialTool
) -> None:
    play = new_play(3, 5)
    play.make_key()
    play.holders[1].kill()
    play.election.create()
    signers = [play.holders[0], play.holders[2], play.holders[3]]
    play.countersign(signers)
    play.open_voting()
    close_voting(play.board.owner, play.election.uuid, early=True)
    assert "dibuka tanpa tanda tangan Anda" in play.holders[4].go("sign")
    play.decrypt(signers)
    play.accepted(official_tool_33)
