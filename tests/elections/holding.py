"""Holding an election by command lines alone, from the first key to the exported record."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.elections.scenario import Scenario, Vote
from tests.support.commands import Answer, Commands
from tests.support.gunicorn_board import ServedBoard

PASSPHRASE = "kuda laut menghafal sebelas pantun"
HEX_KEY = re.compile(r"\b[0-9a-f]{64}\b")
FULL_CODE = re.compile(r"in full:\s+([A-Za-z0-9+/]{43})$", re.MULTILINE)
SPARE = re.compile(r"spare card with serial (\d+)")


@dataclass
class HeldElection:
    """A held election: where its files are, what was cast, and everything that a command printed."""

    scenario: Scenario
    board: ServedBoard
    folder: Path
    commands: Commands
    uuid: str = ""
    cast_codes: list[tuple[int, str]] = field(default_factory=list)
    """(voter, tracking code) of each cast ballot in order."""
    tested_codes: list[str] = field(default_factory=list)
    openings: list[Path] = field(default_factory=list)
    lost_card: Path | None = None

    @property
    def archive(self) -> Path:
        return self.folder / f"{self.uuid}.bel"

    @property
    def log(self) -> Path:
        return self.folder / self.uuid

    @property
    def receipts(self) -> Path:
        return self.folder / "receipts"

    @property
    def address(self) -> str:
        return f"{self.board.address}/e/{self.uuid}"

    # -- the parties' commands ---------------------------------------------------------------------------------------
    def owner(self, *arguments: object, expect: int = 0) -> Answer:
        """A command of the board's owner."""
        return self.commands("board", "--folder", self.board.folder, *arguments, expect=expect)

    def registrar(self, command: str, *arguments: object, expect: int = 0) -> Answer:
        """A command of the registrar."""
        files = ("--register", self.folder / "register.box", "--passphrase-file", self.folder / "passphrase")
        return self.commands("registrar", command, *files, *arguments, expect=expect)

    def holder(self, number: int, command: str, *arguments: object, expect: int = 0) -> Answer:
        """A command of a key holder."""
        files = ("--key-file", self.folder / f"{number}.key", "--passphrase-file", self.folder / "passphrase")
        return self.commands("trustee", command, *files, *arguments, expect=expect)

    def at_board(self) -> tuple[str, str, str, str]:
        """The options that name the board and the election."""
        return ("--board", self.board.address, "--election", self.uuid)

    def vote(self, card: Path, vote: Vote, *, expect: int = 0) -> Answer:
        """A voter's command."""
        picks = [part for pick in vote.picks for part in ("--choose", pick)]
        tests = ["--test-seal", vote.seal_tests] if vote.seal_tests else []
        files = ("--card-file", card, "--receipts", self.receipts)
        return self.commands("vote", *self.at_board(), *files, *picks, *tests, expect=expect)


def hold(election: HeldElection) -> HeldElection:
    """The whole election; stops at the first command that does not do what it should."""
    set_up(election)
    votes(election)
    count(election)
    return election


def set_up(election: HeldElection) -> None:
    """Keys, cards, setup, agreement, opening."""
    scenario, folder = election.scenario, election.folder
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    election.uuid = election.owner("new-identifier").out.strip()
    trustees = list(_trustees(election))
    registrar_key = _key_in(election.registrar("init"))
    (folder / "roll.csv").write_text(roll_text(scenario.weights), encoding="utf-8")
    election.registrar(
        "issue", "--roll", folder / "roll.csv", "--election", election.uuid, "--group", scenario.group,
        "--spares", scenario.spares, "--named", "--out", folder / "for-the-board",
    )  # fmt: skip
    description = write_description(election, describe(election, registrar_key, trustees))
    assert election.owner("new-election", description).out.strip() == election.uuid
    assert election.owner("open", election.uuid, expect=2).problem() == "entry-refused"
    election.registrar("countersign", "--board", election.board.address, "--yes")
    for number in range(1, holders_of(scenario) + 1):
        election.holder(number, "countersign", *election.at_board(), "--yes")
    election.owner("open", election.uuid)


def holders_of(scenario: Scenario) -> int:
    """How many key holders there are."""
    return {"single": 1, "joint": 3, "mixed": 4}[scenario.shape]


def _trustees(election: HeldElection) -> Iterator[dict[str, str]]:
    scenario = election.scenario
    keys = [_key_in(election.holder(number, "init")) for number in range(1, holders_of(scenario) + 1)]
    if scenario.shape != "joint":
        file = election.folder / "single.json"
        election.holder(1, "single-key", "--group", scenario.group, "--out", file)
        yield {"holder": keys[0], "key_file": file.name}
    if scenario.shape != "single":
        yield {"key_making": joint_key(election, keys[-3:])}


def joint_key(election: HeldElection, keys: list[str]) -> str:
    """The run of a finished key making, 2 of the last three holders."""
    scenario = election.scenario
    alone = ["--election", election.uuid] if scenario.shape == "joint" else []
    named = [part for key in keys for part in ("--holder", key)]
    run = election.owner("new-key-making", "--threshold", 2, "--group", scenario.group, *named, *alone).out.strip()
    numbers = range(holders_of(scenario) - 2, holders_of(scenario) + 1)
    for _ in range(5):
        said = [
            election.holder(number, "make-key", "--board", election.board.address, "--run", run, "--once", "--yes").out
            for number in numbers
        ]
        if all("The joint key is finished" in each for each in said):
            return run
    raise AssertionError(f"the key making did not end: {said}")


def roll_text(weights: tuple[int, ...]) -> str:
    """A school's export: a title above the header, columns that must be dropped, weights."""
    rows = [
        f"{n},Siswa {n:03},{9_000_000 + n:010},X {1 + n % 2},Pekerjaan Orang Tua {n},{weight}"
        for n, weight in enumerate(weights, start=1)
    ]
    header = "No,Nama,NISN,Rombel Saat Ini,Pekerjaan,Bobot"
    return "\n".join(["Daftar Peserta Didik SMA Contoh,,,,,", header, *rows, ""])


def describe(election: HeldElection, registrar: str, trustees: list[dict[str, str]]) -> dict[str, Any]:
    """The description of the election, as its organisers write it."""
    now = datetime.now(UTC)
    return {
        "uuid": election.uuid,
        "name": "Pilketos Uji",
        "description": "Pemilihan untuk uji",
        "opens": (now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "closes": (now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "registrar": registrar,
        "credentials": "for-the-board/public_credentials.json",
        "spares": "for-the-board/spares.json",
        "k": 2,
        "revoting": True,
        "group": election.scenario.group,
        **election.scenario.members,
        "questions": [dict(question) for question in election.scenario.questions],
        "trustees": trustees,
    }


def write_description(election: HeldElection, members: dict[str, Any]) -> Path:
    """The file that ``board new-election`` reads."""
    if not election.scenario.toml:
        path = election.folder / "election.json"
        path.write_text(json.dumps(members), encoding="utf-8")
        return path
    lines = [f"{name} = {json.dumps(value)}" for name, value in members.items() if not isinstance(value, list)]
    for name in ("questions", "trustees"):
        for table in members[name]:
            lines += [f"[[{name}]]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    path = election.folder / "election.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def votes(election: HeldElection) -> None:
    """Everybody votes, tests seals, and looks the codes up."""
    cards = read_cards(election, "cards.csv")
    scenario = election.scenario
    if scenario.lost is not None:
        _lose_card(election, cards)
    for vote in scenario.votes:
        said = election.vote(cards[vote.voter], vote).out
        codes = FULL_CODE.findall(said)
        assert len(codes) == vote.seal_tests + 1
        election.tested_codes += codes[:-1]
        election.cast_codes.append((vote.voter, codes[-1]))
        assert len(list(election.receipts.glob("*.tlog-proof"))) == len(election.cast_codes)
    election.openings = sorted(election.receipts.glob("*.opening"))
    assert len(election.openings) == len(election.tested_codes)


def read_cards(election: HeldElection, name: str) -> list[Path]:
    """The voters' cards in the order of the roll, each in a file of its own."""
    path = election.folder / name
    election.registrar("cards", "--out", path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["name"]]
    assert len(rows) >= len(election.scenario.weights)
    return [_card_file(election, row) for row in sorted(rows, key=lambda row: (row["name"], int(row["serial"])))]


def serials(election: HeldElection, voter: int) -> list[int]:
    """The serials of all cards that the voter was given."""
    with (election.folder / "cards.csv").open(encoding="utf-8", newline="") as file:
        return [int(row["serial"]) for row in csv.DictReader(file) if row["name"] == f"Siswa {voter + 1:03}"]


def _card_file(election: HeldElection, row: dict[str, str]) -> Path:
    path = election.folder / f"card-{row['serial']}.txt"
    path.write_text(row["code"].lower() + "\n")
    return path


def _lose_card(election: HeldElection, cards: list[Path]) -> None:
    """A voter loses the card: the registrar gives a spare, the old card is worth nothing, the spare votes."""
    lost = election.scenario.lost
    assert lost is not None
    (serial,) = serials(election, lost)
    said = election.registrar("replace-card", "--serial", serial, "--board", election.board.address).out
    (spare,) = SPARE.findall(said)
    election.lost_card = cards[lost]
    refused = election.vote(cards[lost], Vote(lost, ("1",)), expect=2)
    assert refused.problem() == "entry-refused"
    assert "lost and replaced" in refused.err
    new = {path.name: path for path in read_cards(election, "cards-again.csv")}
    cards[lost] = new[f"card-{spare}.txt"]


def count(election: HeldElection) -> None:
    """Close, decrypt with as few holders as may be, publish, export."""
    election.owner("close", election.uuid, expect=2)
    election.owner("close", election.uuid, "--early")
    election.owner("publish", election.uuid, expect=2)
    for number in {"single": (1,), "joint": (3, 1), "mixed": (2, 1, 4)}[election.scenario.shape]:
        election.holder(number, "decrypt", *election.at_board(), "--yes")
    election.owner("publish", election.uuid)
    election.owner("export", election.uuid, election.log)


def _key_in(answer: Answer) -> str:
    (key,) = HEX_KEY.findall(answer.out)
    return str(key)
