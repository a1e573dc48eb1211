"""Pages for people: both languages, every state of an election, Cek suaraku, nothing that the policy forbids."""

import gzip
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import board_client
import bulletin_board.public
import pages.look
from bulletin_board.administration import change_booth
from bulletin_board.app import create_app
from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from crypto.credential import format_code, generate_code
from record.ballot import parse_ballot, short_code, tracking_code
from tests.support.board_elections import CLOSES, OPENS, BoardElection, TurnedClock, fresh_board


def _folder(module: ModuleType) -> Path:
    assert module.__file__ is not None
    return Path(module.__file__).parent


TEMPLATES = [
    *Path(bulletin_board.public.__file__).parent.rglob("*.html"),
    *Path(pages.look.__file__).parent.rglob("*.html"),
]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages ask nothing that depends on the database."""
    return sqlite_url


class _Strict(HTMLParser):
    """Refuses what the policy would refuse silently, and unbalanced tags."""

    void = ("meta", "link", "input", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "style", "iframe", "object")
        for name, value in attrs:
            assert name != "style"
            assert not name.startswith("on")
            assert not (name in ("src", "href", "action") and re.match(r"(https?:)?//|javascript:", value or ""))
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass


def page(client: FlaskClient, path: str, language: str = "en", status: int = 200) -> str:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status_code == status
    assert "script" not in answer.headers["Content-Security-Policy"]
    text = answer.get_data(as_text=True)
    strict = _Strict()
    strict.feed(text)
    assert strict.open == []
    assert f'<html lang="{language}">' in text
    return re.sub(r"\s+", " ", text)


def test_every_text_is_translated() -> None:
    wanted = set()
    for template in TEMPLATES:
        for text in re.findall(r'(?:_|ngettext)\(\s*(?:"([^"]+)"|\'([^\']+)\')', template.read_text()):
            wanted.add(text[0] or text[1])
    folders = (bulletin_board.public.TRANSLATIONS, Path(pages.look.__file__).parent / "translations")
    known: set[str] = set()
    for folder in folders:
        with (folder / "id.po").open("rb") as file:
            for message in read_po(file, locale="id"):
                text = message.id if isinstance(message.id, str) else message.id[0]
                known |= {text} - {""}
                assert message.string not in ("", ("",)), text
                assert not message.fuzzy or not text, text
    # Sentences with values are those of errors, which pages on one's own machine translate.
    errors = {text for text in known - wanted if "{" in text}
    sources = "".join(
        path.read_text("utf-8") for name in (pages.look, board_client) for path in _folder(name).glob("*.py")
    )
    assert wanted == known - errors
    assert all(f'"{text}"' in sources for text in errors)


def test_indonesian_first_and_the_choice_is_kept(client: FlaskClient, election: BoardElection) -> None:
    assert '<html lang="id">' in client.get("/").get_data(as_text=True)
    answer = client.get("/?lang=en")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert '<html lang="en">' in client.get("/").get_data(as_text=True)
    assert '<html lang="en">' in client.get("/?lang=xx").get_data(as_text=True)
    assert "Papan Pengumuman Suara" in page(client, "/", "id")


def test_states_in_words(client: FlaskClient, election: BoardElection, clock: TurnedClock) -> None:
    path = f"/e/{election.uuid}"
    assert "Being prepared" in page(client, path)
    election.open()
    clock.now = OPENS - timedelta(days=1)
    assert "Opens at 08:00 WIB on 24 November 2026" in page(client, path)
    assert "Dibuka 24 November 2026 pukul 08.00 WIB" in page(client, path, "id")
    clock.now = OPENS
    assert "Dibuka sampai pukul 13.00 WIB" in page(client, path, "id")
    clock.now = CLOSES
    assert "Voting time is over" in page(client, path)
    for voter in range(3):
        clock.now = OPENS
        cast(election.board, election.uuid, election.ballot(voter, choice=voter % 2))
    assert "75.0%" in page(client, path)
    assert "3 dari 4 kartu pemilih" in page(client, path, "id")
    assert "Nobody knows the result" in page(client, f"{path}/result")
    election.close()
    assert "waiting for the key holders" in page(client, path)
    assert "Now the key holders open the total" in page(client, f"{path}/result")
    for owner in (1, 2):
        send_share(election.board, election.uuid, *election.share(owner))
    election.publish()
    shown = page(client, f"{path}/result", "id")
    assert "Ketua A &amp; Wakil A" in shown
    assert "Tidak memilih" in shown
    assert "66,7%" in shown
    for route in ("", "/box", "/downloads"):
        for language in ("id", "en"):
            page(client, path + route, language)
    assert "Pilketos SMAN Contoh" in page(client, "/")


def test_withheld(client: FlaskClient, opened: BoardElection) -> None:
    cast(opened.board, opened.uuid, opened.ballot(0))
    opened.close()
    shown = page(client, f"/e/{opened.uuid}/result")
    assert "Only 1 ballot counts. With fewer than 2 ballots" in shown


def search(client: FlaskClient, election: BoardElection, code: str) -> str:
    answer = client.post(f"/e/{election.uuid}/box?lang=en", data={"code": code})
    if answer.status_code == 303:
        return page(client, answer.headers["Location"])
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_cek_suaraku(client: FlaskClient, opened: BoardElection) -> None:
    first, second = (cast(opened.board, opened.uuid, opened.ballot(0, seed=seed)).code for seed in (1, 2))
    tested = tracking_code(parse_ballot(opened.ballot(1)))
    post(opened.board, opened.uuid, "Challenge", opened.challenge(1, tested))
    assert "In the box, number 2" in search(client, opened, short_code(second))
    assert "In the box, number 2" in search(client, opened, f" {short_code(second).lower().replace('-', ' ')} ")
    assert "In the box, number 2" in search(client, opened, second)
    assert "Replaced by number 2" in search(client, opened, short_code(first))
    assert "Seal test: opened, not counted" in search(client, opened, short_code(tested))
    assert "Not found. Do this:" in search(client, opened, "K7QX-2M9D-VT4A")
    assert "not a tracking code" in search(client, opened, "hello")
    assert "not a tracking code" in page(client, f"/e/{opened.uuid}/box?code=hello")
    opened.close()
    assert "Counted, number 2" in search(client, opened, short_code(second))


def test_a_card_code_is_never_repeated(client: FlaskClient, opened: BoardElection) -> None:
    for secret in (generate_code(), format_code(generate_code()), format_code(generate_code()).lower()):
        answer = client.post(f"/e/{opened.uuid}/box?lang=en", data={"code": secret})
        assert answer.status_code == 200
        text = answer.get_data(as_text=True)
        assert "secret code of a voter card" in text
        assert secret not in text
        assert secret not in str(answer.headers)


def test_the_box_lists_the_newest_first_page_by_page(
    client: FlaskClient, opened: BoardElection, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bulletin_board.public import views

    monkeypatch.setattr(views, "PAGE", 2)
    codes = [short_code(cast(opened.board, opened.uuid, opened.ballot(0, seed=seed)).code) for seed in range(5)]
    shown, path = [], f"/e/{opened.uuid}/box"
    while path:
        text = page(client, path)
        shown += re.findall(r"code=([0-9A-Z-]{14})\"", text)
        older = re.search(r'href="([^"]+before=\d+)"', text)
        path = older[1] if older else ""
    assert shown == codes[::-1]
    page(client, f"/e/{opened.uuid}/box?before=x")


def test_markup_in_names_stays_text(board: Board, clock: TurnedClock) -> None:
    election = BoardElection(board, name="<script>alert(1)</script>").create()
    client = create_app(board.config, board).test_client()
    for path in ("/", f"/e/{election.uuid}", f"/e/{election.uuid}/box"):
        assert "&lt;script&gt;" in page(client, path)
    attack = client.get(f'/e/{election.uuid}/box?code="><script>&lang="><script>').get_data(as_text=True)
    assert "<script>" not in attack


def test_errors_are_pages_for_people(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There is nothing at this address" in page(client, "/nothing", status=404)
    assert "There is nothing at this address" in page(client, "/e/UnknownElection1", status=404)
    from bulletin_board.errors import BusyError
    from bulletin_board.public import views

    def busy(board: Board) -> None:
        raise BusyError("busy")

    monkeypatch.setattr(views, "all_summaries", busy)
    assert "Nothing is lost" in page(client, "/", status=503)


def test_the_look(client: FlaskClient) -> None:
    for name in ("look.css", "seal.svg"):
        answer = client.get(f"/look/{name}")
        assert answer.status_code == 200
        assert "max-age" in answer.headers["Cache-Control"]


def test_the_files_of_the_booth_can_be_compared(client: FlaskClient, opened: BoardElection) -> None:
    assert "Files of the booth" not in page(client, f"/e/{opened.uuid}")
    change_booth(opened.board, opened.uuid, ["ab" * 32, "cd" * 32])
    shown = page(client, f"/e/{opened.uuid}")
    assert "Files of the booth" in shown
    assert "ab" * 32 in shown
    assert "cd" * 32 in shown


def test_the_booth_is_served_with_its_own_policy(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html>booth")
    (folder / "assets").mkdir()
    (folder / "assets" / "a.js").write_bytes(b"console.log('booth');" * 100)
    board = fresh_board(sqlite_url, tmp_path)
    election = BoardElection(board).create().open()
    config = replace(board.config, booth_folder=folder)
    client = create_app(config, Board(config, board.store)).test_client()
    answer = client.get(f"/booth/?e={election.uuid}")
    assert answer.get_data() == b"<!doctype html>booth"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert client.get("/booth/index.html").status_code == 200
    assert f'href="/booth/?e={election.uuid}"' in page(client, f"/e/{election.uuid}", "id")
    assert f'href="/booth/?e={election.uuid}&amp;lang=en"' in page(client, f"/e/{election.uuid}")
    script = b"console.log('booth');" * 100
    zipped = client.get("/booth/assets/a.js", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.get_data()) == client.get("/booth/assets/a.js").get_data() == script
    assert len(zipped.get_data()) < len(script) / 4
    assert zipped.content_type.startswith("text/javascript")
    assert zipped.headers["Vary"] == "Accept-Encoding"
    # A page may be another one tomorrow, so a browser asks again; what carries its hash in its name never is.
    assert "immutable" in zipped.headers["Cache-Control"]
    assert answer.headers["Cache-Control"] == "no-cache"
    kept = client.get("/booth/", headers={"If-None-Match": answer.headers["ETag"]})
    assert (kept.status_code, kept.get_data()) == (304, b"")
    # What is served is what was there at the start, and was announced.
    (folder / "index.html").write_text("<!doctype html>another")
    assert client.get("/booth/").get_data() == answer.get_data()
    for path in ("/booth/../board.key", "/booth/%2e%2e/board.key", "/booth/nothing.js"):
        assert client.get(path).status_code == 404
