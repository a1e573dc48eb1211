"""A key holder's page as a browser uses it, and a board without sockets that it speaks to."""

import html
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import msgspec
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from board_client.client import BoardClient
from bulletin_board.administration import close_voting, new_key_making, open_voting
from bulletin_board.app import create_app
from bulletin_board.board import Board
from bulletin_board.posting import post
from bulletin_board.specification import ElectionSpecification, TrusteeSpecification
from crypto.passphrase_box import INTERACTIVE
from record.entries import WitnessPolicy
from record.key_invitation import KeyInvitation, invitation_link
from tests.support.board_elections import BoardElection, TurnedClock, fresh_board
from tests.support.flask_transport import board_client
from trustee.local.application import create_local_app
from trustee.local.desk import Desk

PORT = 8766
TOKEN = "t" * 43
ADDRESS = "http://board.example"
PASSPHRASE = "lampu kerikil nanas belalang tikar perunggu"
NAMES = ("Ketua KPU Kota", "Kepala SMAN Contoh", "KISP")
SECONDS = 150.0


@dataclass
class KeptElection(BoardElection):
    """An election whose only key was made at the pages."""

    run: str = ""
    k: int = 1

    def specification(self) -> ElectionSpecification:
        return msgspec.structs.replace(
            super().specification(),
            trustees=(TrusteeSpecification(key_making=self.run),),
            witnesses=WitnessPolicy(0, []),
        )


@dataclass
class InProcessBoard:
    """The board of a test, reached through its test client; ``silent`` boards do not answer."""

    folder: Path
    board: Board = field(init=False)
    clock: TurnedClock = field(default_factory=TurnedClock)
    silent: bool = False

    def __post_init__(self) -> None:
        self.board = fresh_board(f"sqlite:///{self.folder / 'board.db'}", self.folder, self.clock)
        self._client = create_app(self.board.config).test_client()

    def connect(self, address: str) -> BoardClient:
        if self.silent:
            return BoardClient("http://127.0.0.1:9", attempts=1, connect_seconds=0.2)
        assert address == ADDRESS
        return board_client(self._client)

    def begin(self, keys: list[str], threshold: int, election: KeptElection | None = None) -> tuple[str, str]:
        """A key making, for one election or reusable: its run and its invitation."""
        uuid = election.uuid if election else ""
        run = new_key_making(self.board, threshold, keys, election=uuid)
        if election:
            election.run = run
        names = NAMES[: len(keys)]
        return run, invitation_link(KeyInvitation(1, ADDRESS, run, "Pilketos SMAN Contoh", names))

    def voted(self, election: KeptElection) -> None:
        """The registrar signs, the board opens, everybody votes, the board closes."""
        post(self.board, election.uuid, "Countersignature", election.countersignature(0))
        open_voting(self.board, election.uuid)
        self.clock.now += timedelta(minutes=1)
        client = self.connect(ADDRESS)
        for voter in range(election.voters):
            client.cast(election.uuid, election.ballot(voter))
        close_voting(self.board, election.uuid, early=True)


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class HolderBrowser:
    """A browser at the page of one key holder: it sends the forms that it was shown."""

    def __init__(self, folder: Path, connect: Callable[[str], BoardClient], *, start: bool = True) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.connect = connect
        self.seen: list[str] = []
        self.begin(start=start)

    def begin(self, *, start: bool = True) -> None:
        """The program starts, as if it had never run before."""
        self.clock = Clock()
        self.desk = Desk(
            self.folder / "trustee.key",
            connect=self.connect,
            cost=INTERACTIVE,
            poll_seconds=0.05,
            clock=self.clock,
        )
        self.app = create_local_app(self.desk, TOKEN, PORT)
        self.client: FlaskClient = self.app.test_client()
        if start:
            assert self.get(f"/start/{TOKEN}").status_code == 303

    def restart(self) -> None:
        """The program ends, and starts again on another day."""
        self.desk.close()
        self.begin()
        self.open()

    def get(self, path: str, **options: object) -> TestResponse:
        answer = self.client.get(path, base_url=f"http://127.0.0.1:{PORT}", **options)
        self.seen.append(answer.text if answer.mimetype == "text/html" else "")
        return answer

    def text(self, path: str) -> str:
        """The page, with the redirects that a browser follows."""
        answer = self.get(path)
        if answer.status_code == 303:
            return self.text(answer.location)
        assert answer.status_code == 200, (path, answer.status, answer.text)
        return html.unescape(answer.text)

    def post(self, path: str, fields: dict[str, object], *, page: str = "", token: bool = True) -> TestResponse:
        """Send a form of a page; by default one of the step in the path, or of the first step."""
        form = dict(fields)
        if token:
            step = path.split("/")[1]
            shown = self.get(page or ("/file" if step in ("lock", "end") else f"/{step}")).text
            found = re.search(r'name="csrf_token" value="([^"]+)"', shown)
            assert found, page
            form["csrf_token"] = found[1]
        return self.client.post(path, base_url=f"http://127.0.0.1:{PORT}", data=form)

    def act(self, path: str, **fields: object) -> str:
        """Send a form and return the page after it."""
        answer = self.post(path, fields, page=str(fields.pop("page", "")))
        if answer.status_code == 200:
            return html.unescape(answer.text)
        assert answer.status_code == 303, answer.text
        return self.text(answer.location)

    # -- the acts ----------------------------------------------------------------------------------------------------
    def create(self) -> str:
        """Make the key file; the public signing key."""
        self.act("/file/new", passphrase=PASSPHRASE, again=PASSPHRASE, noted="yes")
        return self.desk.opened().identity

    def open(self) -> str:
        return self.act("/file/open", passphrase=PASSPHRASE)

    def take_part(self, link: str, run: str) -> str:
        """Take the invitation and say that all see the same digits."""
        page = self.act("/invitation/take", link=link)
        fingerprint = re.search(r'name="fingerprint" value="([0-9a-f]{64})"', page)
        assert fingerprint, page
        return self.act("/key/agree", run=run, fingerprint=fingerprint[1], compared="yes")

    def sign(self, uuid: str) -> str:
        page = self.text(f"/sign/{uuid}")
        root = re.search(r'name="root" value="([0-9a-f]{64})"', page)
        assert root, page
        return self.act(f"/sign/{uuid}", root=root[1], compared="yes")

    def wait_for(self, path: str, words: str) -> str:
        """Look at a page until it says something."""
        until = time.monotonic() + SECONDS
        while words not in (text := self.text(path)):
            assert time.monotonic() < until, text
            time.sleep(0.02)
        return text


def make_joint_key(board: InProcessBoard, browsers: list[HolderBrowser], threshold: int, election: KeptElection) -> str:
    """All of them make a key for the election alone; its run."""
    run, link = board.begin([browser.desk.opened().identity for browser in browsers], threshold, election)
    for browser in browsers:
        browser.take_part(link, run)
    for browser in browsers:
        browser.wait_for("/key", f'id="making-{run}"')
        until = time.monotonic() + SECONDS
        while browser.desk.opened().contents.joint_key(run) is None:
            assert time.monotonic() < until, browser.text("/key")
            browser.text("/key")
            time.sleep(0.02)
    return run


class NewBrowser:
    """Makes browsers of key holders, each in a folder of its own."""

    def __init__(self, board: InProcessBoard, folder: Path) -> None:
        self.board, self.folder = board, folder
        self.browsers: list[HolderBrowser] = []

    def __call__(self, *, created: bool = True, start: bool = True) -> HolderBrowser:
        browser = HolderBrowser(self.folder / f"home-{len(self.browsers)}", self.board.connect, start=start)
        self.browsers.append(browser)
        if created:
            browser.create()
        return browser


def keyed(
    board: InProcessBoard, new_browser: NewBrowser, count: int = 1, threshold: int = 1
) -> tuple[list[HolderBrowser], KeptElection]:
    """Holders with a joint key for an election that is not set up yet."""
    browsers = [new_browser() for _ in range(count)]
    election = KeptElection(board.board)
    make_joint_key(board, browsers, threshold, election)
    return browsers, election
