"""The parties outside of the committee's pages: a school's registrar and its key holders, each with their commands.

What they print and hand over are real files: the cards that voters hold are read from the printed PDF.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2

from tests.registrar.card_sheets import PLACES, scanned, text_in
from tests.registrar.roll_files import Pupil, dapodik_xlsx
from tests.support.commands import Answer, InProcess

PASSPHRASE = "kuda laut menghafal sebelas pantun"
HEX_KEY = re.compile(r"\b[0-9a-f]{64}\b")
_SCANS = (150.0, 200.0, 300.0, 137.0)
"""Pixels per inch."""
STUB = re.compile(r"\b\d{4}-[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class PrintedCard:
    """What stands on a printed card: where it leads, the access code, the number on its stub."""

    address: str
    code: str
    stub: str


def read_printed(pdf: Path) -> list[PrintedCard]:
    """The cards of a printed sheet, as a scanner and a person read them."""
    cards = []
    for page in pypdfium2.PdfDocument(pdf):
        for place in PLACES:
            left, _, right, bottom = place.box()
            stub = STUB.search(text_in(page, left, place.tear(), right, bottom))
            if stub is not None:
                # What a scanner does not find at once is scanned again, more finely.
                found = next(each for ppi in _SCANS if len(each := scanned(page, place, ppi)) == 2)
                address, code = found
                cards.append(PrintedCard(address, code, stub[0]))
    return cards


@dataclass
class SchoolParties:
    """One school's registrar and key holders, with their files in ``folder``."""

    folder: Path
    address: str
    commands: InProcess = field(default_factory=InProcess)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "passphrase").write_text(PASSPHRASE + "\n")

    def registrar(self, command: str, *arguments: object, expect: int = 0) -> Answer:
        """A command of the registrar."""
        files = ("--register", self.folder / "register.box", "--passphrase-file", self.folder / "passphrase")
        return self.commands("registrar", command, *files, *arguments, expect=expect)

    def holder(self, number: int, command: str, *arguments: object, expect: int = 0) -> Answer:
        """A command of a key holder."""
        files = ("--key-file", self.folder / f"{number}.key", "--passphrase-file", self.folder / "passphrase")
        return self.commands("trustee", command, *files, *arguments, expect=expect)

    def new_holder(self, number: int) -> str:
        """Make a key file; the public signing key that the holder reads out."""
        (key,) = HEX_KEY.findall(self.holder(number, "init").out)
        return str(key)

    def make_key(self, run: str, numbers: tuple[int, ...]) -> None:
        """All holders take part, one step each in turn, until the joint key is there."""
        for _ in range(5):
            said = [
                self.holder(number, "make-key", "--board", self.address, "--run", run, "--once", "--yes").out
                for number in numbers
            ]
            if all("The joint key is finished" in each for each in said):
                return
        raise AssertionError(f"the key making did not end: {said}")

    def make_cards(self, order: Path, pupils: list[Pupil]) -> Path:
        """Cards from the school's roll; the card list that the committee uploads."""
        roll, card_list = self.folder / "daftar_pd.xlsx", self.folder / "daftar-kartu.json"
        roll.write_bytes(dapodik_xlsx(pupils))
        self.registrar("init")
        self.registrar("issue", "--roll", roll, "--order", order)
        self.registrar("export", "--out", card_list, "--yes")
        return card_list

    def printed(self, sheet: str) -> list[PrintedCard]:
        """The cards of a sheet, printed now."""
        pdf = self.folder / f"{sheet}.pdf"
        pdf.unlink(missing_ok=True)
        self.registrar("print", "--sheet", sheet, "--out", pdf)
        return read_printed(pdf)

    def countersign(self, uuid: str, numbers: tuple[int, ...]) -> None:
        """The registrar and these holders agree to the set-up."""
        self.registrar("countersign", "--board", self.address, "--yes")
        for number in numbers:
            self.holder(number, "countersign", "--board", self.address, "--election", uuid, "--yes")

    def replacement(self, card: PrintedCard) -> Path:
        """The signed file that blocks a lost card, by the number on its stub."""
        out = self.folder / f"ganti-{card.stub}.json"
        self.registrar("replace-card", "--stub", card.stub, "--out", out)
        return out

    def decrypt(self, uuid: str, number: int) -> None:
        """A holder verifies the record and sends the share."""
        self.holder(number, "decrypt", "--board", self.address, "--election", uuid, "--yes")
