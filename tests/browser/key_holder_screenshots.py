"""Photographs a key holder's page into docs/guides/pictures/, for the guide.

python -m tests.browser.key_holder_screenshots
"""

import sys
import tempfile
from pathlib import Path

from bulletin_board.administration import close_voting
from tests.browser.chromium import running_chromium
from tests.browser.committee_screenshots import DESK, FOLDER, Photographer
from tests.browser.election import browser_board
from tests.browser.key_holder import KeyHolder
from tests.browser.test_key_holders import HeldByPeople, Play


def photograph(play: Play) -> None:
    """The steps that the guide shows, at the first holder's machine."""
    visit, first = Photographer(FOLDER), play.holders[0]
    keys = []
    for holder in play.holders:
        holder.start()
        keys.append(holder.create())
    link = play.invite(keys)
    for holder in play.holders:
        holder.accept(link)
    visit(first.page, "holder-digits")
    for holder in play.holders:
        holder.take_part()
    for holder in play.holders:
        holder.wait_for("key", "Kunci bersama sudah jadi.")
    first.go("paper")
    visit(first.page, "holder-paper")
    play.election.create()
    first.sign(play.election.uuid)
    visit(first.page, "holder-sign")
    for holder in play.holders:
        holder.sign(play.election.uuid)
        holder.agree()
    play.open_voting()
    close_voting(play.board.owner, play.election.uuid, early=True)
    first.check_total()
    visit(first.page, "holder-open")


def main() -> int:
    """Write them anew."""
    with (
        tempfile.TemporaryDirectory() as name,
        browser_board(Path(name) / "board") as board,
        running_chromium() as chromium,
    ):
        holders = []
        for number in (1, 2, 3):
            context = chromium.new_context(viewport=DESK, locale="id-ID", reduced_motion="reduce")
            holders.append(KeyHolder(number, Path(name) / f"rumah-{number}", context))
        try:
            photograph(Play(board, Path(name), holders, 2, HeldByPeople(board.owner, name="Pilketos SMAN Contoh")))
        finally:
            for holder in holders:
                holder.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
