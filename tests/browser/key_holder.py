"""A key holder with a machine of their own: the program as a process over a home folder, and a browser at its page."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from playwright.sync_api import BrowserContext, Error, Page

from tests.browser.next_page import next_page

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/start/\S+")
START_SECONDS = 60.0
PATIENCE_SECONDS = 60.0
_ROOT = Path(__file__).resolve().parents[2]
# As `suarasah trustee open`, but passphrases are stretched at the least accepted cost.
_PROGRAM = (
    "import trustee.session as session; from crypto.passphrase_box import INTERACTIVE; session.COST = INTERACTIVE;"
    "from suarasah.cli import main; main()"
)


@dataclass
class KeyHolder:
    """The holder with a number from 1, whose files are in ``home``; ``said`` is all that the program printed."""

    number: int
    home: Path
    context: BrowserContext
    passphrase: str = ""
    said: str = ""
    seen: list[str] = field(default_factory=list)
    """The HTML of every page that was looked at, for tests of secrets."""
    process: "subprocess.Popen[bytes] | None" = None
    base: str = ""
    """The origin of the page of the program that runs."""

    def __post_init__(self) -> None:
        self.home.mkdir()
        self.passphrase = self.passphrase or f"lampu kerikil nanas belalang tikar perunggu {self.number}"
        self.page: Page = self.context.new_page()

    # -- the program -------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Start the program and open the address that it prints."""
        command = [sys.executable, "-c", _PROGRAM, "trustee", "open", "--no-browser", "--jobs", "1"]
        command += ["--key-file", str(self.home / "trustee.key")]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=self.home,
            env=os.environ | {"PYTHONPATH": str(_ROOT), "PYTHONUNBUFFERED": "1", "HOME": str(self.home)},
        )
        address = self._address()
        self.base = "/".join(address.split("/")[:3])
        # The page of the program that was killed may renew itself at any moment, also while the next one is opened.
        self._visit("about:blank")
        self.page.goto(address)

    def _address(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        said, until = "", time.monotonic() + START_SECONDS
        # Not select(), which knows no file above number 1023: whoever runs all tests has opened more.
        waiting = select.poll()
        waiting.register(self.process.stdout, select.POLLIN | select.POLLHUP)
        while time.monotonic() < until:
            if waiting.poll(500):
                chunk = os.read(self.process.stdout.fileno(), 65536).decode()
                said += chunk
                if not chunk:
                    break
            if found := ADDRESS.search(said):
                self.said += said
                return found[0]
        raise AssertionError(f"the program does not start: {said}")

    def kill(self) -> None:
        """SIGKILL, as when the machine loses its power."""
        if self.process is not None:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
            rest, _ = self.process.communicate()
            self.said += rest.decode()
            self.process = None

    def restart(self) -> None:
        """Kill the program, start it again, and open the key file."""
        self.kill()
        self.start()
        self.open()

    # -- the page ----------------------------------------------------------------------------------------------------
    def go(self, step: str) -> str:
        """Open a step, as a page that does not renew itself; its text."""
        self._visit(f"{self.base}/{step}{'&' if '?' in step else '?'}still=1")
        return self.text()

    def _visit(self, address: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.page.goto(address)
                return
            except Error as error:
                # The page before renews itself at the very moment, and then the one navigation ends the other.
                renewed = any(each in str(error) for each in ("ERR_ABORTED", "interrupted by another navigation"))
                if not renewed or time.monotonic() > until:
                    raise

    def text(self) -> str:
        """What the page says."""
        html, text = self.page.locator("html"), self.page.locator("main")
        # Not content(), which fails when the page is renewing itself.
        self.seen.append(str(html.evaluate("(element) => element.outerHTML")))
        return text.inner_text()

    def press(self, button: str) -> str:
        """Press a button and wait for the next page; its text."""
        with next_page(self.page):
            self.page.get_by_role("button", name=button, exact=True).first.click()
        return self.text()

    def tick(self) -> None:
        """Tick the box of the form."""
        self.page.locator('input[type="checkbox"]').first.check()

    def wait_for(self, step: str, words: str, seconds: float = 180.0) -> str:
        """Look at a step until it says something."""
        until = time.monotonic() + seconds
        while words not in (text := self.go(step)):
            assert time.monotonic() < until, text
            time.sleep(0.3)
        return text

    # -- the acts ----------------------------------------------------------------------------------------------------
    def create(self) -> str:
        """Make the key file; the public key that the holder reads out."""
        self.page.get_by_label("Frasa sandi: enam kata").fill(self.passphrase)
        self.page.get_by_label("Frasa sandi yang sama").fill(self.passphrase)
        self.tick()
        self.press("Buat berkas kunci saya")
        return "".join(self.page.locator(".fingerprint").first.inner_text().split())

    def open(self) -> None:
        """Open the key file with its passphrase."""
        self.go("file")
        self.page.get_by_label("Frasa sandi", exact=True).fill(self.passphrase)
        self.press("Buka")

    def accept(self, link: str) -> None:
        """Paste the invitation."""
        self.go("invitation")
        self.page.get_by_label("Tempel tautannya").fill(f"Undangan untuk Bapak/Ibu:\n{link}\nTerima kasih.")
        self.press("Terima undangan")

    def digits(self) -> str:
        """The digits to compare."""
        return self.page.locator(".digits").inner_text()

    def take_part(self) -> None:
        """Say that all see the same digits."""
        # The page after the invitation renews itself while another key making runs, and the tick would be gone.
        self.go("key")
        self.tick()
        self.press("Ikut membuat kunci")

    def print_paper(self) -> Path:
        """Download the paper backup and check it by typing one of its lines."""
        self.go("paper")
        answer = self.context.request.get(f"{self.base}/paper/cadangan-kunci.pdf")
        assert answer.headers["content-type"] == "application/pdf"
        paper = self.home.parent / f"kertas-{self.number}.pdf"
        paper.write_bytes(answer.body())
        return paper

    def check_paper(self, lines: list[str]) -> str:
        """Type the line of the paper that the page asks for."""
        asked = re.search(r"Ketik baris (\d+) dari kertas", self.go("paper"))
        assert asked
        self.page.get_by_label("dari kertas dengan nomornya").fill(lines[int(asked[1]) - 1].lower())
        return self.press("Periksa")

    def sign(self, uuid: str) -> str:
        """Look at the set-up; the fingerprint to compare."""
        self.go(f"sign/{uuid}")
        return "".join(self.page.locator(".fingerprint").first.inner_text().split())

    def agree(self) -> str:
        """Say that the fingerprint was compared, and sign."""
        self.tick()
        return self.press("Tanda tangani dan kirim ke papan")

    def check_total(self) -> str:
        """Have all elections that wait verified; the page with what would be opened."""
        self.go("decrypt")
        self.press("Periksa pemilihan ini")
        return self.wait_for("decrypt", "Yang dibuka")

    def send_share(self) -> str:
        """Say that the fingerprints were compared, and send."""
        self.tick()
        self.press("Kirim bagian saya")
        return self.wait_for("decrypt", "Bagian Anda sudah ada di")


def lines_of(paper: Path) -> list[str]:
    """The lines of a printed backup that a person could type, with their numbers."""
    text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    found = re.findall(r"\b\d\d: (?:[0-9A-Z]{4} ){6}[0-9A-Z]{3}\b", text)
    assert found, text
    return sorted(found)
