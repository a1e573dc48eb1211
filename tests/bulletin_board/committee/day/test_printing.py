"""The printed forms: figures, what does not add up, rehearsals, withheld results; the same facts, the same bytes."""

import contextlib
import io
from dataclasses import replace

import msgspec
import pypdfium2
import pytest
import zxingcpp

from bulletin_board.administration import extend_voting
from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.committee.day.facts import DayFacts, read_facts
from bulletin_board.committee.day.minutes import minutes_document
from bulletin_board.committee.day.printing import Form, print_form
from bulletin_board.committee.day.remarks import Remarks
from bulletin_board.committee.day.words import WORDS
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from bulletin_board.specification import ElectionSpecification
from record.figures import AnswerFigure
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
    document = pypdfium2.PdfDocument(print_form(form, facts, language, ADDRESS))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_the_figures_of_the_minutes(board: Board) -> None:
    facts = replace(finished(board), revision=2, remarks=Remarks("Aula SMAN Contoh", 5, "Listrik padam #1 *lama*", ""))
    shown = words(facts)
    for line in (
        "BERITA ACARA",
        "Pada hari Selasa, tanggal dua puluh empat bulan November tahun dua ribu dua puluh enam (24 November 2026)",
        "bertempat di Aula SMAN Contoh",
        "Penutupan yang diumumkan 24 November 2026 pukul 13.00 WIB",
        "Penutupan diundur sampai 24 November 2026 pukul 14.00 WIB karena listrik padam",
        "Pemilih dalam daftar (DPT), satu kartu seorang 8 delapan",
        "Kartu yang tercatat, termasuk cadangan 10 sepuluh",
        "Kartu hilang yang diganti kartu cadangan 1 satu",
        "Kartu yang dibagikan (pemilih dan pengganti) 9 sembilan",
        "Kartu yang dipakai memilih 5 lima",
        "Kartu pemilih yang tidak dipakai 3 tiga",
        "Penanda tangan daftar hadir (dihitung panitia) 5 lima",
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


def test_the_record_of_the_count(board: Board) -> None:
    facts = finished(board)
    shown = words(facts, "c_hasil")
    assert "C.HASIL Catatan Hasil Penghitungan Suara" in shown
    assert "2 Ketua B & Wakil B 3 tiga" in shown
    assert "Kartu yang dipakai memilih 5 lima" in shown
    english = words(facts, "c_hasil", "en")
    assert "2 Ketua B & Wakil B 3 3 Ketua C & Wakil C 1" in english
    assert "tiga" not in english


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
