"""Result pages: what they show at which time, photos and their erasure, the hall's screen, the picture to share."""

import io
from typing import Any, get_args

import msgspec
import pytest
from flask.testing import FlaskClient
from PIL import Image

from bulletin_board.administration import extend_voting, new_election
from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.figures import read_figures
from bulletin_board.posting import post
from bulletin_board.presentations import PresentationFiles, erase_presentation
from bulletin_board.public import results
from bulletin_board.public.picture import draw_result, number_text, percent_text
from bulletin_board.public.presenting import REASONS, Outcome
from bulletin_board.public.results import PictureCache
from bulletin_board.sharing import send_share
from bulletin_board.specification import ElectionSpecification, QuestionSpecification
from record.digests import sha256_hex
from record.entries import ExtensionReason
from record.figures import MovedClose
from record.presentation import CandidatePresentation, Presentation, encode_presentation
from tests.support.board_elections import CLOSES, BoardElection, TurnedClock


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages ask nothing that depends on the database."""
    return sqlite_url


def photo(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (480, 640), colour).save(out, "JPEG")
    return out.getvalue()


PHOTOS = {sha256_hex(data): data for data in (photo("teal"), photo("olive"))}


class Shown(BoardElection):
    """With photos of the first two pairs, in WITA."""

    def create(self) -> "Shown":
        candidates = tuple(CandidatePresentation(sha256) for sha256 in [*PHOTOS, ""])
        document = encode_presentation(Presentation(school="SMAN Contoh 2", zone="WITA", candidates=(candidates,)))
        files = PresentationFiles(document, PHOTOS)
        new_election(self.board, self.specification(), self.credentials, self.spare_texts, files)
        return self


class Sole(BoardElection):
    """One pair against the empty box, and a second question."""

    def specification(self) -> ElectionSpecification:
        questions = (
            QuestionSpecification(question="Setuju?", answers=("Ketua A & Wakil A",), blank=True),
            QuestionSpecification(question="Kegiatan?", answers=("Seni", "Sains"), min=0, max=2),
        )
        return msgspec.structs.replace(super().specification(), questions=questions, kind="practice")

    def ballot(self, voter: int, choice: int = 1, seed: int | None = None) -> bytes:
        from record.ballot_making import make_unsigned_ballot, sign_ballot
        from tests.support.board_elections import GROUP

        setup = self.setup
        marks = [[int(choice == 0), int(choice == 1)], [1, 1]]
        unsigned = make_unsigned_ballot(setup.election, setup.fingerprint, self.cards[voter], marks, voter.to_bytes(32))
        return sign_ballot(GROUP, unsigned, self.secrets[voter])


def count(election: BoardElection, choices: tuple[int, ...] = (1, 2, 2)) -> BoardElection:
    for voter, choice in enumerate(choices):
        cast(election.board, election.uuid, election.ballot(voter, choice=choice))
    election.close()
    return count_shares(election)


def count_shares(election: BoardElection) -> BoardElection:
    for owner in (1, 2):
        send_share(election.board, election.uuid, *election.share(owner))
    return election.publish()


def text(client: FlaskClient, path: str, language: str = "id") -> str:
    answer = client.get(f"{path}?lang={language}")
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def test_figures_of_the_database(board: Board) -> None:
    election = BoardElection(board).create().open()
    post(board, election.uuid, "CardReplacement", election.replacement(3))
    extend_voting(board, election.uuid, "2026-11-24T07:00:00Z", "network")
    extend_voting(board, election.uuid, "2026-11-24T08:00:00Z", "queue")
    cast(board, election.uuid, election.ballot(0, choice=3, seed=9))
    count(election)
    with board.store.read_election(election.uuid) as found:
        figures = read_figures(found)
    assert (figures.kind, figures.roll, figures.cards, figures.spares, figures.replaced) == ("real", 4, 5, 1, 1)
    assert (figures.ballots, figures.superseded, figures.counted, figures.weight) == (4, 1, 3, 3)
    assert figures.extensions == (
        MovedClose("2026-11-24T07:00:00Z", "network"),
        MovedClose("2026-11-24T08:00:00Z", "queue"),
    )
    assert [answer.votes for answer in figures.questions[0].answers] == [1, 2, 0]
    assert figures.reconciles


@pytest.mark.parametrize("page", ["", "/result"])
def test_everybody_sees_why_the_close_was_moved(client: FlaskClient, board: Board, page: str) -> None:
    election = Shown(board).create().open()
    path = f"/e/{election.uuid}{page}"
    assert "diundur" not in text(client, path)
    for voter in range(2):
        cast(board, election.uuid, election.ballot(voter))
    extend_voting(board, election.uuid, "2026-11-24T07:00:00Z", "network")
    extend_voting(board, election.uuid, "2026-11-25T08:00:00Z", "queue")
    first, second = (
        "Waktu tutup diundur sampai pukul 15.00 WITA karena jaringan putus.",
        "Waktu tutup diundur sampai 25 November 2026 pukul 16.00 WITA karena antrean panjang.",
    )
    shown = text(client, path)
    assert -1 < shown.find(first) < shown.find(second)
    assert "The close was moved to 15:00 WITA, because of: network down." in text(client, path, "en")
    # And so it stays.
    for act in (election.close, lambda: count_shares(election)):
        act()
        assert first in text(client, path)


def test_a_withheld_result_says_why_the_close_was_moved(client: FlaskClient, opened: BoardElection) -> None:
    extend_voting(opened.board, opened.uuid, "2026-11-24T07:00:00Z", "committee")
    opened.close()
    assert "karena keputusan panitia." in text(client, f"/e/{opened.uuid}/result")


def test_all_reasons_have_words() -> None:
    for words in REASONS.values():
        assert words.keys() == set(get_args(ExtensionReason))


def test_photos_until_they_are_erased(client: FlaskClient, board: Board) -> None:
    election = count(Shown(board).create().open())
    for page in ("result", "hall"):
        shown = text(client, f"/e/{election.uuid}/{page}")
        for sha256 in PHOTOS:
            assert f"/photos/{sha256}" in shown
        assert shown.count('class="face"') == 2
        # As much room beside the bars of those without a photo.
        assert shown.count('class="face none"') == 2
    erase_presentation(board, election.uuid)
    for page in ("result", "hall"):
        shown = text(client, f"/e/{election.uuid}/{page}")
        assert "face" not in shown
        assert "2. Ketua B &amp; Wakil B" in shown


def test_nothing_is_shown_before_the_result(client: FlaskClient, board: Board, clock: TurnedClock) -> None:
    election = Shown(board).create()
    for page in ("result", "hall"):
        assert "Ketua A" not in text(client, f"/e/{election.uuid}/{page}")
    election.open()
    cast(board, election.uuid, election.ballot(0))
    assert "Dibuka sampai pukul 14.00 WITA" in text(client, f"/e/{election.uuid}/hall")
    for page in ("result", "hall"):
        assert "Ketua A" not in text(client, f"/e/{election.uuid}/{page}")
    answer = client.get(f"/e/{election.uuid}/result.png")
    assert (answer.status_code, answer.mimetype) == (409, "text/html")


def test_the_page_of_an_election_names_school_and_hours_in_its_zone(client: FlaskClient, board: Board) -> None:
    election = Shown(board).create().open()
    shown = text(client, f"/e/{election.uuid}")
    assert "SMAN Contoh 2" in shown
    assert "Dibuka sampai pukul 14.00 WITA" in shown


def test_the_hall_waits_for_key_holders_and_then_rests(client: FlaskClient, board: Board, clock: TurnedClock) -> None:
    election = BoardElection(board).create().open()
    for voter in range(3):
        cast(board, election.uuid, election.ballot(voter))
    path = f"/e/{election.uuid}/hall"
    answer = client.get(path)
    assert answer.headers["Refresh"] == "15"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "75,0%" in text(client, path)
    clock.now = CLOSES
    election.close()
    assert "Menunggu pemegang kunci: 0 dari 2" in text(client, path)
    send_share(board, election.uuid, *election.share(1))
    assert "Menunggu pemegang kunci: 1 dari 2" in text(client, path)
    assert "Waiting for key holders: 1 of 2" in text(client, path, "en")
    send_share(board, election.uuid, *election.share(2))
    election.publish()
    answer = client.get(path)
    assert "Refresh" not in answer.headers
    assert "1. Ketua A &amp; Wakil A" in text(client, path)


def test_a_withheld_result_in_the_hall(client: FlaskClient, opened: BoardElection) -> None:
    cast(opened.board, opened.uuid, opened.ballot(0))
    opened.close()
    answer = client.get(f"/e/{opened.uuid}/hall?lang=en")
    assert "Refresh" not in answer.headers
    assert "With fewer than 2 ballots" in answer.get_data(as_text=True)


def test_figures_and_table_behind_the_bars(client: FlaskClient, board: Board) -> None:
    election = count(BoardElection(board).create().open())
    shown = text(client, f"/e/{election.uuid}/result", "en")
    assert (
        '<th scope="row">2. Ketua B &amp; Wakil B</th><td class="number">2</td><td class="number">66.7%</td>' in shown
    )
    assert "All figures add up." in shown
    assert "0 / 1" in shown


def test_the_empty_box_and_more_questions(client: FlaskClient, board: Board) -> None:
    election = count(Sole(board).create().open(), (1, 0, 1))
    shown = text(client, f"/e/{election.uuid}/result")
    assert "Kotak kosong" in shown
    assert "Geladi bersih." in shown
    assert "question=2" in shown
    assert "100,0%" in shown
    for number, status in ((1, 200), (2, 200), (3, 409), (0, 400), ("x", 400)):
        assert client.get(f"/e/{election.uuid}/result.png?question={number}").status_code == status


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The languages of the pictures that were really drawn."""
    languages: list[str] = []

    def draw(summary: dict[str, Any], outcome: Outcome, language: str) -> bytes:
        languages.append(language)
        return draw_result(summary, outcome, language)

    monkeypatch.setattr(results, "draw_result", draw)
    return languages


def test_the_picture_is_drawn_once_for_each_language(client: FlaskClient, board: Board, drawn: list[str]) -> None:
    election = count(Shown(board).create().open())
    path = f"/e/{election.uuid}/result.png"
    pictures = [client.get(f"{path}?lang={language}") for language in ("id", "en", "id", "en")]
    assert drawn == ["id", "en"]
    assert Image.open(io.BytesIO(pictures[0].get_data())).size == (1200, 630)
    assert pictures[0].get_data() == pictures[2].get_data() != pictures[1].get_data()
    kept = client.get(f"{path}?lang=id", headers={"If-None-Match": pictures[0].headers["ETag"]})
    assert kept.status_code == 304


def test_the_cache_of_pictures_stays_small() -> None:
    cache = PictureCache(limit=3)
    for number in range(10):
        cache.keep(number, b"%d" % number)
    assert [cache.find(number) for number in (6, 7, 9)] == [None, b"7", b"9"]


def test_numbers_as_each_language_writes_them() -> None:
    assert (number_text(1024, "id"), number_text(1024, "en")) == ("1.024", "1,024")
    assert (percent_text(66.66, "id"), percent_text(66.66, "en")) == ("66,7%", "66.7%")


def test_a_picture_of_very_many_answers_has_those_with_the_most_votes() -> None:
    from bulletin_board.public.picture import _shown_bars
    from bulletin_board.public.presenting import Bar

    bars = tuple(Bar(number, f"Calon {number}", number % 10, 0.0, blank=False) for number in range(1, 13))
    shown = _shown_bars(bars)
    assert [bar.number for bar in shown] == [2, 3, 4, 5, 6, 7, 8, 9]
