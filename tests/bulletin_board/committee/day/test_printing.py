"""The printed forms: figures, what does not add up, rehearsals, withheld results; the same facts, the same bytes."""

import contextlib
import io
from dataclasses import replace
from datetime import datetime

import msgspec
import pypdfium2
import pytest
import zxingcpp

from bulletin_board.administration import extend_voting
from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.committee.day.acts import ActTimes
from bulletin_board.committee.day.facts import DayFacts, read_facts
from bulletin_board.committee.day.minutes import minutes_document
from bulletin_board.committee.day.printing import Form, print_form
from bulletin_board.committee.day.remarks import Remarks
from bulletin_board.committee.day.words import WORDS
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from bulletin_board.specification import ElectionSpecification, QuestionSpecification
from record.figures import AnswerFigure, QuestionFigures
from registrar.cards.words import WORDS as LIST_WORDS
from registrar.cards.words import Language
from tests.support.board_elections import BoardElection

ADDRESS = "http://papan.lan/e/Pemilihan"


class Rehearsal(BoardElection):
    def specification(self) -> ElectionSpecification:
        return msgspec.structs.replace(super().specification(), kind="practice")


def finished(board: Board, kind: type[BoardElection] = BoardElection, ballots: int = 5) -> DayFacts:
    """Eight voters, two spares, a lost card, a ballot cast again, a seal test, an hour more."""
    election = kind(board, voters=8, spares=2, k=3, name="Pilketos SMAN Contoh").create().open()
    post(board, election.uuid, "CardReplacement", election.replacement(7))
    for voter in range(ballots):
        cast(board, election.uuid, election.ballot(voter, choice=(1, 2, 2, 0, 3)[voter]))
    cast(board, election.uuid, election.ballot(0, choice=2, seed=99))
    post(board, election.uuid, "Challenge", election.challenge(1, "A" * 43))
    extend_voting(board, election.uuid, "2026-11-24T07:00:00Z", "power")
    election.close()
    if ballots >= election.k:
        for owner in (1, 2):
            send_share(board, election.uuid, *election.share(owner))
        election.publish()
    return facts_of(election)


def facts_of(election: BoardElection) -> DayFacts:
    with election.board.store.read_election(election.uuid) as found:
        return read_facts(election.board, found, "SMAN Contoh")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Figures are read alike from every database."""
    return sqlite_url


def words(facts: DayFacts, form: Form = "minutes", language: str = "id") -> str:
    return " ".join(page_texts(facts, form, language))


def page_texts(facts: DayFacts, form: Form = "minutes", language: str = "id") -> list[str]:
    """The text of each page on one line."""
    with contextlib.closing(pypdfium2.PdfDocument(print_form(form, facts, language, ADDRESS))) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_the_figures_of_the_minutes(board: Board) -> None:
    facts = replace(finished(board), revision=2, remarks=Remarks("Aula SMAN Contoh", 5, "Listrik padam #1 *lama*", ""))
    shown = words(facts)
    for line in (
        "BERITA ACARA",
        "Pada hari Selasa, tanggal dua puluh empat bulan November tahun dua ribu dua puluh enam (24 November 2026)",
        "bertempat di Aula SMAN Contoh",
        "Waktu buka yang diumumkan 24 November 2026 pukul 08.00 WIB",
        "Waktu tutup yang diumumkan 24 November 2026 pukul 13.00 WIB",
        "Waktu tutup diundur sampai 24 November 2026 pukul 14.00 WIB karena listrik padam",
        "Pemilih dalam daftar (DPT), satu kartu seorang 8 delapan",
        "Kartu yang tercatat, termasuk cadangan 10 sepuluh",
        "Kartu hilang yang diganti kartu cadangan 1 satu",
        "Kartu yang diterbitkan (pemilih dan pengganti) 9 sembilan",
        "Kartu yang dipakai memilih 5 lima",
        "Kartu pemilih yang tidak dipakai 3 tiga",
        "Tanda tangan di daftar hadir, kolom Hadir memilih (dihitung panitia) 5 lima",
        "Suara yang masuk ke kotak suara 6 enam",
        "Digantikan suara terakhir dari kartu yang sama 1 satu",
        "Uji segel: dibuka, tidak dihitung 1 satu",
        "Tingkat partisipasi 62,5%",
        "1 Ketua A & Wakil A 0 nol 2 Ketua B & Wakil B 3 tiga 3 Ketua C & Wakil C 1 satu",
        "Tidak memilih 1 satu",
        "Jumlah seluruhnya 5 lima",
        "Semua angka cocok.",
        "6 = 6 V14 V21",
        "5 = 5 kertas",
        "Kejadian khusus Listrik padam #1 *lama*",
        "Keberatan saksi Nihil.",
        "Saksi pasangan calon nomor 3",
        "Pemegang kunci: Pemegang 2",
        "Catatan panitia revisi 2",
        ADDRESS,
    ):
        assert line in shown, line
    agreed = facts.fingerprints.agreed
    assert " ".join(agreed[start : start + 4] for start in range(0, 64, 4)) in shown
    for absent in ("TIDAK COCOK", "GELADI BERSIH", "BELUM FINAL"):
        assert absent not in shown


def test_what_does_not_add_up_is_stated_with_the_difference(board: Board) -> None:
    facts = finished(board)
    assert "Daftar hadir tidak dihitung." in words(facts)
    shown = words(replace(facts, remarks=Remarks(attendance=7)))
    assert "1 angka tidak cocok" in shown
    assert "7 ≠ 5 kertas TIDAK COCOK, selisih 2" in shown
    broken = tuple(
        msgspec.structs.replace(each, left=9, holds=False) if each.id == "spares" else each
        for each in facts.figures.reconciliation
    )
    changed = replace(facts, figures=msgspec.structs.replace(facts.figures, reconciliation=broken))
    shown = words(changed, language="en")
    assert "9 > 2 V40 V41 DOES NOT ADD UP, by 7" in shown


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-24T{clock}+00:00")


@pytest.mark.parametrize(
    ("acts", "opened", "closed"),
    [
        # Announced were 08.00 and 13.00 WIB, and then 14.00.
        (ActTimes(at("00:30:00"), at("07:00:00")), "pukul 07.30 WIB", "pukul 14.00 WIB"),
        (ActTimes(at("01:00:59"), at("07:00:59")), "pukul 08.00 WIB", "pukul 14.00 WIB"),
        (
            ActTimes(at("01:01:00"), at("06:59:59")),
            "pukul 08.01 WIB (sesudah waktunya)",
            "pukul 13.59 WIB (sebelum waktunya)",
        ),
        (ActTimes(), "waktunya tidak tercatat", "waktunya tidak tercatat"),
    ],
    ids=["on time", "within the minute", "late and early", "by commands"],
)
@pytest.mark.parametrize("form", ["minutes", "c_hasil"])
def test_the_hours_are_those_of_the_acts(board: Board, acts: ActTimes, opened: str, closed: str, form: Form) -> None:
    day = "24 November 2026 " if acts.opened else ""
    shown = words(replace(finished(board), acts=acts), form)
    assert f"Dibuka oleh panitia {day}{opened} Kotak ditutup oleh panitia {day}{closed} Pemilih dan kartu" in shown


def test_the_hours_in_english(board: Board) -> None:
    shown = words(replace(finished(board), acts=ActTimes(at("01:01:00"), at("06:59:00"))), language="en")
    for line in (
        "Opening as announced 24 November 2026 at 08:00 WIB Close as announced 24 November 2026 at 13:00 WIB",
        "Opened by the committee 24 November 2026 at 08:01 WIB (after its time)",
        "Box closed by the committee 24 November 2026 at 13:59 WIB (before its time)",
    ):
        assert line in shown, line


def test_what_was_not_done_yet_has_no_hour(board: Board) -> None:
    election = BoardElection(board).create()
    assert "Dibuka oleh panitia" not in words(facts_of(election))
    shown = words(facts_of(election.open()))
    assert "Dibuka oleh panitia" in shown
    assert "Kotak ditutup" not in shown


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_attendance_is_the_column_that_the_list_has(board: Board, language: Language) -> None:
    assert LIST_WORDS[language]["column_voted"] in WORDS[language]["attendance"]


def test_the_record_of_the_count(board: Board) -> None:
    facts = finished(board)
    shown = words(facts, "c_hasil")
    assert "C.HASIL Catatan Hasil Penghitungan Suara" in shown
    assert "2 Ketua B & Wakil B 3 tiga" in shown
    assert "Kartu yang dipakai memilih 5 lima" in shown
    for line in (
        "Suara yang masuk ke kotak suara 6 enam",
        "Digantikan suara terakhir dari kartu yang sama 1 satu",
        "Uji segel: dibuka, tidak dihitung 1 satu",
    ):
        assert line in shown, line
    # Who signs has read what is signed, and sees it on one page.
    assert shown.index("Ujung catatan") < shown.index("Dibuat dengan sebenarnya")
    pages = page_texts(replace(facts, remarks=Remarks(attendance=7)), "c_hasil")
    assert any("Alamat" in page and "Ditandatangani juga oleh" in page for page in pages)
    english = words(facts, "c_hasil", "en")
    assert "2 Ketua B & Wakil B 3 3 Ketua C & Wakil C 1" in english
    assert "tiga" not in english


def test_the_record_of_the_count_says_what_does_not_add_up(board: Board) -> None:
    facts = finished(board)
    assert "Lihat berita acara." not in words(facts, "c_hasil")
    shown = words(replace(facts, remarks=Remarks(attendance=7)), "c_hasil")
    assert "Daftar hadir = kartu yang dipakai memilih 7 ≠ 5 kertas TIDAK COCOK, selisih 2 Lihat berita acara." in shown
    assert "cocok V" not in shown
    assert "See the minutes." in words(replace(facts, remarks=Remarks(attendance=7)), "c_hasil", "en")


class Two(BoardElection):
    """One pair against the empty box, and a second question."""

    def specification(self) -> ElectionSpecification:
        questions = (
            QuestionSpecification(question="Setuju dengan pasangan ini?", answers=("Ketua A & Wakil A",), blank=True),
            QuestionSpecification(question="Kegiatan apa?", answers=("Seni", "Sains", "Olahraga"), min=0, max=2),
        )
        return msgspec.structs.replace(super().specification(), questions=questions)


def counted_two(board: Board) -> DayFacts:
    """The forms need only the figures: five cards voted."""
    facts = facts_of(Two(board, voters=8, k=3).create().open())
    questions = (
        QuestionFigures("Setuju dengan pasangan ini?", (AnswerFigure("Ketua A & Wakil A", 4),), 1),
        QuestionFigures("Kegiatan apa?", tuple(map(AnswerFigure, ("Seni", "Sains", "Olahraga"), (3, 2, 0))), None),
    )
    figures = msgspec.structs.replace(facts.figures, counted=5, ballots=5, questions=questions)
    return replace(facts, phase="published", figures=figures)


@pytest.mark.parametrize("form", ["minutes", "c_hasil"])
def test_two_questions_and_the_empty_box(board: Board, form: Form) -> None:
    pages = page_texts(counted_two(board), form)
    shown = " ".join(pages)
    sole = (
        "Hasil: Setuju dengan pasangan ini? Nomor Pasangan calon Suara Dengan huruf 1 Ketua A & Wakil A 4 empat "
        "Jumlah suara untuk pasangan calon 4 empat Kotak kosong 1 satu Jumlah seluruhnya 5 lima"
    )
    second = (
        "Hasil: Kegiatan apa? Nomor Pasangan calon Suara Dengan huruf 1 Seni 3 tiga 2 Sains 2 dua 3 Olahraga 0 nol "
        "Jumlah suara untuk pasangan calon 5 lima Jumlah seluruhnya 5 lima"
    )
    for table in (sole, second):
        assert any(table in page for page in pages), table
    assert shown.count("Kotak kosong") == 1
    assert "Saksi pasangan calon nomor" not in shown, "of which question?"


@pytest.mark.parametrize("lines", [0, 4, 8, 12, 16, 20])
def test_a_table_of_results_is_never_torn(board: Board, lines: int) -> None:
    """Wherever on the page it begins: here behind a place that has more and more lines."""
    pages = page_texts(replace(counted_two(board), remarks=Remarks(place="Aula " * 20 * lines)))
    table = "Hasil: Kegiatan apa? Nomor Pasangan calon Suara Dengan huruf 1 Seni"
    assert any(table in page and "Jumlah seluruhnya 5 lima" in page.split(table)[1] for page in pages)


def test_a_table_that_no_page_can_hold_goes_on(board: Board) -> None:
    facts = counted_two(board)
    answers = tuple(AnswerFigure(f"Kegiatan {number}", number) for number in range(1, 81))
    first, second = facts.figures.questions
    questions = (first, msgspec.structs.replace(second, answers=answers))
    shown = words(replace(facts, figures=msgspec.structs.replace(facts.figures, questions=questions)))
    for number in (1, 40, 80):
        assert f"{number} Kegiatan {number} {number} " in shown
    assert "Jumlah seluruhnya 3.240 tiga ribu dua ratus empat puluh" in shown


@pytest.mark.parametrize("form", ["minutes", "c_hasil"])
def test_every_page_says_of_which_print_it_is(board: Board, form: Form) -> None:
    facts = replace(finished(board), revision=2)
    root = facts.fingerprints.root
    start = f"{root[:4]} {root[4:8]} {root[8:12]} {root[12:16]} ..."
    pages = page_texts(facts, form)
    assert len(pages) > 1
    for page in pages:
        assert page.endswith(f"Nomor pemilihan {facts.uuid} · ujung catatan {start} · revisi 2")
    for page in page_texts(facts_of(BoardElection(board).create()), form):
        # Before the close there is no head that stays.
        assert "ujung catatan" not in page
        assert page.endswith("· revisi 0")


@pytest.mark.parametrize("form", ["minutes", "c_hasil"])
def test_number_and_address_can_be_copied(board: Board, form: Form) -> None:
    facts = finished(board)
    address = f"http://papan.lan/e/{facts.uuid}"
    with contextlib.closing(pypdfium2.PdfDocument(print_form(form, facts, "id", address))) as document:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert f"Alamat {address} Nomor pemilihan {facts.uuid} Aturan" in text


@pytest.mark.parametrize("form", ["minutes", "c_hasil"])
def test_a_rehearsal_cannot_be_mistaken(board: Board, form: Form) -> None:
    facts = finished(board, Rehearsal)
    assert "GELADI BERSIH" in words(facts, form)
    assert "Angka di sini bukan hasil pemilihan" in words(facts, form)
    assert "PRACTICE" in words(facts, form, "en")


def test_a_withheld_result(board: Board) -> None:
    facts = finished(board, ballots=2)
    shown = words(facts)
    assert "Hasil tidak dibuka: hanya 2 suara dihitung, kurang dari 3." in shown
    assert "Hasil: " not in shown
    assert "BELUM FINAL" not in shown
    assert "Saksi pasangan calon nomor 3" in shown


def test_before_the_result_it_says_that_it_is_not_final(opened: BoardElection) -> None:
    shown = words(facts_of(opened))
    assert "BELUM FINAL" in shown
    assert "Hasil belum diumumkan." in shown


@pytest.mark.parametrize("form", ["minutes", "c_hasil"])
def test_the_same_facts_give_the_same_bytes(board: Board, form: Form) -> None:
    facts = finished(board)
    assert print_form(form, facts, "id", ADDRESS) == print_form(form, facts, "id", ADDRESS)
    assert print_form(form, facts, "id", ADDRESS) != print_form(form, facts, "en", ADDRESS)


def test_the_code_leads_to_the_public_record(board: Board) -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(print_form("minutes", finished(board), "id", ADDRESS)))
    found = [code.text for page in document for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert found == [ADDRESS]


def test_both_languages_have_all_words(board: Board) -> None:
    assert WORDS["id"].keys() == WORDS["en"].keys()
    facts = finished(board)
    first, second = (minutes_document(facts, language, ADDRESS, "") for language in ("id", "en"))
    assert first.keys() == second.keys()


@pytest.mark.parametrize("form", ["minutes", "c_hasil"])
def test_long_words_stay_in_their_cells(board: Board, form: Form) -> None:
    """What was typed may never cover a figure, nor leave the page."""
    facts, change = finished(board), msgspec.structs.replace
    names = ("Ñ" * 100 + " & " + "Ñ" * 100, "Ketua " + "x" * 94, "https://contoh.id/" + "a" * 80)
    questions = tuple(
        change(each, question="Q" * 300, answers=tuple(map(change_name, each.answers, names)))
        for each in facts.figures.questions
    )
    facts = replace(
        facts,
        name="N" * 200,
        school="S" * 200,
        remarks=Remarks(place="P" * 200, incidents="I" * 1000, objections="O" * 1000),
        keys=tuple(
            replace(key, holders=tuple(replace(each, name="H" * 100) for each in key.holders)) for key in facts.keys
        ),
        figures=change(facts.figures, questions=questions),
    )
    with contextlib.closing(pypdfium2.PdfDocument(print_form(form, facts, "id", ADDRESS))) as document:
        boxes = [box for page in document for box in right_edges(page)]
    out = "".join(letter for letter, edge in boxes if edge > millimetres(190.5))
    assert out == "", "the margin"
    wide = [edge for letter, edge in boxes if letter == "Ñ"]
    assert len(wide) >= 200
    assert max(wide) <= millimetres(20 + 17 + 67), "the figures are beside the names"


def change_name(answer: AnswerFigure, name: str) -> AnswerFigure:
    return msgspec.structs.replace(answer, name=name)


def right_edges(page: pypdfium2.PdfPage) -> list[tuple[str, float]]:
    """Every letter of a page with its right edge in points."""
    text = page.get_textpage()
    return [(text.get_text_range(n, 1), text.get_charbox(n)[2]) for n in range(text.count_chars())]


def millimetres(length: float) -> float:
    """In points."""
    return length * 72 / 25.4
