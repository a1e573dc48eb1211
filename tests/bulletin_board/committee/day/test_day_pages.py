"""The committee's pages of the day, as the committee and a saksi use them."""

from html import escape

import pypdfium2
from werkzeug.test import TestResponse

from bulletin_board.casting import cast
from bulletin_board.committee.audit_log import audit_lines
from bulletin_board.machines import report_machine
from bulletin_board.storage.database import reading
from registrar.cards.words import WORDS as LIST_WORDS
from tests.bulletin_board.committee.elections.school import SchoolElections, text_of


def published(school: SchoolElections) -> SchoolElections:
    answer = school.decrypted().send("result", word="UMUMKAN")
    assert answer.status_code == 303, text_of(answer)
    return school


def printed(answer: TestResponse) -> str:
    """The text of a form on one line."""
    document = pypdfium2.PdfDocument(answer.get_data())
    return " ".join(" ".join(each.get_textpage().get_text_range() for each in document).split())


def remark(school: SchoolElections, revision: int, **fields: str) -> int:
    return keep(school, revision, **fields).status_code


def keep(school: SchoolElections, revision: object, **fields: str) -> TestResponse:
    return school.panitia.post(school.path("day/minutes"), revision=str(revision), **fields)


def test_turnout_and_machines(school: SchoolElections) -> None:
    school.opened()
    for voter in range(3):
        cast(school.board, school.parties.uuid, school.parties.ballot(voter))
        school.later(minutes=7)
    report_machine(school.board, school.parties.uuid, "Bilik-1 <b>")
    school.later(minutes=11)
    report_machine(school.board, school.parties.uuid, "Bilik-2")
    school.stay()
    for visitor in (school.panitia, school.saksi):
        answer = visitor.get(school.path("day/turnout?lang=id"))
        assert answer.status_code == 200
        assert answer.headers["Refresh"] == "60; url=?renewed=1"
        shown = text_of(answer)
        assert "75,0% Tingkat partisipasi 3 dari 4 kartu sudah memilih" in shown
        assert "24/11 08.00 0" in shown
        assert "24/11 09.05 2" in shown
        assert "24/11 09.32 3" in shown
        assert "Bilik-1 <b> 11 menit lalu: periksa mesin ini" in shown
        assert "Bilik-2 baru saja" in shown
        assert "Ketua A" not in shown
        page = answer.get_data(as_text=True)
        assert '<svg class="chart" role="img"' in page
        assert "<b>" not in page


def test_a_page_that_renews_itself_keeps_nobody_signed_in(school: SchoolElections) -> None:
    school.opened()
    page = school.path("day/turnout")
    for minutes in (0, 10, 20):
        assert school.panitia.get(f"{page}?renewed=1").status_code == 200, minutes
        assert school.saksi.get(page).status_code == 200, minutes
        school.later(minutes=10)
    assert school.panitia.get(f"{page}?renewed=1").status_code == 303
    # Whoever loads a page stays.
    assert school.saksi.get(page).status_code == 200


def test_a_line_that_ends_with_the_election_needs_no_more_looking(school: SchoolElections) -> None:
    published(school)
    answer = school.panitia.get(school.path("day/turnout"))
    assert "Refresh" not in answer.headers
    assert "Belum ada mesin yang melapor" in text_of(answer)


def test_the_address_for_machines_is_whole(school: SchoolElections) -> None:
    school.opened()
    station = f"http://papan.lan/booth/?e={school.draft.uuid}&tps=Bilik-1"
    for machines in (0, 1):
        page = school.panitia.get(school.path("day/turnout"))
        assert f"<pre>{escape(station)}</pre>" in page.get_data(as_text=True), machines
        report_machine(school.board, school.parties.uuid, "Bilik-1")


def test_the_forms_say_when_the_committee_opened_and_closed(school: SchoolElections) -> None:
    """Voting was announced for 08.00 to 13.00 WIB on the 24th."""
    school.opened()
    for voter in range(3):
        cast(school.board, school.parties.uuid, school.parties.ballot(voter))
    school.turn_to("2026-11-24T03:15:00")
    assert school.send("close", word="TUTUP SEKARANG").status_code == 303
    school.turn_to("2026-11-24T09:00:00")
    for page in ("minutes.pdf", "c-hasil.pdf"):
        shown = printed(school.saksi.get(school.path(f"day/{page}?lang=id")))
        assert "Waktu tutup yang diumumkan 24 November 2026 pukul 13.00 WIB" in shown
        assert "Dibuka oleh panitia 20 November 2026 pukul 08.00 WIB Kotak" in shown
        assert "Kotak ditutup oleh panitia 24 November 2026 pukul 10.15 WIB (sebelum waktunya)" in shown
        shown = printed(school.saksi.get(school.path(f"day/{page}?lang=en")))
        assert "Box closed by the committee 24 November 2026 at 10:15 WIB (before its time)" in shown


def test_the_attendance_is_that_of_the_column_for_voting(school: SchoolElections) -> None:
    school.set_up()
    shown = text_of(school.panitia.get(school.path("day/minutes?lang=id")))
    assert f"kolom {LIST_WORDS['id']['column_voted']}" in shown
    assert f"Jumlahkan baris {LIST_WORDS['id']['total_voted']}." in shown
    shown = text_of(school.panitia.get(school.path("day/minutes?lang=en")))
    assert f"column {LIST_WORDS['en']['column_voted']}" in shown
    assert f"The sum of {LIST_WORDS['en']['total_voted']}." in shown
    assert f"The column {LIST_WORDS['en']['column_card']} is another figure." in shown


def test_remarks_are_kept_as_revisions(school: SchoolElections) -> None:
    published(school)
    assert remark(school, 0, place="Aula", attendance="3", incidents="Listrik padam <b>", objections="") == 303
    shown = text_of(school.panitia.get(school.path("day/minutes?lang=id")))
    assert "Catatan disimpan." in shown
    assert "Penanda tangan daftar hadir sama banyak dengan yang memilih." in shown
    assert remark(school, 1, place="Aula", attendance="5", incidents="Listrik padam", objections="") == 303
    answer = school.panitia.get(school.path("day/minutes?lang=id"))
    shown = text_of(answer)
    assert "Penanda tangan daftar hadir 2 lebih banyak daripada yang memilih." in shown
    assert "Revisi sebelumnya (1)" in shown
    assert "<b>" not in answer.get_data(as_text=True)
    with reading(school.board.store.engine) as connection:
        acts = [line.record for line in audit_lines(connection, school.school)]
    kept = [each.details["revision"] for each in acts if each.act == "keep-remarks"]
    assert sorted(kept) == [1, 2]


def test_nobody_overwrites_another(school: SchoolElections) -> None:
    school.set_up()
    assert remark(school, 0, place="Aula", attendance="3", incidents="Punya orang lain", objections="") == 303
    answer = keep(school, 0, place="Lapangan", attendance="2", incidents="Punyaku", objections="")
    assert answer.status_code == 409
    shown = text_of(answer)
    assert "Orang lain sudah menyimpan catatan" in shown
    assert "Punya orang lain" in shown
    assert "Punyaku" in shown
    # The form now stands on what was kept, so that sending it again keeps both in order.
    assert 'name="revision" value="1"' in answer.get_data(as_text=True)
    assert remark(school, 1, place="Lapangan", attendance="2", incidents="Punyaku", objections="") == 303


def test_a_revision_is_a_number(school: SchoolElections) -> None:
    school.set_up()
    for revision in ("", "-1", "x", "9" * 20):
        assert keep(school, revision, place="Aula", attendance="", incidents="", objections="").status_code == 409


def test_what_cannot_be_kept_stays_in_the_form(school: SchoolElections) -> None:
    school.set_up()
    answer = keep(school, 0, place="Aula", attendance="banyak", incidents="Listrik padam", objections="")
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert "Jumlah hadir ditulis sebagai angka" in shown
    assert 'value="banyak"' in shown
    assert "Listrik padam" in shown


def test_the_forms_are_printed(school: SchoolElections) -> None:
    published(school)
    remark(school, 0, place="Aula SMAN Contoh", attendance="3", incidents="", objections="")
    for visitor, page, name in (
        (school.panitia, "minutes.pdf", "berita-acara"),
        (school.saksi, "minutes.pdf", "berita-acara"),
        (school.panitia, "c-hasil.pdf", "c-hasil"),
        (school.saksi, "c-hasil.pdf", "c-hasil"),
    ):
        answer = visitor.get(school.path(f"day/{page}?lang=id"))
        assert answer.mimetype == "application/pdf"
        assert f'filename="{name}-' in answer.headers["Content-Disposition"]
        shown = printed(answer)
        assert "1 Ketua A & Wakil A 2 dua 2 Ketua B & Wakil B 1 satu" in shown
        assert f"http://papan.lan/e/{school.parties.uuid}" in shown
        assert "Pemegang kunci: Pemegang 1" in shown


def test_a_saksi_reads_and_writes_nothing(school: SchoolElections) -> None:
    school.set_up()
    page = school.saksi.get(school.path("day/minutes")).get_data(as_text=True)
    assert "Simpan catatan" not in page
    answer = school.saksi.post(school.path("day/minutes"), revision="0", place="x", attendance="", incidents="")
    assert answer.status_code == 403


def test_there_is_no_day_before_the_set_up(school: SchoolElections) -> None:
    school.complete()
    for page in ("turnout", "minutes", "minutes.pdf", "c-hasil.pdf"):
        assert school.panitia.get(school.path(f"day/{page}")).status_code == 404


def test_before_the_result_the_page_says_so_and_counts_nothing(school: SchoolElections) -> None:
    school.opened()
    cast(school.board, school.parties.uuid, school.parties.ballot(0, choice=2))
    school.later(minutes=1)
    shown = text_of(school.panitia.get(school.path("day/minutes")))
    assert "Hasil belum diumumkan" in shown
    assert "Ketua A" not in shown


def test_the_code_on_the_forms_leads_where_the_cards_lead(school: SchoolElections) -> None:
    """Not to whatever name somebody's browser has for this machine."""
    published(school)
    school.panitia.client.environ_base["HTTP_HOST"] = "127.0.0.1:8000"
    for form in ("minutes", "c-hasil"):
        answer = school.panitia.get(school.path(f"day/{form}.pdf"))
        assert answer.status_code == 200
        pages = pypdfium2.PdfDocument(answer.data)
        text = "".join(page.get_textpage().get_text_bounded() for page in pages)
        assert f"http://papan.lan/e/{school.draft.uuid}" in "".join(text.split())
        assert "127.0.0.1" not in text
