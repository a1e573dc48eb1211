"""An election whose voters hold cards with codes, on a board that is served as a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from bulletin_board.board import Board
from bulletin_board.booth_files import booth_hashes
from bulletin_board.exporting import export_archive, export_log
from bulletin_board.sharing import send_share
from bulletin_board.specification import ElectionSpecification, QuestionSpecification
from crypto.credential import credential_secret, format_code, generate_code
from record.credentials import write_public_credentials
from tests.booth.built import the_booth
from tests.official.tool import OfficialTool
from tests.support.board_elections import GROUP
from tests.support.gunicorn_board import EVERY_REQUEST, ServedBoard, gunicorn_board
from tests.support.live_elections import LiveElection, live_board
from verifier.report import Report
from verifier.run import verify
from verifier.source.opening import open_source

PAIRS = ("Ketua A & Wakil A", "Ketua B & Wakil B", "Ketua C & Wakil C")
CHAIR = QuestionSpecification(question="Siapa Ketua dan Wakil Ketua OSIS pilihanmu?", answers=PAIRS, blank=True)
CLUBS = QuestionSpecification(question="Kegiatan mana yang kamu pilih?", answers=("Seni", "Olahraga", "Sains"), max=2)
SOLE = QuestionSpecification(
    question="Setujukah kamu dengan calon tunggal?", answers=("Ketua A & Wakil A",), blank=True
)
FIVE = QuestionSpecification(
    question="Siapa Ketua OSIS pilihanmu?", answers=tuple(f"Calon {n}A & Calon {n}B" for n in range(1, 6))
)


@dataclass
class CardElection(LiveElection):
    """As :class:`LiveElection`, but the secrets come from codes, as the registrar prints them on cards."""

    voters: int = 6
    questions: tuple[QuestionSpecification, ...] = (CHAIR,)
    k: int = 1
    others: int = 0
    """So many more cards are listed, of voters who never come."""
    codes: list[str] = field(default_factory=list)
    members: dict[str, Any] = field(default_factory=dict)
    """More members of the description."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.codes = [generate_code() for _ in range(self.voters + self.spares)]
        self.secrets = [credential_secret(GROUP, self.uuid, code) for code in self.codes]
        self.cards = [GROUP.generator_power_secret(secret) for secret in self.secrets]
        others = [GROUP.generator_power_secret(GROUP.random_secret()) for _ in range(self.others)]
        listed = [(card.text, 1) for card in [*self.cards, *others]]
        self.credentials = write_public_credentials(listed, weighted=False)
        self.spare_texts = [card.text for card in self.cards[self.voters :]]

    def specification(self) -> ElectionSpecification:
        booth = tuple(booth_hashes(the_booth()))
        return msgspec.structs.replace(
            super().specification(), questions=self.questions, booth=booth, kind="practice", **self.members
        )

    def code(self, voter: int) -> str:
        """What stands on a voter's card: ``7K2P-...``."""
        return format_code(self.codes[voter])

    def count(self) -> list[list[int]]:
        """Close, decrypt, publish; the published counts, by our verifier from the exported log."""
        self.close()
        for owner in (1, 2):
            send_share(self.board, self.uuid, *self.share(owner))
        self.publish()
        report = self.report()
        assert report.verdict == "accepted", report.findings
        assert report.result is not None
        return [list(counts) for counts in report.result]

    def count_by_both(self, official: OfficialTool) -> list[list[int]]:
        """As :meth:`count`, and the official tool accepts the archive too."""
        counts = self.count()
        verdict = official.check(self.export()[1])
        assert verdict, verdict
        return counts

    def export(self) -> tuple[Path, Path]:
        """The exported log folder and archive, made anew."""
        folder = self.board.config.key_file.parent / "exports" / f"{self.uuid}-{self.head_size()}"
        archive = folder.with_suffix(".bel")
        if not folder.exists():
            folder.parent.mkdir(exist_ok=True)
            export_log(self.board, "election", self.uuid, folder)
            export_archive(self.board, self.uuid, archive)
        return folder, archive

    def report(self) -> Report:
        """Our verifier on the exported log."""
        return verify(open_source(str(self.export()[0])))

    def ballots(self) -> tuple[int, int, int]:
        """How many ballots are in the box, count, and were tested."""
        with self.board.store.read_election(self.uuid) as election:
            state = election.head.state
            return state.ballots, state.counted, state.challenges


@dataclass(frozen=True)
class BrowserBoard:
    """The served board: its owner's view of the database, and where it answers."""

    owner: Board
    served: ServedBoard

    @property
    def address(self) -> str:
        return self.served.address

    @property
    def port(self) -> str:
        return self.address.rpartition(":")[2]

    def election(self, *, opened: bool = True, **members: Any) -> CardElection:
        """A new election, set up and (unless not wanted) opened."""
        election = CardElection(self.owner, **members)
        election.create()
        if opened:
            election.open()
        return election


@contextmanager
def browser_board(folder: Path) -> Iterator[BrowserBoard]:
    """A board with nothing on it, which serves the booth of this checkout and logs each request."""
    the_booth()
    folder.mkdir(parents=True, exist_ok=True)
    owner = live_board(f"sqlite:///{folder / 'board.db'}", folder)
    with gunicorn_board(folder, folder / "server.log", EVERY_REQUEST) as served:
        yield BrowserBoard(owner, served)
