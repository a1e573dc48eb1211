"""What the booth costs a voter: bytes until the receipt, and the time to seal on a slow machine's main thread.

The size is what Chromium received, headers and the decoder of codes included and photos left out, in a school of 1,400
voters and 100 spare cards with a thousand ballots in the box and five pairs whose programmes have eight lines. Other
schools are measured to see what makes it grow, and judge nothing. The time is between the tap on "seal" and the seal on
the screen, for the first ballot of a new page, with five candidates, with Chromium's CPU slowed six times (a cheap
phone).

    python -m bench.booth_bench
"""

import re
import statistics
import sys
import tempfile
from pathlib import Path

from bench.__main__ import PAGE
from bench.first_load import FIRST_LOAD_LIMIT, Load, first_load
from bench.programmes import five_programmes
from bulletin_board.casting import cast
from record.ballot_making import make_unsigned_ballot, sign_ballot
from tests.browser.booth import Booth, Language
from tests.browser.chromium import running_chromium
from tests.browser.election import FIVE, BrowserBoard, CardElection, browser_board
from tests.support.board_elections import GROUP

VOTERS = 1400
SPARES = 100
MANY_SPARES = 1000
IN_THE_BOX = 1000
_OF_THE_TESTS = 6
"""The first cards, which have not voted."""
SLOWED = 6
SEAL_SECONDS = 1.0
_TIMES = 5


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


def school(board: BrowserBoard, *, voters: int = _OF_THE_TESTS, spares: int = SPARES) -> CardElection:
    """An election of a whole school; ``voters`` of its cards can be used here."""
    return board.election(
        questions=(FIVE,), voters=voters, others=VOTERS - voters, spares=spares, presentation=five_programmes()
    )


def late_in_the_day(board: BrowserBoard) -> CardElection:
    """The school's election with many ballots, none of them by the first cards."""
    election = school(board, voters=_OF_THE_TESTS + IN_THE_BOX)
    setup = election.setup
    for voter in range(_OF_THE_TESTS, _OF_THE_TESTS + IN_THE_BOX):
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
        election = late_in_the_day(board)
        with running_chromium() as chromium:

            def new(language: Language = "id") -> Booth:
                context = chromium.new_context(viewport={"width": 360, "height": 640})
                return Booth(context.new_page(), language)

            def loaded(other: CardElection, language: Language = "id", voter: int = 0) -> Load:
                return first_load(new(language), board.address, other, voter)

            load = loaded(election)
            others = {
                "in English": loaded(election, "en", 2),
                "with an empty box": loaded(school(board)),
                f"with {MANY_SPARES:,} spares and an empty box": loaded(school(board, spares=MANY_SPARES)),
                "of six voters, without programmes": loaded(board.election(questions=(FIVE,))),
            }
            seconds = [sealing_time(new(), board.address, election) for _ in range(_TIMES)]
    print(f"Everything up to the receipt, compressed, at most {FIRST_LOAD_LIMIT:,} bytes:\n{load.text()}")
    print(f"That was a school of {VOTERS:,} voters and {SPARES} spares, {IN_THE_BOX:,} ballots in the box. The same")
    for name, other in others.items():
        print(f"{other.total:9,} {name}")
    print(
        f"Sealing a ballot of 5 candidates, CPU slowed {SLOWED} times, at most {SEAL_SECONDS:.1f} s: "
        f"median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s"
    )
    if before:
        print("\n".join(["Before:", *before]))
    return int(load.total > FIRST_LOAD_LIMIT or statistics.median(seconds) > SEAL_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
