"""Every screen of the booth and of the second device: for all eyes and ears, small, and with nothing from elsewhere."""

from urllib.parse import urlsplit

import pytest

from bench.first_load import FIRST_LOAD_LIMIT, first_load
from bench.programmes import five_programmes
from tests.browser.accessibility import accessibility_findings
from tests.browser.booth import Booth, Language
from tests.browser.conftest import DESK, PHONE, NewBooth
from tests.browser.election import FIVE, BrowserBoard
from tests.browser.second_device import SecondDevice
from tests.browser.spoken import spoken_findings
from tests.browser.tour import closed_doors, voter_tour


@pytest.mark.parametrize(
    ("size", "language", "tps"), [(PHONE, "id", False), (DESK, "en", True)], ids=["phone-id", "station-en"]
)
def test_every_screen_of_a_vote_is_accessible_and_asks_nobody_else(
    new_booth: NewBooth, board: BrowserBoard, size: tuple[int, int], language: Language, tps: bool
) -> None:
    booth: Booth = new_booth(size, language)
    device = SecondDevice(new_booth(size, language).page, language)
    findings: list[str] = []
    seen: list[str] = []

    def visit(shown: Booth, name: str) -> None:
        seen.append(name)
        findings.extend(f"{name}: {each}" for each in accessibility_findings(shown.page) + spoken_findings(shown.page))

    voter_tour(booth, device, board, visit, tps=tps)
    assert len(seen) >= 15
    assert not findings, "\n".join(findings)
    # Photos are shown from the page's own memory: `blob:` and its own origin.
    asked = [url.removeprefix("blob:") for url in [*booth.urls, *device.urls]]
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(board.address).netloc}
    # The one request that was broken on purpose.
    booth.complaints[:] = [each for each in booth.complaints if "ERR_FAILED" not in each]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_screen_of_those_who_cannot_vote_is_accessible(
    new_booth: NewBooth, board: BrowserBoard, language: Language
) -> None:
    booth: Booth = new_booth(PHONE, language)
    findings: list[str] = []

    def visit(shown: Booth, name: str) -> None:
        findings.extend(f"{name}: {each}" for each in accessibility_findings(shown.page) + spoken_findings(shown.page))

    closed_doors(booth, board, visit)
    assert not findings, "\n".join(findings)


def test_the_policy_is_in_force(new_booth: NewBooth, board: BrowserBoard) -> None:
    """That no complaint is heard proves something only if a breach would be heard."""
    election = board.election()
    booth: Booth = new_booth()
    answer = booth.open(board.address, election.uuid)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    booth.sees("enterTitle")
    assert booth.complaints == []
    tried = booth.page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', (error) => error.name)")
    assert tried == "TypeError"
    assert any("Content Security Policy" in each for each in booth.complaints)
    booth.complaints.clear()


def test_everything_up_to_the_receipt_is_small_and_counted(new_booth: NewBooth, board: BrowserBoard) -> None:
    """Photos come after it, however many there are; programmes count, and so does every answer of the board."""
    election = board.election(questions=(FIVE,), presentation=five_programmes())
    booth: Booth = new_booth(PHONE)
    lengths: dict[str, int] = {}
    booth.page.on("response", lambda answer: lengths.update({answer.url: int(answer.headers["content-length"])}))
    load = first_load(booth, board.address, election)
    assert load.total <= FIRST_LOAD_LIMIT, load.text()
    asked = {url.removeprefix(board.address) for url in booth.urls if url.startswith("http")}
    assert any("/photos/" in url for url in asked)
    assert set(load.received) == {url for url in asked if "/photos/" not in url}
    here = f"/api/v1/elections/{election.uuid}"
    assert {here, f"{here}/presentation", f"{here}/ballots", f"{here}/cards/{election.cards[0].text}"} <= asked
    # Each with the whole of its body, as long as the board says it is, and with a head.
    short = [url for url, size in load.received.items() if size <= lengths[board.address + url]]
    assert short == [], load.text()
