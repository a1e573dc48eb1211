"""Where a card's code, a seed and a choice are not: addresses, server, database, storage, profile, memory afterwards.

Each search is first shown to find what it looks for where that must be.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, CDPSession, expect

from crypto.credential import normalise_code
from tests.browser.booth import Booth
from tests.browser.chromium import OPTIONS, find_chromium
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard, CardElection

_STORES = """
async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  cookies: document.cookie,
  databases: (await indexedDB.databases()).length,
  caches: window.caches ? (await caches.keys()).length : 0,
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  state: history.state,
  name: window.name,
})
"""
_EMPTY = {
    "local": 0,
    "session": 0,
    "cookies": "",
    "databases": 0,
    "caches": 0,
    "workers": 0,
    "state": None,
    "name": "",
}


def spellings(code: str) -> list[bytes]:
    """A code as it may lie somewhere: in groups or not, in capitals or not, in UTF-8 or UTF-16."""
    texts = {code, normalise_code(code), code.lower(), normalise_code(code).lower()}
    return [text.encode(encoding) for text in sorted(texts) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]


def found_in(data: bytes, needles: list[bytes]) -> list[bytes]:
    return [needle for needle in needles if needle in data]


def type_code(booth: Booth, code: str) -> None:
    """Type the code of a card, as soon as the field has the focus."""
    field = booth.page.get_by_label(booth.t("codeLabel"))
    expect(field).to_be_focused()
    booth.page.keyboard.type(code)
    expect(field).to_have_value(code)


def typed_vote(
    booth: Booth,
    board: BrowserBoard,
    election: CardElection,
    *,
    tps: bool,
    opened: Callable[[str], None] = lambda opening: None,
) -> str:
    """A vote with a seal test, typed key by key, so that no test tool holds the code in the page; the opening.

    ``opened`` is called with it while it is on the screen.
    """
    booth.open(board.address, election.uuid, tps=tps)
    type_code(booth, election.code(0))
    booth.page.keyboard.press("Enter")
    booth.choose(2)
    booth.on()
    booth.seal()
    opening = booth.test_seal()
    opened(opening)
    booth.button("sealAgain").click()
    booth.seal()
    booth.cast()
    booth.receipt()
    return opening


def seed_of(opening: str) -> str:
    """The seed (hex) in an opening."""
    return opening.partition('"seed":"')[2][:64]


def choices_of(opening: str) -> str:
    """What an opening says of the choices, as it would lie in memory or on the way."""
    found = re.search(r'"choices":\[.*?\]\]', opening)
    assert found is not None
    return found[0]


def in_memory(opening: str) -> list[bytes]:
    """An opening, its choices and its seed, as a snapshot of the memory (JSON) holds them."""
    return [text.replace('"', '\\"').encode() for text in (opening, choices_of(opening), seed_of(opening))]


def blobs(board: BrowserBoard) -> Iterator[bytes]:
    """Every value in the board's database, and its files as they lie on the disk."""
    folder = board.served.folder
    with sqlite3.connect(f"file:{folder / 'board.db'}?mode=ro", uri=True) as database:
        for (table,) in database.execute("select name from sqlite_master where type = 'table'").fetchall():
            for row in database.execute(f"select * from {table}"):
                yield from (value if isinstance(value, bytes) else str(value).encode() for value in row)
    yield from (file.read_bytes() for file in folder.glob("board.db*"))


def logged(board: BrowserBoard, asked: str) -> bytes:
    """Everything that the server wrote down, once it has written down this request; it does so after its answer."""
    until = time.monotonic() + 60
    while asked.encode() not in (written := board.served.log.read_bytes()):
        assert time.monotonic() < until, "the server writes down what it is asked"
        time.sleep(0.05)
    return written


def test_nothing_secret_leaves_the_page(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election(name="Pemilihan burung kenari")
    booth: Booth = new_booth(PHONE)
    bodies: list[bytes] = []
    headers: list[str] = []

    def note(request: object) -> None:
        bodies.append(getattr(request, "post_data_buffer", None) or b"")
        headers.append(str(getattr(request, "headers", "")))

    booth.page.on("request", note)
    opening = typed_vote(booth, board, election, tps=False)
    seed = seed_of(opening)
    assert len(seed) == 64
    secrets = [seed.encode(), bytes.fromhex(seed), choices_of(opening).encode(), opening.encode()]
    needles = [*spellings(election.code(0)), *secrets, b"Ketua B"]
    assert any(b"credential" in body for body in bodies), "the ballot went out"
    assert found_in("\n".join([*booth.urls, *headers]).encode(), needles) == []
    assert found_in(b"\n".join(bodies), needles) == []
    assert found_in(logged(board, f"POST /api/v1/elections/{election.uuid}/ballots"), needles) == []
    # The candidates' names are in the Setup; a code or a seed is nowhere.
    stored = b"\0".join(blobs(board))
    assert election.name.encode() in stored
    assert found_in(stored, needles[:-1]) == []
    # Reading the page in the middle of it all, and its history.
    assert booth.page.evaluate(_STORES) == _EMPTY
    history = booth.page.context.new_cdp_session(booth.page).send("Page.getNavigationHistory")
    assert found_in(str(history).encode(), needles) == []
    assert election.uuid in str(history)
    # The board's pages remember the language that an address asked for, and nothing else.
    assert {(each.get("name"), each.get("value")) for each in booth.page.context.cookies()} <= {("language", "id")}


def test_requests_do_not_depend_on_the_choice(new_booth: NewBooth, board: BrowserBoard) -> None:
    seen = []
    for voter, choice in ((0, 1), (1, 3), (2, 0)):
        election = board.election()
        booth: Booth = new_booth(PHONE)
        booth.vote(board.address, election.uuid, election.code(voter), (choice,))
        kinds = []
        for url in booth.urls:
            path = url.removeprefix(board.address).replace(election.uuid, "UUID")
            # Credentials, codes and hashes differ from vote to vote by themselves.
            kinds.append("/".join(part[:12] if len(part) < 40 else "*" for part in path.split("/")))
        seen.append(sorted(kinds))
    assert seen[0] == seen[1] == seen[2]


def heap(session: CDPSession) -> bytes:
    """What the page's memory holds, strings included, after everything that nobody refers to is gone."""
    chunks: list[str] = []

    def take(event: dict[str, str]) -> None:
        chunks.append(event["chunk"])

    session.on("HeapProfiler.addHeapSnapshotChunk", take)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    session.remove_listener("HeapProfiler.addHeapSnapshotChunk", take)
    return "".join(chunks).encode()


def what_stays(session: CDPSession, needles: list[bytes]) -> tuple[bytes, list[bytes]]:
    """The memory once nothing of the needles is in it, or after a while the memory and what still is.

    A browser takes its time to clear a document away that was left.
    """
    until = time.monotonic() + 30
    while (found := found_in(memory := heap(session), needles)) and time.monotonic() < until:
        time.sleep(0.5)
    return memory, found


def test_a_polling_stations_page_forgets_the_last_voter(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid, tps=True)
    session = booth.page.context.new_cdp_session(booth.page)
    type_code(booth, election.code(0))
    code = spellings(election.code(0))
    assert found_in(heap(session), code), "the search finds a code that is on the screen"

    def is_found(opening: str) -> None:
        assert found_in(heap(session), in_memory(opening)) == in_memory(opening)

    opening = typed_vote(booth, board, election, tps=True, opened=is_found)
    booth.stay()
    tracking = booth.whole_code()
    credential = election.cards[0].text
    needles = [*code, *in_memory(opening), tracking.encode(), credential.encode()]
    assert found_in(heap(session), [tracking.encode(), credential.encode()])
    booth.button("emptyNow").click()
    booth.sees("enterTitle")
    after, stayed = what_stays(session, needles)
    assert stayed == []
    assert election.uuid.encode() in after
    assert booth.page.evaluate(_STORES) == _EMPTY


def test_a_profile_on_the_disk_holds_no_code(chromium: Browser, board: BrowserBoard, tmp_path: Path) -> None:
    election = board.election()
    profile = tmp_path / "profile"
    context: BrowserContext = chromium.browser_type.launch_persistent_context(
        profile, executable_path=find_chromium(), args=OPTIONS, viewport={"width": 360, "height": 640}
    )
    try:
        booth = Booth(context.pages[0] if context.pages else context.new_page())
        opening = typed_vote(booth, board, election, tps=False)
    finally:
        context.close()
    needles = [*spellings(election.code(0)), seed_of(opening).encode(), bytes.fromhex(seed_of(opening))]
    files = [file for file in profile.rglob("*") if file.is_file() and not file.is_symlink()]
    assert any(election.uuid.encode() in file.read_bytes() for file in files), "the history is there"
    assert {str(file): hits for file in files if (hits := found_in(file.read_bytes(), needles))} == {}


def test_a_page_that_is_loaded_again_starts_over(contexts: Callable[..., BrowserContext], board: BrowserBoard) -> None:
    election = board.election()
    booth = Booth(contexts(PHONE).new_page())
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(2)
    booth.page.reload()
    booth.sees("enterTitle")
    assert booth.page.locator("fieldset.choices").count() == 0
