"""What the booth costs a voter: bytes until the receipt, and the time to seal on a slow machine's main thread.

The size is what Chromium received, headers included; the time is between the tap on "seal" and the seal on the screen,
for the first ballot of a new page, with five candidates, with Chromium's CPU slowed six times (a cheap phone).

    python -m bench.booth_bench
"""

import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser.booth import Booth
from tests.browser.chromium import running_chromium
from tests.browser.election import FIVE, CardElection, browser_board

FIRST_LOAD_LIMIT = 120 * 1024
"""Bytes, compressed (docs of the design's targets)."""
SCHOOL = 1000
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


def main() -> int:
    """Measure and print; 1 if a target is missed."""
    with tempfile.TemporaryDirectory() as folder, browser_board(Path(folder) / "board") as board:
        election = board.election(questions=(FIVE,))
        with running_chromium() as chromium:

            def new() -> Booth:
                context = chromium.new_context(viewport={"width": 360, "height": 640})
                return Booth(context.new_page())

            load = first_load(new(), board.address, election)
            school = first_load(new(), board.address, board.election(questions=(FIVE,), others=SCHOOL))
            seconds = [sealing_time(new(), board.address, election) for _ in range(_TIMES)]
    print(f"Everything up to the receipt, compressed, at most {FIRST_LOAD_LIMIT:,} bytes:\n{load.text()}")
    print(f"The same with {SCHOOL:,} more cards on the list: {school.total:,} bytes")
    print(
        f"Sealing a ballot of 5 candidates, CPU slowed {SLOWED} times, at most {SEAL_SECONDS:.1f} s: "
        f"median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s"
    )
    return int(load.total > FIRST_LOAD_LIMIT or statistics.median(seconds) > SEAL_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
