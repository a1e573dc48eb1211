"""What the booth costs a voter: bytes until the receipt, and the time to seal on a slow machine's main thread.

The size is what Chromium received, headers included, in a school of 1,400 voters and 100 spare cards with an empty box,
and late in the day, when the proofs are longest; the time is between the tap on "seal" and the seal on the screen, for
the first ballot of a new page, with five candidates, with Chromium's CPU slowed six times (a cheap phone).

    python -m bench.booth_bench
"""

import re
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.__main__ import PAGE
from bulletin_board.casting import cast
from record.ballot_making import make_unsigned_ballot, sign_ballot
from tests.browser.booth import Booth
from tests.browser.chromium import running_chromium
from tests.browser.election import FIVE, BrowserBoard, CardElection, browser_board
from tests.support.board_elections import GROUP

FIRST_LOAD_LIMIT = 120 * 1024
"""Bytes, compressed (docs of the design's targets)."""
VOTERS = 1400
SPARES = 100
MANY_SPARES = 1000
IN_THE_BOX = 500
"""Ballots late in the day: two tiles of the log, almost full. More ballots need no more tiles."""
SLOWED = 6
SEAL_SECONDS = 1.0
_TIMES = 5


@dataclass
class Load:
    """Bytes received for each address."""

    received: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.received.values())

    def text(self) -> str:
        """One line for each address, the largest first."""
        lines = sorted(self.received.items(), key=lambda item: -item[1])
        return "\n".join([f"{size:9,} {url}" for url, size in lines] + [f"{self.total:9,} together"])


def first_load(booth: Booth, address: str, election: CardElection) -> Load:
    """The bytes of a whole vote from an empty cache."""
    load = Load()
    urls: dict[str, str] = {}
    session = booth.page.context.new_cdp_session(booth.page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")

    def asked(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["request"]["url"].removeprefix(address)

    def done(event: dict[str, Any]) -> None:
        url = urls.get(event["requestId"], "?")
        load.received[url] = load.received.get(url, 0) + int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", done)
    booth.vote(address, election.uuid, election.code(0), (1,))
    booth.page.wait_for_load_state("networkidle")
    session.detach()
    return load


def sealing_time(booth: Booth, address: str, election: CardElection) -> float:
    """Seconds from the tap to the seal on the screen, for the first ballot of a new page that is slowed throughout."""
    session = booth.page.context.new_cdp_session(booth.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    booth.open(address, election.uuid)
    booth.enter(election.code(1))
    booth.choose(2)
    booth.on()
    booth.review()
    return float(booth.page.evaluate(_SEAL)) / 1000


_SEAL = """
() => new Promise((resolve) => {
  const watcher = new MutationObserver(() => {
    if (document.querySelector('[data-testid="whole-code"]') === null) return;
    performance.mark("sealed");
    watcher.disconnect();
    resolve(performance.measure("sealing", "tap", "sealed").duration);
  });
  watcher.observe(document.body, { childList: true, subtree: true });
  performance.mark("tap");
  document.querySelector("section button.main").click();
})
"""


def school(board: BrowserBoard, *, voters: int = 6, spares: int = SPARES) -> CardElection:
    """An election of a whole school; ``voters`` of its cards can be used here."""
    return board.election(questions=(FIVE,), voters=voters, others=VOTERS - voters, spares=spares)


def late_in_the_day(board: BrowserBoard) -> CardElection:
    """The school's election with many ballots, none of them by the first six cards."""
    election = school(board, voters=IN_THE_BOX + 6)
    setup = election.setup
    for voter in range(6, IN_THE_BOX + 6):
        marks = [int(slot == voter % 5) for slot in range(5)]
        card, secret = election.cards[voter], election.secrets[voter]
        unsigned = make_unsigned_ballot(setup.election, setup.fingerprint, card, [marks], voter.to_bytes(32))
        cast(board.owner, election.uuid, sign_ballot(GROUP, unsigned, secret))
    return election


def history(page: Path = PAGE, last: int = 5) -> list[str]:
    """One line for each of the last measurements: when, the size and the time."""
    sections = re.findall(
        r"^## booth, ([0-9: -]+) UTC.*?```\n(.*?)```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    lines = []
    for when, figures in sections[-last:]:
        size = re.search(r"^ *([0-9,]+) together$", figures, re.MULTILINE)
        seconds = re.search(r"median ([0-9.]+) s", figures)
        if size is not None and seconds is not None:
            lines.append(f"  {when}: {size[1]} bytes, {seconds[1]} s")
    return lines


def main() -> int:
    """Measure and print; 1 if a target is missed."""
    before = history() if PAGE.exists() else []
    with tempfile.TemporaryDirectory() as folder, browser_board(Path(folder) / "board") as board:
        elections = {
            "late in the day": late_in_the_day(board),
            f"with {MANY_SPARES:,} spares": school(board, spares=MANY_SPARES),
            "of six voters": board.election(questions=(FIVE,)),
        }
        election = school(board)
        with running_chromium() as chromium:

            def new() -> Booth:
                context = chromium.new_context(viewport={"width": 360, "height": 640})
                return Booth(context.new_page())

            load = first_load(new(), board.address, election)
            others = {name: first_load(new(), board.address, other) for name, other in elections.items()}
            seconds = [sealing_time(new(), board.address, election) for _ in range(_TIMES)]
    largest = max(load.total, *(each.total for each in others.values()))
    print(f"Everything up to the receipt, compressed, at most {FIRST_LOAD_LIMIT:,} bytes:\n{load.text()}")
    print(f"That was a school of {VOTERS:,} voters and {SPARES} spares. The same")
    for name, other in others.items():
        print(f"{other.total:9,} {name}")
    print(
        f"Sealing a ballot of 5 candidates, CPU slowed {SLOWED} times, at most {SEAL_SECONDS:.1f} s: "
        f"median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s"
    )
    if before:
        print("\n".join(["Before:", *before]))
    return int(largest > FIRST_LOAD_LIMIT or statistics.median(seconds) > SEAL_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
