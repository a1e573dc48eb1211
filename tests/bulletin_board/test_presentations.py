"""Photos and programmes on the board: taken only whole and fitting, served as images alone, erased for good."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import text

from bulletin_board.administration import new_election
from bulletin_board.board import Board
from bulletin_board.cli import board as board_command
from bulletin_board.errors import ElectionUnknownError, PresentationError, PresentationUnknownError
from bulletin_board.presentations import (
    PresentationFiles,
    described_presentation,
    erase_presentation,
    find_presentation,
    media_type_of,
    read_photo,
)
from bulletin_board.specification import CandidateSpecification, QuestionSpecification
from bulletin_board.storage.database import reading
from record.digests import sha256_hex
from record.presentation import PHOTO_LIMIT, CandidatePresentation, Presentation, encode_presentation
from suarasah.demo.portraits import portrait
from tests.support.board_elections import BoardElection, fresh_board
from tests.support.presentations import MISSION, VISION

PNG = b"\x89PNG\r\n\x1a\n" + b"gambar" * 10
WEBP = b"RIFF\x10\0\0\0WEBPVP8 " + b"gambar" * 10
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


def shown_photos(*photos: bytes) -> PresentationFiles:
    shown = tuple(CandidatePresentation(sha256_hex(photo), VISION, MISSION) for photo in photos)
    document = encode_presentation(Presentation(school="SMAN Contoh", zone="WITA", candidates=(shown,)))
    return PresentationFiles(document, {sha256_hex(photo): photo for photo in photos})


@pytest.fixture
def files() -> PresentationFiles:
    return shown_photos(portrait(1), PNG, WEBP)


@pytest.fixture
def presenting(board: Board, files: PresentationFiles) -> BoardElection:
    return BoardElection(board, presentation=files).create().open()


def address(election: BoardElection, rest: str = "") -> str:
    return f"/api/v1/elections/{election.uuid}{rest}"


def test_the_genesis_names_the_document(presenting: BoardElection, files: PresentationFiles) -> None:
    with presenting.board.store.read_election(presenting.uuid) as election:
        assert election.facts.genesis is not None
        assert election.facts.genesis.presentation == sha256_hex(files.document)


def test_the_exact_bytes_are_served(presenting: BoardElection, client: FlaskClient, files: PresentationFiles) -> None:
    answer = client.get(address(presenting, "/presentation"))
    assert answer.data == files.document
    assert answer.headers["Cache-Control"] == "no-store"
    for sha256, photo in files.photos.items():
        answer = client.get(address(presenting, f"/photos/{sha256}"))
        assert answer.data == photo
        assert answer.mimetype == media_type_of(photo)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "immutable" in answer.headers["Cache-Control"]
        assert int(answer.headers["Cache-Control"].split("max-age=")[1].split(",")[0]) <= 86400


def test_what_the_log_serves_has_no_photo(
    presenting: BoardElection, client: FlaskClient, files: PresentationFiles
) -> None:
    for sha256 in (*files.photos, sha256_hex(files.document)):
        assert client.get(f"/log/{presenting.uuid}/data/{sha256}").status_code == 404


def test_summaries_tell_school_and_zone(
    presenting: BoardElection, client: FlaskClient, files: PresentationFiles
) -> None:
    bare = BoardElection(presenting.board).create()
    expected = {"presentation": sha256_hex(files.document), "school": "SMAN Contoh", "zone": "WITA"}
    for summary in (client.get(address(presenting)).get_json(), client.get("/api/v1/elections").get_json()[1]):
        assert {name: summary[name] for name in expected} == expected
    without = client.get(address(bare)).get_json()
    assert (without["presentation"], without["school"], without["zone"]) == ("", "", "WIB")


@pytest.mark.parametrize("rest", ["/presentation", f"/photos/{'0f' * 32}", "/photos/nonsense", "/photos/%00"])
def test_an_election_without_any(client: FlaskClient, opened: BoardElection, rest: str) -> None:
    answer = client.get(address(opened, rest))
    assert (answer.status_code, answer.get_json()["code"]) == (404, "presentation-unknown")
    assert client.get(f"/api/v1/elections/{'1' * 22}{rest}").get_json()["code"] == "election-unknown"
    assert find_presentation(opened.board, opened.uuid) is None


def test_a_photo_belongs_to_its_election(presenting: BoardElection, client: FlaskClient) -> None:
    other = BoardElection(presenting.board, presentation=shown_photos(portrait(4), portrait(5), portrait(6))).create()
    answer = client.get(address(other, f"/photos/{sha256_hex(PNG)}"))
    assert answer.get_json()["code"] == "presentation-unknown"


def without(files: PresentationFiles, photo: bytes) -> PresentationFiles:
    kept = {sha256: data for sha256, data in files.photos.items() if data != photo}
    return PresentationFiles(files.document, kept)


REFUSED: dict[str, tuple[Callable[[PresentationFiles], PresentationFiles], str]] = {
    "no document": (lambda files: PresentationFiles(b"{}", files.photos), "cannot be read"),
    "too few candidates": (lambda _: shown_photos(PNG, WEBP), "shows 2 candidates, the ballot has 3"),
    "a photo is missing": (lambda files: without(files, PNG), "exactly those"),
    "a photo too many": (
        lambda files: PresentationFiles(files.document, {**files.photos, sha256_hex(portrait(9)): portrait(9)}),
        "exactly those",
    ),
    "other bytes under a name": (
        lambda files: PresentationFiles(files.document, {**files.photos, sha256_hex(PNG): WEBP}),
        "other bytes",
    ),
    "too large": (lambda _: shown_photos(PNG + b"\0" * PHOTO_LIMIT, WEBP, portrait(1)), "make it smaller"),
    "a drawing with a script": (lambda _: shown_photos(SVG, PNG, WEBP), "no JPEG, PNG or WebP"),
    "a moving picture": (lambda _: shown_photos(b"GIF89a" + b"\0" * 20, PNG, WEBP), "no JPEG, PNG or WebP"),
    "another RIFF": (lambda _: shown_photos(WEBP.replace(b"WEBP", b"WAVE"), PNG, portrait(1)), "no JPEG, PNG or WebP"),
}


@pytest.mark.parametrize("change", list(REFUSED))
def test_what_does_not_fit_is_refused_and_nothing_is_kept(board: Board, files: PresentationFiles, change: str) -> None:
    altered, sentence = REFUSED[change]
    election = BoardElection(board, presentation=altered(files))
    with pytest.raises(PresentationError, match=sentence):
        election.create()
    with pytest.raises(ElectionUnknownError):
        find_presentation(board, election.uuid)
    BoardElection(board, uuid=election.uuid, presentation=files).create()


def test_erased_for_good(presenting: BoardElection, client: FlaskClient, files: PresentationFiles) -> None:
    board = presenting.board
    before = presenting.head_size()
    assert find_presentation(board, presenting.uuid) is not None
    assert erase_presentation(board, presenting.uuid) == 3
    assert erase_presentation(board, presenting.uuid) == 0
    for rest in ("/presentation", f"/photos/{sha256_hex(PNG)}"):
        assert client.get(address(presenting, rest)).get_json()["code"] == "presentation-unknown"
    with pytest.raises(PresentationUnknownError):
        read_photo(board, presenting.uuid, sha256_hex(WEBP))
    summary = client.get(address(presenting)).get_json()
    assert (summary["presentation"], summary["school"], summary["zone"]) == (
        sha256_hex(files.document), "SMAN Contoh", "WITA",
    )  # fmt: skip
    assert presenting.head_size() == before
    presenting.close()


def test_erasing_one_keeps_the_others(presenting: BoardElection, files: PresentationFiles) -> None:
    other = BoardElection(presenting.board, presentation=files).create()
    erase_presentation(presenting.board, presenting.uuid)
    assert find_presentation(other.board, other.uuid) is not None
    assert read_photo(other.board, other.uuid, sha256_hex(PNG)).data == PNG


def test_nothing_erased_stays_in_the_files_of_sqlite(sqlite_board: Board, tmp_path: Path) -> None:
    photos = [portrait(number) for number in (1, 2, 3)]
    election = BoardElection(sqlite_board, presentation=shown_photos(*photos)).create()
    traces = [photo[4000:4040] for photo in photos] + [VISION.encode()]

    def found() -> list[bool]:
        held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        return [trace in held for trace in traces]

    assert found() == [True] * 4
    erase_presentation(sqlite_board, election.uuid)
    assert found() == [False] * 4


@pytest.fixture
def sqlite_board(tmp_path: Path) -> Board:
    return fresh_board(f"sqlite:///{tmp_path / 'board.db'}", tmp_path)


def test_erasing_leaves_the_database_in_order(presenting: BoardElection) -> None:
    erase_presentation(presenting.board, presenting.uuid)
    with reading(presenting.board.store.engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM presentation_photos")).scalar_one() == 0
    assert BoardElection(presenting.board).create().open().head_size() == 6


def described(election: BoardElection, photo: str = "a.jpg") -> tuple[QuestionSpecification, ...]:
    (question,) = election.specification().questions
    first = CandidateSpecification(photo=photo, vision=VISION, mission=MISSION)
    return (msgspec.structs.replace(question, candidates=(first, CandidateSpecification(), first)),)


def test_a_description_names_its_photos(board: Board, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(portrait(1))
    election = BoardElection(board)
    specification = msgspec.structs.replace(
        election.specification(), questions=described(election), school="SMAN Contoh", zone="WIT"
    )
    files = described_presentation(specification, tmp_path)
    new_election(board, specification, election.credentials, election.spare_texts, files)
    found = find_presentation(board, election.uuid)
    assert found is not None
    assert (found.school, found.zone, len(found.candidates[0])) == ("SMAN Contoh", "WIT", 3)
    assert found.candidates[0][0] == CandidatePresentation(sha256_hex(portrait(1)), VISION, MISSION)
    assert described_presentation(election.specification(), tmp_path) is None


def test_a_description_of_a_school_alone(board: Board, tmp_path: Path) -> None:
    election = BoardElection(board)
    files = described_presentation(msgspec.structs.replace(election.specification(), school="SMAN Contoh"), tmp_path)
    assert files is not None
    new_election(board, election.specification(), election.credentials, election.spare_texts, files)


def test_by_command(sqlite_url: str, tmp_path: Path) -> None:
    board = fresh_board(sqlite_url, tmp_path)
    election = BoardElection(board)
    (tmp_path / "a.jpg").write_bytes(portrait(1))
    (tmp_path / "public_credentials.json").write_bytes(election.credentials)
    (tmp_path / "spares.json").write_bytes(msgspec.json.encode(election.spare_texts))
    specification = msgspec.structs.replace(
        election.specification(), questions=described(election), school="SMAN Contoh", spares="spares.json"
    )
    (tmp_path / "election.json").write_bytes(msgspec.json.encode(specification))
    options = ["--folder", str(tmp_path), "--database", sqlite_url]
    done = CliRunner().invoke(board_command, [*options, "new-election", str(tmp_path / "election.json")])
    assert (done.exit_code, done.output.strip()) == (0, election.uuid)
    assert find_presentation(board, election.uuid) is not None
    done = CliRunner().invoke(board_command, [*options, "erase-presentation", election.uuid])
    assert done.exit_code == 0, done.output
    assert "1 photos" in done.output
    assert find_presentation(board, election.uuid) is None
    done = CliRunner().invoke(board_command, [*options, "erase-presentation", "1" * 22])
    assert done.exit_code == 2
    (tmp_path / "a.jpg").unlink()
    specification = msgspec.structs.replace(specification, uuid="2" * 22)
    (tmp_path / "election.json").write_bytes(msgspec.json.encode(specification))
    done = CliRunner().invoke(board_command, [*options, "new-election", str(tmp_path / "election.json")])
    assert done.exit_code == 2
    assert "a.jpg" in done.output


def test_the_zone_of_pages_is_that_of_the_school(presenting: BoardElection, client: FlaskClient) -> None:
    page = client.get(f"/e/{presenting.uuid}").get_data(as_text=True)
    assert "WITA" in page
    assert "WIB" not in page
