"""The committee's way from the form to the result, with what each page says and refuses."""

import io

import pytest

from bulletin_board.storage.committee_tables import audit_log
from bulletin_board.storage.database import reading
from tests.bulletin_board.committee.elections.school import SchoolElections, add_people, text_of
from tests.support.logs import synthetic_key

PAGES = ("schedule", "candidates", "cards", "keys", "rehearsal", "setup", "preview")
LOGGED = ("open", "close", "result")


def chairs(school: SchoolElections) -> list[str]:
    return [pair.chair for pair in school.draft.questions[0].pairs]


def acts(school: SchoolElections) -> list[str]:
    with reading(school.board.store.engine) as connection:
        return [row.record for row in connection.execute(audit_log.select().order_by(audit_log.c.index))]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_answers_before_and_after_the_set_up(school: SchoolElections, language: str) -> None:
    school.create()
    empty = [*PAGES, "candidates/1"]
    school.fill()
    for page in (*empty, "candidates/1/pairs/1", "candidates/1/pairs/4", "candidates/2"):
        assert school.panitia.get(school.path(f"{page}?lang={language}")).status_code == 200, page
    for page in LOGGED:
        assert school.panitia.get(school.path(page)).status_code == 404


def test_pages_of_every_later_phase_answer(school: SchoolElections) -> None:
    def look() -> None:
        for page in (*PAGES, *LOGGED):
            for visitor in (school.panitia, school.saksi):
                answer = visitor.get(school.path(page))
                assert answer.status_code == 200, (page, text_of(answer))

    school.decrypted()
    look()
    assert school.send("result", word="UMUMKAN").status_code == 303
    look()


def test_a_whole_election(school: SchoolElections) -> None:
    school.decrypted()
    assert school.send("result", word="umumkan").status_code == 303
    page = text_of(school.panitia.client.get(f"/e/{school.draft.uuid}/result?lang=en"))
    assert "1. Ketua A & Wakil A 2 ·" in page
    done = [act for line in acts(school) if (act := line.split('"act":"')[1].split('"')[0])]
    for act in ("create-election", "upload-card-list", "set-up-election", "open-voting", "close-voting"):
        assert done.count(act) == 1
    assert done[-1] == "publish-result"


def test_the_list_shows_how_far_each_election_is(school: SchoolElections) -> None:
    school.opened().create("Pilketos berikut")
    page = text_of(school.panitia.get(f"/schools/{school.school}/elections/?lang=id"))
    assert page.index("Pilketos berikut Konsep") < page.index("Pilketos SMAN Contoh Dibuka sampai pukul 13.00 WIB")


def test_the_way_in_leads_to_what_is_to_be_done(school: SchoolElections) -> None:
    school.create()
    assert school.panitia.get(school.path()).location.endswith("/schedule")
    school.fill()
    assert school.panitia.get(school.path()).location.endswith("/cards")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "tidak boleh kosong"),
        ({"name": "x" * 201}, "terlalu panjang"),
        ({"k": "0"}, "bilangan bulat"),
        ({"k": "-1"}, "bilangan bulat"),
        ({"k": ""}, "tidak boleh kosong"),
        ({"zone": "UTC"}, "Pilih salah satu"),
        ({"opens": "besok"}, "hari dan jam"),
    ],
)
def test_a_form_with_a_mistake_comes_back_with_what_was_typed(
    school: SchoolElections, fields: dict[str, str], words: str
) -> None:
    before = school.create().draft
    answer = school.set_times(**({"description": "Belum tersimpan"} | fields))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Belum tersimpan" in text_of(answer)
    assert school.draft == before


def test_two_who_change_the_same_page_see_both_versions_and_lose_nothing(school: SchoolElections) -> None:
    school.create()
    seen = str(school.stored().revision)
    assert school.set_times(description="Yang pertama").status_code == 303
    fields = {"name": school.draft.name, "school": school.name, "zone": "WIB", "k": "2", "opens": "", "closes": ""}
    answer = school.panitia.post(school.path("schedule"), revision=seen, description="Yang kedua", **fields)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Yang pertama" in page
    assert "Yang kedua" in page
    assert school.draft.description == "Yang pertama"
    assert school.send("schedule", description="Yang kedua", **fields).status_code == 303
    assert school.draft.description == "Yang kedua"


def test_the_same_form_sent_twice_is_no_conflict(school: SchoolElections) -> None:
    school.create()
    seen = str(school.stored().revision)
    assert school.set_times().status_code == 303
    assert school.set_times(revision=seen).status_code == 303


@pytest.mark.parametrize("page", ["candidates/1/remove", "candidates/1/pairs/1/remove", "keys/1/remove"])
def test_nothing_is_removed_from_what_somebody_else_has_changed(school: SchoolElections, page: str) -> None:
    school.complete()
    before = school.draft
    assert school.send(page, revision=str(school.stored().revision - 1)).status_code == 303
    assert school.draft == before
    assert school.send(page).status_code == 303
    assert school.draft != before


def test_a_pair_moves_to_its_number_and_keeps_its_photo(school: SchoolElections) -> None:
    school.create().fill()
    first, second, third = school.draft.questions[0].pairs
    assert school.add_pair(1, number="3").status_code == 303
    assert school.draft.questions[0].pairs == (second, third, first)
    assert school.add_pair(3, remove_photo="1", chair="Ketua A", deputy="Wakil A").status_code == 303
    assert [bool(each.photo) for each in school.draft.questions[0].pairs] == [True, True, False]


def test_a_photo_is_served_as_an_image_and_nothing_else(school: SchoolElections) -> None:
    school.create().fill()
    photo = school.draft.questions[0].pairs[0].photo
    answer = school.saksi.get(school.path(f"photos/{photo}"))
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert school.panitia.get(school.path(f"photos/{'0' * 64}")).status_code == 404


def test_what_is_no_photo_is_refused_beside_its_field(school: SchoolElections) -> None:
    school.create()
    school.ask()
    answer = school.add_pair(1, b"<svg onload='alert(1)'/>", vision="Belum tersimpan")
    assert answer.status_code == 422
    assert "Belum tersimpan" in text_of(answer)
    assert "JPEG, PNG" in text_of(answer)
    assert len(school.draft.questions[0].pairs) == 0


def test_two_names_in_one_field_are_refused(school: SchoolElections) -> None:
    school.create()
    school.ask()
    assert school.add_pair(1, chair="Ketua A & Wakil A").status_code == 422


@pytest.mark.parametrize("page", ["candidates/3", "candidates/0", "candidates/1/pairs/5", "candidates/2/pairs/1"])
def test_there_is_nothing_beyond_the_next_question_and_pair(school: SchoolElections, page: str) -> None:
    school.create().fill()
    assert school.panitia.get(school.path(page)).status_code == 404
    assert school.send(page, question="x", min="1", max="1", chair="x", number="1").status_code == 404


def test_last_years_texts_are_the_beginning_of_this_years_election(school: SchoolElections) -> None:
    school.complete()
    source = str(school.stored().id)
    new = f"/schools/{school.school}/elections/new"
    assert school.panitia.post(new, name="Pilketos 2027", source=source).status_code == 303
    assert (school.draft.name, school.draft.cards, school.draft.trustees) == ("Pilketos 2027", None, ())
    assert chairs(school) == []
    assert school.panitia.post(new, name="Pilketos 2027", source=source, pairs="1").status_code == 303
    assert chairs(school) == ["Ketua A", "Ketua B", "Ketua C"]
    assert school.draft.photos() == frozenset()
    assert school.panitia.post(new, name="Pilketos 2027", source="999").status_code == 422


def test_a_rehearsal_has_its_own_election_and_says_so_on_every_page(school: SchoolElections) -> None:
    real = school.complete().stored()
    assert school.send("rehearsal").status_code == 303
    copy = school.stored()
    assert (copy.draft.kind, copy.draft.cards) == ("practice", None)
    assert school.stored(real.id).draft.rehearsal == copy.uuid != real.uuid
    for page in ("schedule", "candidates", "cards", "keys", "setup", "preview"):
        assert "GELADI BERSIH" in text_of(school.panitia.get(school.path(page)))
        assert "GELADI BERSIH" not in text_of(school.panitia.get(school.path(page, real.id)))
    photo = copy.draft.questions[0].pairs[0].photo
    assert school.panitia.get(school.path(f"photos/{photo}")).status_code == 200
    assert school.panitia.get(school.path("rehearsal")).status_code == 404
    assert school.send("rehearsal").status_code == 404


def test_a_draft_is_deleted_only_with_the_word_and_never_once_set_up(school: SchoolElections) -> None:
    school.complete()
    assert school.send("discard", word="hapus saja").status_code == 422
    keys = school.stored()
    assert school.send("discard", word="HAPUS").status_code == 303
    assert school.panitia.get(school.path("schedule", keys.id)).status_code == 404
    school.set_up()
    answer = school.send("discard", word="HAPUS")
    assert answer.status_code == 409
    assert school.stored().frozen


def test_a_set_up_election_changes_no_more(school: SchoolElections) -> None:
    before = school.set_up().draft
    photo = io.BytesIO(b"")
    forms: tuple[tuple[str, dict[str, object]], ...] = (
        ("schedule", {"name": "Lain", "school": "x", "zone": "WIB", "k": "2"}),
        ("candidates/1", {"question": "Lain?", "min": "1", "max": "1"}),
        ("candidates/1/pairs/1", {"number": "1", "chair": "Lain", "photo": (photo, "")}),
        ("candidates/1/remove", {}),
        ("cards", {"spares": "5", "address": ""}),
        ("keys/1/remove", {}),
        ("keys/makings", {"threshold": "1", "name_1": "Lain", "key_1": synthetic_key("other").public_hex}),
        ("keys/observers", {"witnesses": "", "witness_threshold": "0"}),
        ("rehearsal", {}),
    )
    for page, fields in forms:
        answer = school.send(page, **fields)
        assert answer.status_code == 409, page
        assert "sudah disiapkan" in text_of(answer)
    assert school.upload_cards().status_code == 409
    assert school.draft == before


def test_a_photo_is_an_image_and_nothing_else(school: SchoolElections) -> None:
    school.create().fill()
    (photo, *_) = sorted(school.draft.photos())
    answer = school.saksi.get(school.path(f"photos/{photo}"))
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert school.saksi.get(school.path("photos/%00")).status_code == 404


def test_no_election_carries_the_name_of_another_school(school: SchoolElections) -> None:
    """Whoever runs elections at one school must not publish a result in the name of another."""
    add_people(school.board, "SMAN Tetangga")
    school.create()
    for name in ("SMAN Tetangga", "sman  tetangga", "ＳＭＡＮ Tetangga"):
        answer = school.set_times(school=name)
        assert answer.status_code == 422
        assert "sekolah lain di papan ini" in text_of(answer)
    assert school.set_times(school="SMA Negeri Contoh").status_code == 303
    assert school.set_times(school=school.name).status_code == 303
