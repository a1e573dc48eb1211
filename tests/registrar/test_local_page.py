"""The registrar's page as a browser uses it: who gets in, what each step does, and that nothing is left behind."""

import html
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.cookiejar import CookieJar
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pypdfium2
import pytest
import waitress
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from board_client.errors import BoardError
from pages.local_serving import MAX_BODY_BYTES, serve
from record.archive import ArchiveWriter
from record.canonical import decode, encode
from record.card_files import check_card_list, parse_card_list
from record.digests import sha256_hex
from record.entries import CARD_REPLACEMENT, COUNTERSIGNATURE, CardReplacement, Countersignature
from record.identifiers import new_identifier
from record.setup_file import make_setup_file
from registrar.cards.stub import stub_number
from registrar.local.application import create_local_app
from registrar.local.desk import IDLE_SECONDS, Desk
from registrar.register import Register, load_register, save_register
from registrar.replacing import replace_card
from registrar.rolls.voters import Voter
from tests.registrar.quick_boxes import quick_boxes
from tests.registrar.roll_files import CANARIES, dapodik_xlsx, pupils, workbook
from tests.registrar.test_exporting import UUID, order
from tests.registrar.test_replacing import Box
from tests.support.commands import InProcess
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import parties
from tests.support.memory_board import BuiltLog

PORT = 8765
TOKEN = "t" * 43
PASSPHRASE = "perahu kertas enam belas"
PUPILS = pupils(4)


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Browser:
    """A browser at the page: it sends the forms that it was shown."""

    def __init__(self, folder: Path, *, start: bool = True) -> None:
        self.clock = Clock()
        self.desk = Desk(folder, self.clock)
        self.app = create_local_app(self.desk, TOKEN, PORT)
        self.client: FlaskClient = self.app.test_client()
        self.folder = folder
        if start:
            assert self.get(f"/start/{TOKEN}").status_code == 303

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, base_url=f"http://127.0.0.1:{PORT}", **options)

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.status
        return html.unescape(answer.text)

    def post(self, path: str, *, page: str = "", token: bool = True, **fields: object) -> TestResponse:
        form = dict(fields)
        if token:
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page or "/" + path.split("/")[1]).text)
            assert found, page
            form["csrf_token"] = found[1]
        return self.client.post(path, base_url=f"http://127.0.0.1:{PORT}", data=form)

    def act(self, path: str, **fields: object) -> str:
        """Send a form and return the page after it."""
        answer = self.post(path, page=str(fields.pop("page", "")), token=True, **fields)
        assert answer.status_code == 303, answer.text
        return self.text(answer.location.partition("#")[0]) if answer.location != "/" else self.text("/file")

    def file(self, data: bytes, name: str = "berkas") -> tuple[BytesIO, str]:
        return BytesIO(data), name

    def new(self) -> None:
        self.act("/file/new", name="pilketos", passphrase=PASSPHRASE, again=PASSPHRASE)

    def ordered(self, name: str = "Pilketos Contoh") -> None:
        self.new()
        self.act("/order/read", file=self.file(encode(order(name=name))))

    def made(self, mode: str = "shuffled", roll: bytes = b"") -> Register:
        self.ordered()
        self.act("/roll/read", file=self.file(roll or dapodik_xlsx(PUPILS)))
        self.act("/cards/make", mode=mode, spares="2")
        return self.saved()

    def saved(self) -> Register:
        return load_register(self.folder / "pilketos.box", PASSPHRASE)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with quick_boxes():
        yield Browser(tmp_path)


# -- who gets in -------------------------------------------------------------------------------------------------------


def routes(browser: Browser) -> list[str]:
    return [
        re.sub(r"<[^>]+>", "1", str(rule))
        for rule in browser.app.url_map.iter_rules()
        if rule.endpoint not in ("start", "look.static")
    ]


def test_without_the_token_there_is_nothing(tmp_path: Path) -> None:
    browser = Browser(tmp_path, start=False)
    for route in routes(browser):
        for method in ("GET", "POST"):
            answer = browser.client.open(route, method=method, base_url=f"http://127.0.0.1:{PORT}")
            assert answer.status_code == 403, (method, route)
            assert "berlaku sekali" in answer.text
    assert browser.get("/start/" + "u" * 43).status_code == 403


def test_the_token_works_once_and_does_not_stay_in_the_address(tmp_path: Path) -> None:
    browser = Browser(tmp_path, start=False)
    answer = browser.get(f"/start/{TOKEN}")
    assert (answer.status_code, answer.location) == (303, "/")
    assert TOKEN not in answer.text
    cookie = answer.headers["Set-Cookie"]
    assert f"registrar-{PORT}=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    other = browser.app.test_client()
    assert other.get(f"/start/{TOKEN}", base_url=f"http://127.0.0.1:{PORT}").status_code == 403
    assert TOKEN not in browser.text("/file")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:9999", "0.0.0.0:8765"])
def test_another_name_of_this_machine_is_refused(browser: Browser, host: str) -> None:
    """A web page whose name was made to resolve to 127.0.0.1 is not let in, with or without the cookie."""
    for path in ("/file", "/look/look.css", f"/start/{TOKEN}"):
        assert browser.get(path, headers={"Host": host}).status_code == 421


def test_localhost_is_a_name_of_the_page(browser: Browser) -> None:
    assert browser.client.get("/look/look.css", base_url=f"http://localhost:{PORT}").status_code == 200


def test_forms_of_others_are_refused(browser: Browser) -> None:
    browser.made()
    before = browser.saved()
    posts = [str(r) for r in browser.app.url_map.iter_rules() if r.methods and "POST" in r.methods]
    assert len(posts) > 12
    for route in posts:
        answer = browser.post(route, token=False, word="HAPUS", stub="x", sure="yes")
        assert answer.status_code == 400, route
        assert "bukan dari halaman ini" in answer.text
    assert browser.saved() == before


def test_a_form_that_says_it_comes_from_another_site_is_refused(browser: Browser) -> None:
    browser.new()
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/file").text)
    assert found
    answer = browser.client.post(
        "/lock",
        base_url=f"http://127.0.0.1:{PORT}",
        data={"csrf_token": found[1]},
        headers={"Sec-Fetch-Site": "same-site"},
    )
    assert answer.status_code == 403
    assert browser.desk.register is not None


def test_no_answer_is_kept_by_a_cache_or_may_run_script(browser: Browser) -> None:
    browser.made()
    for path in ("/file", "/roll", "/lost", "/print/cards.pdf", "/nowhere", "/"):
        answer = browser.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert b"<script" not in answer.data
    assert "no-store" not in browser.get("/look/look.css").headers["Cache-Control"]


def test_names_cannot_run_script(browser: Browser) -> None:
    name = "<script>alert(1)</script>\"'"
    browser.ordered(name=name)
    roll = f"Nama;NISN;Kelas\n{name};0009000001;<b>X</b>\n{name};;<b>X</b>\n".encode()
    browser.act("/roll/read", file=browser.file(roll))
    for path in ("/order", "/roll", "/cards"):
        page = browser.get(path).text
        assert "<script>" not in page
        assert "<b>X" not in page
    assert "&lt;script&gt;" in browser.get("/roll").text


def test_an_idle_desk_is_locked(browser: Browser) -> None:
    browser.new()
    browser.clock.now += IDLE_SECONDS - 1
    assert "Terbuka:" in browser.text("/order")
    browser.clock.now += IDLE_SECONDS + 1
    page = browser.text("/order")
    assert "Setengah jam" in page
    assert "Terbuka:" not in page
    assert PASSPHRASE not in repr(vars(browser.desk))


def test_closing_forgets_everything(browser: Browser) -> None:
    browser.made()
    browser.act("/export/sign", sure="yes")
    browser.act("/lock", page="/file")
    assert browser.desk == Desk(browser.folder, browser.clock, _last=browser.desk._last)
    assert browser.get("/download/card-list").status_code == 404
    assert "Buka berkas registrar dulu" in browser.text("/lost")


# -- the steps ---------------------------------------------------------------------------------------------------------


def test_the_whole_way(browser: Browser) -> None:
    assert browser.get("/").location == "/file"
    browser.new()
    assert browser.get("/").location == "/order"
    assert "Pilketos Contoh" in browser.act("/order/read", file=browser.file(encode(order())))
    assert browser.get("/").location == "/roll"
    page = browser.act("/roll/read", file=browser.file(dapodik_xlsx(PUPILS)))
    assert "4 pemilih" in page
    assert "semua baris baik" in page
    assert "62" in page
    assert "diacak dalam amplop kelas" in browser.text("/cards")
    browser.act("/cards/make", mode="shuffled", spares="2")
    register = browser.saved()
    assert (len(register.cards), register.named, len(register.voters)) == (6, False, 4)
    assert browser.get("/").location == "/export"
    browser.act("/export/sign", sure="yes")
    found = parse_card_list(browser.get("/download/card-list").data)
    check_card_list(found, UUID)
    assert browser.saved().exported
    assert browser.get("/").location == "/countersign"
    for sheet in ("cards", "spares", "envelopes", "attendance", "destruction"):
        answer = browser.get(f"/print/{sheet}.pdf")
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF")
    assert browser.get("/print/secrets.pdf").status_code == 404


def test_where_cards_lead_is_shown_large_before_they_are_printed(browser: Browser) -> None:
    """A wrong address in the card order would send every voter to somebody else's page."""
    browser.made()
    shown = f'<strong class="fingerprint">{order().address}</strong>'
    for path in ("/order", "/print"):
        page = browser.text(path)
        assert "Kartu mengarahkan pemilih ke" in page
        assert shown in page


def test_cards_with_names_are_chosen_on_purpose(browser: Browser) -> None:
    register = browser.made(mode="named")
    assert {card.voter.name for card in register.cards if card.voter} == {pupil.name for pupil in PUPILS}


def test_problems_of_a_roll_are_decided_on_the_page(browser: Browser) -> None:
    browser.ordered()
    roll = b"Nama;NISN;Kelas\nSiswa 001;9000001;X\nSiswa 002;9000001;X\nSiswa 003;;X\n;77;X\n"
    page = browser.act("/roll/read", file=browser.file(roll))
    assert page.count("Putuskan:") == 2
    assert "9000001 akan menjadi 0009000001" in page
    assert "putuskan yang masih terbuka" in browser.text("/cards")
    refused = browser.act("/cards/make", page="/roll", mode="shuffled", spares="1")
    assert "Belum berhasil" in refused
    assert browser.saved().cards == ()
    page = browser.act("/roll/decide", leave=["5"], without=["3"], zeros="restore")
    assert "Putuskan:" not in page
    # What was left out stays left out when another decision is taken.
    page = browser.act("/roll/decide", left=["5"], without=["3"], zeros="keep", group="Y")
    assert "Putuskan:" not in page
    browser.act("/roll/decide", left=["5"], without=["3"], zeros="restore")
    browser.act("/cards/make", mode="shuffled", spares="1")
    assert [voter.number for voter in browser.saved().voters] == ["0009000001", "", ""]


def test_a_newer_roll_is_shown_before_it_is_taken(browser: Browser) -> None:
    register = browser.made()
    newer = dapodik_xlsx([*PUPILS[1:], *pupils(5)[4:]])
    browser.act("/roll/read", file=browser.file(newer))
    page = browser.text("/cards")
    assert pupils(5)[4].name in page
    assert PUPILS[0].name in page
    assert browser.saved() == register
    browser.act("/cards/update", page="/cards")
    assert {voter.name for voter in browser.saved().voters} == {pupil.name for pupil in pupils(5)[1:]}


def test_teachers_join_the_pupils_only_where_that_is_said(browser: Browser) -> None:
    register = browser.made()
    teachers = browser.file(b"Nama Guru;NUPTK\nGuru 001;8800000000000001\n")
    browser.act("/roll/read", file=teachers)
    page = browser.text("/cards")
    assert "Sebagian besar pemilih akan keluar dari daftar." in page
    assert "Keluar (" in page
    teachers = browser.file(b"Nama Guru;NUPTK\nGuru 001;8800000000000001\n")
    assert "bergabung dengan pemilih yang sudah ada" in browser.act("/roll/read", file=teachers, kind="more")
    page = browser.text("/cards")
    assert "Sebagian besar" not in page
    assert "Keluar (" not in page
    browser.act("/cards/update", page="/cards")
    saved = browser.saved()
    assert set(saved.voters) == {*register.voters, Voter("Guru 001", "8800000000000001", "Guru dan staf")}
    assert {card.serial for card in register.cards} < {card.serial for card in saved.cards}


def test_a_workbook_with_voters_on_two_sheets_waits_for_a_decision(browser: Browser) -> None:
    browser.made()
    data = workbook([["Nama", "Kelas"], ["Siswa 101", "X"]], [["Nama", "Kelas"], ["Siswa 102", "Y"]])
    page = browser.act("/roll/read", file=browser.file(data))
    assert "Hanya lembar Sheet1 yang dibaca, padahal di lembar lain juga ada pemilih: Sheet2." in page
    assert "/cards" not in page.split("Baris")[-1]
    page = browser.act("/roll/decide", sheets="first", page="/roll")
    assert "Dari berkas ini hanya lembar Sheet1 yang dipakai, bukan: Sheet2." in page


REFUSALS: dict[str, tuple[Callable[[Browser], str], str]] = {
    "short passphrase": (
        lambda b: b.act("/file/new", name="x", passphrase="pendek", again="pendek"),
        "paling sedikit 12",
    ),
    "other passphrase": (
        lambda b: b.act("/file/new", name="x", passphrase=PASSPHRASE, again=PASSPHRASE + "x"),
        "berbeda",
    ),
    "path for a name": (
        lambda b: b.act("/file/new", name="../x", passphrase=PASSPHRASE, again=PASSPHRASE),
        "Nama terdiri",
    ),
    "name taken": (
        lambda b: b.act("/file/new", name="pilketos", passphrase=PASSPHRASE, again=PASSPHRASE),
        "sudah ada",
    ),
    "wrong passphrase": (
        lambda b: b.act("/file/open", name="pilketos.box", passphrase="salah"),
        "tidak membuka berkas pilketos.box",
    ),
    "another file": (lambda b: b.act("/file/open", name="../../etc/passwd", passphrase="x"), "Nama terdiri"),
    "other election": (
        lambda b: b.act("/order/read", file=b.file(encode(order(new_identifier())))),
        "untuk pemilihan lain",
    ),
    "no order": (lambda b: b.act("/order/read", file=b.file(b"{}")), "Ini bukan pesanan kartu."),
    "no file": (lambda b: b.act("/order/read"), "Belum ada berkas yang dipilih"),
    "no roll": (lambda b: b.act("/roll/read", file=b.file(b"halo")), "Tidak ada kolom Nama"),
    "cards twice": (
        lambda b: (
            b.act("/roll/read", file=b.file(dapodik_xlsx(PUPILS))),
            b.act("/cards/make", page="/roll", mode="named", spares="1"),
        )[1],
        "sudah berisi kartu",
    ),
    "export unsure": (lambda b: b.act("/export/sign"), "Beri tanda bahwa kartu sudah lengkap"),
    "no stub": (lambda b: b.act("/lost/replace", stub="0001"), "bukan nomor kartu"),
    "guessed stub": (lambda b: b.act("/lost/replace", stub="0001-0000"), "Tidak ada potongan kartu"),
    "no setup": (lambda b: b.act("/countersign/look"), "Ketik alamat papan"),
    "sign unseen": (lambda b: b.act("/countersign/sign", compared="yes"), "Lihat penyiapan di papan dulu"),
    "no setup file": (lambda b: b.act("/countersign/look", file=b.file(b"{}")), "Belum berhasil"),
    "no board": (lambda b: b.act("/countersign/look", board="papan"), "Belum berhasil"),
    "wrong word": (lambda b: b.act("/erase/now", word="hapus"), "Tidak ada yang dimusnahkan"),
}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with quick_boxes():
        browser = Browser(tmp_path_factory.mktemp("made"))
        browser.made()
        yield browser


@pytest.mark.parametrize("what", REFUSALS)
def test_a_refusal_is_a_sentence_and_changes_nothing(made_once: Browser, what: str) -> None:
    browser = made_once
    if browser.desk.register is None:
        browser.act("/file/open", name="pilketos.box", passphrase=PASSPHRASE)
    before = browser.saved()
    act, sentence = REFUSALS[what]
    page = act(browser)
    assert "Belum berhasil" in page
    assert sentence in page
    assert 'role="alert"' in page
    assert "pendek" not in page
    assert PASSPHRASE not in page
    assert browser.saved() == before


def test_english_is_the_second_language(made_once: Browser) -> None:
    assert "Lost cards" in made_once.text("/lost?lang=en")
    assert "Kartu hilang" in made_once.text("/lost?lang=id")


# -- lost cards --------------------------------------------------------------------------------------------------------


def some_stub(register: Register) -> tuple[int, str]:
    serial = next(card.serial for card in register.cards if not card.spare and not card.replaced_by)
    return serial, stub_number(register, serial)


def test_a_lost_card_gives_a_signed_file_and_a_receipt(browser: Browser) -> None:
    browser.made()
    browser.act("/export/sign", sure="yes")
    register = browser.saved()
    serial, stub = some_stub(register)
    page = browser.act("/lost/replace", stub=stub)
    assert "Berikan kartu cadangan kepada pemilih setelah papan menerimanya." in page
    changed = browser.saved()
    spare = changed.card(changed.card(serial).replaced_by)
    assert stub_number(register, spare.serial) in page
    message = decode(browser.get(f"/lost/{serial}.json").data, CardReplacement)
    assert CARD_REPLACEMENT.verify(register.key.public_hex, message)
    assert (message.revoked, message.activated) == (register.card(serial).credential, spare.credential)
    assert browser.get(f"/lost/{serial}.pdf").data.startswith(b"%PDF")
    assert browser.get(f"/lost/{spare.serial}.json").status_code == 404


def test_a_page_never_writes_over_what_another_one_wrote(browser: Browser) -> None:
    """Two windows of the program, or a command beside the page: both would give away the same spare."""
    browser.made()
    browser.act("/export/sign", sure="yes")
    register = browser.saved()
    other = next(card.serial for card in register.cards if not card.spare)
    mine = next(card.serial for card in register.cards if not card.spare and card.serial != other)
    changed, _, spare = replace_card(register, other)
    save_register(browser.folder / "pilketos.box", changed, PASSPHRASE)
    page = browser.act("/lost/replace", stub=stub_number(register, mine))
    assert "diubah di tempat lain" in page
    assert browser.saved() == changed
    assert browser.saved().card(other).replaced_by == spare.serial
    (browser.folder / "pilketos.box").unlink()
    assert "diubah di tempat lain" in browser.act("/lost/withhold", stub=stub_number(register, mine))
    assert not (browser.folder / "pilketos.box").exists(), "an erased register does not come back"


def test_a_spare_is_freed_by_proof_or_by_word_and_not_by_wish(browser: Browser) -> None:
    browser.made()
    browser.act("/export/sign", sure="yes")
    register = browser.saved()
    _, stub = some_stub(register)
    browser.act("/lost/replace", stub=stub)
    replaced = browser.saved()
    assert "Pilih arsip" in browser.act("/lost/release", stub=stub)
    assert "Pilih arsip" in browser.act("/lost/release", stub=stub, word="ditolak")
    empty = BytesIO()
    ArchiveWriter(empty, 1)
    assert "Arsip tidak bisa dibaca" in browser.act("/lost/release", stub=stub, archive=browser.file(empty.getvalue()))
    assert browser.saved() == replaced
    assert "bebas lagi" in browser.act("/lost/release", stub=stub, word="DITOLAK")
    assert browser.saved().cards == register.cards


def test_a_withheld_card_makes_room_for_a_newcomer(browser: Browser) -> None:
    browser.made()
    browser.act("/export/sign", sure="yes")
    browser.act("/roll/read", file=browser.file(dapodik_xlsx(pupils(5))))
    assert "tidak bisa ditambah" in browser.text("/cards")
    browser.act("/cards/update", page="/cards")
    assert [voter.name for voter in browser.saved().late] == [pupils(5)[4].name]
    _, stub = some_stub(browser.saved())
    browser.act("/lost/withhold", stub=stub)
    assert "Pilih pendatang baru" in browser.act("/lost/replace", stub=stub)
    browser.act("/lost/replace", stub=stub, late="0")
    assert browser.saved().late == ()


# -- countersigning from a file ----------------------------------------------------------------------------------------


def setup_of(register: Register, **changes: object) -> bytes:
    builder = ElectionBuilder(replace(parties("single"), registrar=register.key, uuid=UUID))
    builder.genesis(**{"spares": register.spares(), **changes})
    builder.setup(credentials=register.public_credentials())
    return make_setup_file(BuiltLog.of(builder.record()))


def test_a_setup_is_countersigned_without_a_network(browser: Browser) -> None:
    register = browser.made()
    page = browser.act("/countersign/look", file=browser.file(setup_of(register)))
    assert "6, semuanya milik Anda" in page
    assert "Cocokkan sidik jari" in browser.act("/countersign/sign")
    assert browser.saved().countersigned_root == ""
    browser.act("/countersign/sign", compared="yes")
    message = decode(browser.get("/download/countersignature").data, Countersignature)
    assert COUNTERSIGNATURE.verify(register.key.public_hex, message)
    assert browser.saved().countersigned_root == message.root
    page = browser.act("/countersign/look", file=browser.file(setup_of(register, k=11)))
    assert "Anda pernah menandatangani penyiapan lain" in page


# -- the end -----------------------------------------------------------------------------------------------------------


def test_erasing_leaves_a_record_and_nothing_else(browser: Browser) -> None:
    browser.made(mode="named")
    digest = sha256_hex((browser.folder / "pilketos.box").read_bytes())
    (browser.folder / ".pilketos.box.0011223344556677.partial").write_bytes(b"torn by a crash")
    page = browser.act("/erase/now", word="HAPUS")
    assert "sudah dimusnahkan" in page
    assert [path.name for path in browser.folder.iterdir()] == ["pemusnahan-pilketos.pdf"]
    record = browser.get("/download/destruction").data
    assert record == (browser.folder / "pemusnahan-pilketos.pdf").read_bytes()
    assert digest[:4] in _text_of(record)
    assert not any(pupil.name in _text_of(record) for pupil in PUPILS)
    assert "Buka berkas registrar dulu" in browser.text("/lost")


def _text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


# -- nothing is left on a disk -----------------------------------------------------------------------------------------


def test_uploads_and_prints_never_touch_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Served as in real life: neither Flask nor waitress nor a printer puts a roll or codes into a file."""
    made: list[str] = []

    def never(*names: object, **options: object) -> object:
        made.append(repr(names))
        raise AssertionError("a temporary file was made")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, never)
    home = tmp_path / "tmp"
    home.mkdir()
    monkeypatch.setenv("TMPDIR", str(home))
    folder = tmp_path / "registers"
    folder.mkdir()
    listener = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_local_app(Desk(folder), TOKEN, listener.getsockname()[1])
    threading.Thread(target=serve, args=(app, listener), daemon=True).start()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def page(path: str) -> bytes:
        data: bytes = opener.open(base + path, timeout=60).read()
        return data

    def send(path: str, fields: dict[str, str], file: bytes = b"") -> None:
        found = re.search(rb'name="csrf_token" value="([^"]+)"', page("/" + path.split("/")[1]))
        assert found
        fields["csrf_token"] = found[1].decode()
        if not file:
            opener.open(base + path, urlencode(fields).encode(), timeout=60).read()
            return
        parts = [
            f'--B\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
        ]
        parts.append(
            b'--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + file + b"\r\n--B--\r\n"
        )
        headers = {"Content-Type": "multipart/form-data; boundary=B"}
        opener.open(urllib.request.Request(base + path, b"".join(parts), headers), timeout=60).read()

    # A CSV of more than a megabyte, which both Flask and waitress would put into a file by default.
    rows = [f"{p.name};{p.nisn};{p.group};{CANARIES[1]};{'x' * 400_000}" for p in PUPILS]
    roll = "\n".join(["Nama;NISN;Kelas;Nama Ayah;Catatan", *rows]).encode()
    with quick_boxes():
        page(f"/start/{TOKEN}")
        send("/file/new", {"name": "pilketos", "passphrase": PASSPHRASE, "again": PASSPHRASE})
        send("/order/read", {}, encode(order()))
        send("/roll/read", {}, roll)
        assert b"x" * 1000 not in page("/roll")
        send("/roll/read", {}, dapodik_xlsx(PUPILS))
        send("/cards/make", {"mode": "named", "spares": "2"})
        assert page("/print/cards.pdf").startswith(b"%PDF")
        send("/export/sign", {"sure": "yes"})
        register = load_register(folder / "pilketos.box", PASSPHRASE)
    assert made == []
    assert list(home.rglob("*")) == []
    assert [path.name for path in folder.iterdir()] == ["pilketos.box"]
    box = (folder / "pilketos.box").read_bytes()
    inside = encode(register)
    for canary in (*CANARIES, "x" * 100):
        assert canary.encode() not in box
        assert canary.encode() not in inside
    for pupil in PUPILS:
        assert pupil.name.encode() not in box
        assert pupil.name.encode() in inside


def test_long_answers_stay_in_memory_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF of a thousand cards is larger than what waitress keeps in memory by default."""
    asked: dict[str, object] = {}

    class Ended:
        def run(self) -> None:
            asked["run"] = True

        def close(self) -> None:
            asked["closed"] = True

    def create(app: object, **options: object) -> Ended:
        asked.update(options)
        return Ended()

    monkeypatch.setattr(waitress, "create_server", create)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serve(lambda environ, start: [], listener)
    assert asked["run"]
    assert asked["closed"]
    for name in ("inbuf_overflow", "outbuf_overflow"):
        assert int(str(asked[name])) > MAX_BODY_BYTES


def test_the_command_prints_the_address_that_opens_the_page(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "suarasah", "registrar", "open", "--folder", str(tmp_path), "--no-browser"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as run:
        try:
            assert run.stdout is not None
            address = run.stdout.readline().rpartition(" ")[2].strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+/start/[\w-]{43}", address)
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            with opener.open(address, timeout=60) as answer:
                assert answer.url.endswith("/file")
                assert "Buat berkas registrar baru" in answer.read().decode()
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(address, timeout=60)
        finally:
            run.send_signal(signal.SIGINT)
            _, said = run.communicate(timeout=60)
    assert "Traceback" not in said


def test_a_folder_that_is_not_there() -> None:
    answer = InProcess()("registrar", "open", "--folder", "tidak-ada", "--no-browser", expect=2)
    assert answer.problem() == "file"


# -- straight to the board ---------------------------------------------------------------------------------------------


class FakeBoard:
    """A board that refuses every replacement under a rule, if there is one, and has an archive."""

    def __init__(self, rule: str, archive: bytes) -> None:
        self.rule = rule
        self.data = archive
        self.asked: list[bytes] = []

    def __call__(self, address: str) -> "FakeBoard":
        assert address == "http://papan.lan"
        return self

    def replace_card(self, uuid: str, payload: bytes) -> None:
        assert uuid == UUID
        self.asked.append(payload)
        if self.rule:
            raise BoardError("entry-refused", 409, "refused.", self.rule)

    @contextmanager
    def archive(self, uuid: str) -> Iterator[BytesIO]:
        yield BytesIO(self.data)


@pytest.mark.parametrize(("rule", "voted", "freed"), [("V41", True, True), ("V41", False, False), ("V40", True, False)])
def test_a_refusal_of_the_board_frees_the_spare_only_with_the_ballot(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, rule: str, voted: bool, freed: bool
) -> None:
    browser.made()
    browser.act("/export/sign", sure="yes")
    register = browser.saved()
    serial, stub = some_stub(register)
    box = Box.of(register, UUID)
    if voted:
        box.vote(serial)
    board = FakeBoard(rule, box.builder.record().archive())
    monkeypatch.setattr("registrar.local.card_views.BoardClient", board)
    page = browser.act("/lost/replace", stub=stub, board="http://papan.lan")
    assert "Belum berhasil" in page
    assert len(board.asked) == 1
    assert (browser.saved().card(serial).replaced_by == 0) is freed


def test_an_accepted_replacement_is_at_the_board(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.made()
    browser.act("/export/sign", sure="yes")
    register = browser.saved()
    serial, stub = some_stub(register)
    board = FakeBoard("", b"")
    monkeypatch.setattr("registrar.local.card_views.BoardClient", board)
    page = browser.act("/lost/replace", stub=stub, board="http://papan.lan")
    assert "Belum berhasil" not in page
    assert board.asked == [browser.get(f"/lost/{serial}.json").data]
