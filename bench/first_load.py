"""How many bytes a voter's first vote costs, from an empty cache to the receipt, as Chromium received them.

Invariant: every request of the way is counted with headers and body, also one that the page gives up once it has read
the answer (which the browser never calls finished); only photos are left out, which come after the page is there.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import expect

from tests.browser.booth import Booth
from tests.browser.election import CardElection

FIRST_LOAD_LIMIT = 120 * 1024
"""Bytes, compressed (docs of the design's targets)."""


@dataclass
class _Answer:
    """What is known of one answer; which of it is told depends on how the request ended."""

    url: str
    head: int = 0
    told: int = 0
    """The body's length as the board's ``Content-Length`` says."""
    arrived: int = 0
    finished: int = 0

    @property
    def size(self) -> int:
        """Bytes of status line, headers and body; 0 if no answer came."""
        return max(self.finished, self.head + max(self.told, self.arrived))


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


class _Listener:
    """Chromium's own account of what a page asks for."""

    def __init__(self, booth: Booth) -> None:
        self.answers: dict[str, _Answer] = {}
        self.session = booth.page.context.new_cdp_session(booth.page)
        self.session.send("Network.enable")
        self.session.send("Network.clearBrowserCache")
        self.session.on("Network.requestWillBeSent", self._asked)
        self.session.on("Network.responseReceivedExtraInfo", self._answered)
        self.session.on("Network.dataReceived", self._arrived)
        self.session.on("Network.loadingFinished", self._finished)

    def _asked(self, event: dict[str, Any]) -> None:
        self._of(event).url = event["request"]["url"]

    def _answered(self, event: dict[str, Any]) -> None:
        answer = self._of(event)
        headers = {name.lower(): value for name, value in event["headers"].items()}
        answer.head = len(
            event.get("headersText") or "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        )
        answer.told = int(headers.get("content-length", 0))

    def _arrived(self, event: dict[str, Any]) -> None:
        self._of(event).arrived += int(event["encodedDataLength"])

    def _finished(self, event: dict[str, Any]) -> None:
        self._of(event).finished = int(event["encodedDataLength"])

    def _of(self, event: dict[str, Any]) -> _Answer:
        # The head of an answer may be told before the request that it is for.
        return self.answers.setdefault(event["requestId"], _Answer(""))


def first_load(booth: Booth, address: str, election: CardElection, voter: int = 0) -> Load:
    """The bytes of a card's first vote, on one question: its voter wants to scan the code, and then types it."""
    listener = _Listener(booth)
    booth.open(address, election.uuid)
    booth.sees("enterTitle")
    booth.button("scan").click()
    # The decoder is there, and the machine has no camera.
    expect(booth.page.get_by_text(booth.t("scanDenied"))).to_be_visible()
    booth.enter(election.code(voter))
    booth.choose(1)
    booth.on()
    sealed = booth.seal()
    booth.cast()
    assert booth.receipt() == sealed
    booth.page.wait_for_load_state("networkidle")
    listener.session.detach()
    load = Load()
    for answer in listener.answers.values():
        url = answer.url.removeprefix(address)
        if "/photos/" not in url and not url.startswith(("blob:", "data:")):
            load.received[url] = load.received.get(url, 0) + answer.size
    return load
