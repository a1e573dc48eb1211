"""The owner's commands: what they append, what they refuse, and that a verifier accepts what they export."""

import stat
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from bulletin_board.administration import (
    change_booth,
    close_voting,
    extend_voting,
    init_board,
    new_election,
    open_voting,
    publish_result,
)
from bulletin_board.board import Board, open_board
from bulletin_board.booth_files import booth_hashes
from bulletin_board.casting import cast
from bulletin_board.cli import board as board_command
from bulletin_board.config import BoardConfig
from bulletin_board.counting import tally_payload
from bulletin_board.errors import (
    BadShareError,
    EntryRefusedError,
    ExistsError,
    KeyFileError,
    SpecificationError,
    StageError,
)
from bulletin_board.exporting import export_archive, export_log
from bulletin_board.key_file import create_key_file, read_key_file
from bulletin_board.posting import post
from bulletin_board.public.presenting import booth_of
from bulletin_board.sharing import send_share
from bulletin_board.specification import ElectionSpecification, TrusteeSpecification, parse_specification
from bulletin_board.storage.view import ElectionReading
from record.entries import KeyMakingHead
from record.identifiers import new_identifier
from tests.support.board_elections import CLOSES, BoardElection, TurnedClock, time_text
from tests.support.logs import synthetic_key
from verifier.run import verify
from verifier.source.opening import open_source


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is refused here is refused before the database."""
    return sqlite_url


def changed(election: BoardElection, **members: object) -> ElectionSpecification:
    return msgspec.structs.replace(election.specification(), **members)


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({"opens": "2026-11-24T06:00:00Z"}, "closes before it opens"),
        ({"closes": "2026-02-30T00:00:00Z"}, "no calendar"),
        ({"registrar": synthetic_key("holder 1").public_hex}, "same signing key"),
        ({"group": "Nonsense"}, "group"),
        ({"questions": ()}, "question"),
        ({"trustees": (TrusteeSpecification(),)}, "either a key_making"),
    ],
)
def test_elections_that_cannot_be(board: Board, members: dict[str, object], rule: str) -> None:
    election = BoardElection(board)
    with pytest.raises(SpecificationError, match=rule):
        new_election(board, changed(election, **members), election.credentials, [])
    # Nothing is left of it: the same uuid can be set up rightly.
    election.create()


def test_bad_credentials_spares_and_keys(board: Board) -> None:
    election = BoardElection(board)
    foreign = BoardElection(board)
    stolen = msgspec.structs.replace(election.specification().trustees[0], holder=synthetic_key("another").public_hex)
    single = election.specification().trustees[0].key
    assert single is not None
    false_proof = msgspec.structs.replace(single, pok=foreign.specification().trustees[0].key.pok)  # type: ignore[union-attr]
    cases: list[tuple[ElectionSpecification, bytes, list[str]]] = [
        (election.specification(), b"[]x", []),
        (election.specification(), election.credentials, foreign.spare_texts),
        (election.specification(), election.credentials, election.spare_texts * 2),
        (
            changed(election, trustees=(msgspec.structs.replace(stolen, key=false_proof),)),
            election.credentials,
            [],
        ),
    ]
    for specification, credentials, spares in cases:
        with pytest.raises(SpecificationError):
            new_election(board, specification, credentials, spares)
    election.create()
    with pytest.raises(ExistsError):
        election.create()


def test_opening_needs_the_countersignatures(election: BoardElection) -> None:
    for signer in (None, 0, 1):
        if signer is not None:
            post(election.board, election.uuid, "Countersignature", election.countersignature(signer))
        with pytest.raises(EntryRefusedError) as refused:
            open_voting(election.board, election.uuid)
        assert refused.value.rule == "V35"
    post(election.board, election.uuid, "Countersignature", election.countersignature(2))
    open_voting(election.board, election.uuid)


def test_extensions_and_booth_changes(opened: BoardElection, clock: TurnedClock) -> None:
    board, uuid = opened.board, opened.uuid
    extend_voting(board, uuid, time_text(CLOSES + timedelta(hours=1)), "power")
    clock.now = CLOSES
    assert cast(board, uuid, opened.ballot(0)).new
    with pytest.raises(EntryRefusedError) as refused:
        extend_voting(board, uuid, time_text(CLOSES), "power")
    assert refused.value.rule == "V43"
    change_booth(board, uuid, ["0" * 64])
    with pytest.raises(EntryRefusedError):
        change_booth(board, uuid, ["0"])


def test_closing_waits_for_the_close(opened: BoardElection, clock: TurnedClock) -> None:
    cast(opened.board, opened.uuid, opened.ballot(0))
    with pytest.raises(StageError):
        close_voting(opened.board, opened.uuid)
    clock.now = CLOSES
    assert close_voting(opened.board, opened.uuid) == "withheld"
    with pytest.raises(StageError):
        close_voting(opened.board, opened.uuid)


def test_a_ballot_that_arrives_while_the_sum_is_made_is_in_it(
    opened: BoardElection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for voter in (0, 1):
        cast(opened.board, opened.uuid, opened.ballot(voter))
    sums: list[tuple[bytes, bytes]] = []

    def late(election: ElectionReading) -> tuple[bytes, bytes]:
        tally = tally_payload(election)
        if not sums:
            cast(opened.board, opened.uuid, opened.ballot(2))
        sums.append(tally)
        return tally

    monkeypatch.setattr("bulletin_board.administration.tally_payload", late)
    opened.close()
    assert len(sums) == len({*sums}) == 2
    assert b'"num_tallied":3' in sums[-1][1]


def test_publishing_waits_for_the_shares(closed: BoardElection) -> None:
    with pytest.raises(StageError):
        publish_result(closed.board, closed.uuid)
    send_share(closed.board, closed.uuid, *closed.share(2))
    with pytest.raises(StageError):
        publish_result(closed.board, closed.uuid)
    send_share(closed.board, closed.uuid, *closed.share(1))
    publish_result(closed.board, closed.uuid)
    with pytest.raises(EntryRefusedError):
        publish_result(closed.board, closed.uuid)


def test_the_verifier_accepts_what_is_exported(closed: BoardElection, tmp_path: Path) -> None:
    from bulletin_board.cosigning import add_cosignatures

    board, uuid = closed.board, closed.uuid
    post(board, uuid, "Confirmation", closed.confirmation(1, 2))
    for fault in ({"false_v1": True}, {"false_binding": True}):
        with pytest.raises(BadShareError):
            send_share(board, uuid, *closed.share(2, **fault))
    for owner in (1, 2):
        add_cosignatures(board, uuid, closed.cosigned_head())
        send_share(board, uuid, *closed.share(owner))
    publish_result(board, uuid)
    add_cosignatures(board, uuid, closed.cosigned_head())
    folder, archive = tmp_path / "log", tmp_path / "election.bel"
    export_log(board, "election", uuid, folder)
    export_archive(board, uuid, archive)
    for target in (folder, archive):
        report = verify(open_source(str(target)))
        assert report.verdict == "accepted", report.findings


def test_the_key_file(tmp_path: Path) -> None:
    path = tmp_path / "board.key"
    with pytest.raises(KeyFileError):
        read_key_file(path)
    key = create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key_file(path).public_hex == key.public_hex
    with pytest.raises(ExistsError):
        create_key_file(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_key_file(path)
    path.chmod(0o600)
    path.write_bytes(b"f" * 63 + b"\n")
    with pytest.raises(KeyFileError):
        read_key_file(path)
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(KeyFileError):
        read_key_file(tmp_path / "link")
    with pytest.raises(KeyFileError):
        create_key_file(tmp_path / "nowhere" / "key")


def test_init_keeps_the_key(sqlite_url: str, tmp_path: Path) -> None:
    config = BoardConfig(sqlite_url, tmp_path / "board.key")
    assert init_board(config) == init_board(config) == open_board(config).store.key.public_hex


class Owner:
    """Runs commands on one board."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(board_command, ["--folder", str(self.folder), *arguments])
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    owner = Owner(tmp_path / "board")
    owner.run("init")
    return owner


def test_an_election_by_commands(owner: Owner, tmp_path: Path) -> None:
    config = BoardConfig(f"sqlite:///{owner.folder / 'board.db'}", owner.folder / "board.key")
    election = BoardElection(open_board(config))
    description = tmp_path / "election.json"
    specification = msgspec.structs.replace(election.specification(), spares="spares.json")
    (tmp_path / "public_credentials.json").write_bytes(election.credentials)
    (tmp_path / "spares.json").write_bytes(msgspec.json.encode(election.spare_texts))
    key_file = tmp_path / "key.json"
    key_file.write_bytes(msgspec.json.encode(specification.trustees[0].key))
    by_file = TrusteeSpecification(holder=specification.trustees[0].holder, key_file="key.json")
    specification = msgspec.structs.replace(specification, trustees=(by_file, *specification.trustees[1:]))
    description.write_bytes(msgspec.json.encode(specification))
    assert owner.run("new-election", str(description)).output.strip() == election.uuid
    assert "exists:" in owner.run("new-election", str(description), code=2).output
    assert "entry-refused:" in owner.run("open", election.uuid, code=2).output
    for signer in range(3):
        post(election.board, election.uuid, "Countersignature", election.countersignature(signer))
    owner.run("open", election.uuid)
    owner.run("extend", election.uuid, "--closes", "2026-11-24T07:00:00Z", "--reason", "network")
    owner.run("change-booth", election.uuid, "--file", "a" * 64)
    assert election.name in owner.run("status").output
    assert "withheld" in owner.run("close", election.uuid, "--early").output
    assert '"stage": "withheld"' in owner.run("status", election.uuid).output
    assert "stage:" in owner.run("close", election.uuid, "--early", code=2).output
    assert "stage:" in owner.run("publish", election.uuid, code=2).output
    owner.run("export", election.uuid, str(tmp_path / "out"))
    assert (tmp_path / "out.bel").exists()
    assert "record-log-folder-exists:" in owner.run("export", election.uuid, str(tmp_path / "out"), code=2).output


def test_the_booth_that_an_election_announces(owner: Owner, tmp_path: Path) -> None:
    board = open_board(BoardConfig(f"sqlite:///{owner.folder / 'board.db'}", owner.folder / "board.key"))
    files = []
    for name in ("old", "new"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "index.html").write_text(name, "utf-8")
        files.append(booth_hashes(folder))
    (tmp_path / "empty").mkdir()

    def announced(*arguments: str, booth: tuple[str, ...] = (), code: int = 0) -> BoardElection:
        election = BoardElection(board)
        specification = msgspec.structs.replace(election.specification(), spares="spares.json", booth=booth)
        (tmp_path / "public_credentials.json").write_bytes(election.credentials)
        (tmp_path / "spares.json").write_bytes(msgspec.json.encode(election.spare_texts))
        description = tmp_path / "election.json"
        description.write_bytes(msgspec.json.encode(specification))
        owner.run("new-election", str(description), *arguments, code=code)
        return election

    def booth(election: BoardElection) -> list[str]:
        with board.store.read_election(election.uuid) as found:
            return booth_of(found)

    assert booth(announced()) == []
    assert booth(announced("--booth", str(tmp_path / "old"), booth=("a" * 64,))) == ["a" * 64]
    announced("--booth", str(tmp_path / "empty"), code=2)
    election = announced("--booth", str(tmp_path / "old"))
    assert booth(election) == files[0]
    owner.run("change-booth", election.uuid, "--booth", str(tmp_path / "new"))
    assert booth(election) == files[1]
    owner.run("change-booth", election.uuid, "--booth", str(tmp_path / "new"), "--file", "b" * 64)
    assert booth(election) == ["b" * 64]
    owner.run("change-booth", election.uuid)
    assert booth(election) == []


def test_a_description_in_toml(owner: Owner, tmp_path: Path) -> None:
    config = BoardConfig(f"sqlite:///{owner.folder / 'board.db'}", owner.folder / "board.key")
    election = BoardElection(open_board(config))
    (tmp_path / "public_credentials.json").write_bytes(election.credentials)
    path = tmp_path / "election.toml"
    key = election.specification().trustees[0].key
    assert key is not None
    path.write_text(
        f"""
        uuid = "{election.uuid}"
        name = "Pilketos"
        description = "Pemilihan ketua OSIS"
        opens = "{time_text(election.opens)}"
        closes = "{time_text(election.closes)}"
        registrar = "{election.registrar.public_hex}"
        k = 5

        [[questions]]
        question = "Siapa?"
        answers = ["Satu", "Dua"]

        [[trustees]]
        holder = "{election.holders[0].public_hex}"
        key.public_key = "{key.public_key}"
        key.pok = {{ challenge = "{key.pok.challenge}", response = "{key.pok.response}" }}
        """
    )
    assert owner.run("new-election", str(path)).output.strip() == election.uuid


def test_key_makings_by_commands(owner: Owner) -> None:
    holders = [argument for label in ("one", "two") for argument in ("--holder", synthetic_key(label).public_hex)]
    run = owner.run("new-key-making", "--threshold", "2", *holders).output.strip()
    assert '"stage": "certificates"' in owner.run("status", run, "--key-making").output
    assert "specification:" in owner.run("new-key-making", "--threshold", "3", *holders, code=2).output
    assert len(owner.run("new-identifier").output.strip()) == len(new_identifier())
    assert KeyMakingHead(run, 1, "0" * 64, "").run == run


def test_commands_say_what_is_wrong(owner: Owner, tmp_path: Path) -> None:
    assert "election-unknown:" in owner.run("status", "UnknownElection1", code=2).output
    assert "file:" in owner.run("new-election", str(tmp_path / "nothing.json"), code=2).output
    broken = tmp_path / "broken.json"
    for text in ("", "{}", "[", "\x00"):
        broken.write_text(text)
        assert "specification:" in owner.run("new-election", str(broken), code=2).output
    assert "board-key:" in Owner(tmp_path / "nowhere").run("status", code=2).output
    (owner.folder / "board.db").unlink()
    assert "database:" in owner.run("status", code=2).output


def test_a_number_of_thousands_of_digits_in_toml_is_a_malformed_description() -> None:
    with pytest.raises(SpecificationError, match="cannot be used"):
        parse_specification(b"k = " + b"9" * 5000, toml=True)
