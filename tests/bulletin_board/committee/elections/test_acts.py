"""Acts that cannot be undone: the word, the second factor, the hour, the countersignatures, and the record's rules."""

from pathlib import Path

import pytest

from bulletin_board.casting import cast
from bulletin_board.committee.elections.draft import Draft
from bulletin_board.errors import PresentationUnknownError, VotingNotOpenError
from bulletin_board.posting import post
from bulletin_board.presentations import read_document, read_photo
from bulletin_board.summaries import election_summary
from record.entries import Extension
from tests.bulletin_board.committee.elections.school import SchoolElections, add_people, text_of


def phase(school: SchoolElections) -> str:
    return str(election_summary(school.board, school.draft.uuid)["phase"])


def test_an_incomplete_election_cannot_be_set_up(school: SchoolElections) -> None:
    school.create()
    answer = school.send("setup", word="SIAPKAN")
    assert answer.status_code == 422
    assert "Masih ada yang kurang" in text_of(answer)
    assert not school.stored().frozen


def test_setting_up_makes_the_log_that_the_draft_describes(school: SchoolElections) -> None:
    school.set_up()
    uuid = school.draft.uuid
    with school.board.store.read_election(uuid) as election:
        genesis, setup = election.facts.genesis, election.facts.setup
    assert genesis is not None
    assert setup is not None
    assert (genesis.kind, genesis.k, genesis.spares) == ("real", 2, school.parties.spare_texts)
    assert setup.election.questions[0].answers == ("Ketua A & Wakil A", "Ketua B & Wakil B", "Ketua C & Wakil C")
    for pair in school.draft.questions[0].pairs:
        assert read_photo(school.board, uuid, pair.photo).media_type == "image/jpeg"
    assert read_document(school.board, uuid)
    page = text_of(school.panitia.get(school.path("setup")))
    with school.board.store.read_election(uuid) as election:
        root = election.view.root_at(2) or "none"
    assert " ".join(root[start : start + 4] for start in range(0, 64, 4)) in page
    assert "Pemegang 1 Belum" in page


def test_setting_up_again_changes_nothing(school: SchoolElections) -> None:
    school.set_up()
    size = school.parties.head_size()
    assert school.send("setup", word="SIAPKAN").status_code == 303
    assert school.parties.head_size() == size


def test_what_the_board_refuses_can_be_mended(school: SchoolElections) -> None:
    """The registrar holds a key as well: only the record's own rules see that."""
    school.complete()
    school.send("keys/2/remove")
    key = school.parties.registrar
    school.parties.holders[1] = key
    school.add_holder(2)
    answer = school.send("setup", word="SIAPKAN")
    assert answer.status_code == 422
    assert "dua pihak punya kunci tanda tangan yang sama" in text_of(answer)
    assert not school.stored().frozen
    assert school.send("keys/2/remove").status_code == 303


def test_a_draft_that_changed_after_the_page_was_shown_is_not_set_up(school: SchoolElections) -> None:
    school.complete()
    answer = school.send("setup", word="SIAPKAN", revision=str(school.stored().revision - 1))
    assert answer.status_code == 303
    assert not school.stored().frozen


@pytest.mark.parametrize(
    ("state", "page", "word", "before"),
    [
        ("complete", "setup", "BUKA", None),
        ("countersigned", "open", "SIAPKAN", "preparing"),
        ("opened", "close", "TUTUP", "open"),
        ("opened", "close", "", "open"),
        ("decrypted", "result", "TUTUP", "counting"),
    ],
)
def test_without_its_word_nothing_is_done(
    school: SchoolElections, state: str, page: str, word: str, before: str | None
) -> None:
    getattr(school, state)()
    answer = school.send(page, word=word)
    assert answer.status_code == 422
    assert "Ketik kata" in text_of(answer)
    assert (phase(school) if before else None) == before


@pytest.mark.parametrize("page", ["setup", "open", "close", "extension", "result", "erase"])
def test_such_an_act_asks_for_the_second_factor_anew(school: SchoolElections, page: str) -> None:
    school.opened()
    size = school.parties.head_size()
    school.later(minutes=11)
    answer = school.send(page, word="TUTUP SEKARANG")
    assert answer.status_code == 403
    assert school.parties.head_size() == size


def test_nobody_opens_before_enough_have_countersigned(school: SchoolElections) -> None:
    school.set_up()
    for signer in (0, 1):
        post(school.board, school.parties.uuid, "Countersignature", school.parties.countersignature(signer))
    answer = school.send("open", word="BUKA")
    assert answer.status_code == 422
    assert "yang menandatangani belum cukup" in text_of(answer)
    assert "Belum menandatangani: Pemegang 2." in text_of(school.panitia.get(school.path("setup")))
    post(school.board, school.parties.uuid, "Countersignature", school.parties.countersignature(2))
    assert school.send("open", word="open").status_code == 303
    assert phase(school) == "waiting"


def test_the_hours_are_kept_by_the_server(school: SchoolElections) -> None:
    school.countersigned()
    assert school.send("open", word="BUKA").status_code == 303
    with pytest.raises(VotingNotOpenError):
        cast(school.board, school.parties.uuid, school.parties.ballot(0))


def test_opening_twice_is_told_so(school: SchoolElections) -> None:
    school.opened()
    answer = school.send("open", word="BUKA")
    assert answer.status_code == 422
    assert "sudah di tahap lain" in text_of(answer)


def extend(school: SchoolElections, **changes: str) -> str:
    fields = {"closes": "2026-11-24T14:30", "reason": "power", "word": "PERPANJANG"}
    answer = school.send("extension", **(fields | changes))
    return text_of(answer) if answer.status_code == 422 else ""


def test_a_later_close_is_public_and_has_a_listed_reason(school: SchoolElections) -> None:
    school.opened()
    assert "harus lebih lambat" in extend(school, closes="2026-11-24T13:00")
    assert "hari dan jam" in extend(school, closes="2026-02-30T13:00")
    assert "Pilih salah satu" in extend(school, reason="malas")
    assert "Ketik kata" in extend(school, word="")
    assert "terlalu jauh" in extend(school, closes="2027-11-24T13:00")
    assert extend(school) == ""
    assert election_summary(school.board, school.draft.uuid)["closes"] == "2026-11-24T07:30:00Z"
    with school.board.store.read_election(school.draft.uuid) as election:
        assert election.head.state.last_entry[0] == Extension.__name__
    assert "14.30 WIB" in text_of(school.panitia.get(school.path("close")))


def test_the_box_closes_early_only_with_the_words_for_that(school: SchoolElections) -> None:
    school.opened()
    for voter in range(2):
        cast(school.board, school.parties.uuid, school.parties.ballot(voter))
    assert school.send("close", word="TUTUP").status_code == 422
    assert school.send("close", word="tutup  sekarang").status_code == 303
    assert phase(school) == "counting"
    assert school.send("close", word="TUTUP SEKARANG").status_code == 422


def test_too_few_ballots_stay_closed_and_the_page_says_why(school: SchoolElections) -> None:
    school.closed(ballots=1)
    assert phase(school) == "withheld"
    assert "kurang dari 2 suara" in text_of(school.panitia.get(school.path("result")))


def test_nothing_is_published_before_the_key_holders_have_sent_their_shares(school: SchoolElections) -> None:
    school.closed()
    answer = school.send("result", word="UMUMKAN")
    assert answer.status_code == 422
    assert "pemegang kunci belum lengkap" in text_of(answer)
    assert "Pemegang 1 Belum Pemegang 2 Belum" in text_of(school.panitia.get(school.path("result")))


def stored_bytes(folder: Path) -> bytes:
    """Everything in the files of the database."""
    return b"".join(path.read_bytes() for path in sorted((folder / "board").glob("board.db*")))


def test_photos_and_texts_are_erased_after_the_result_from_the_file_itself(
    school: SchoolElections, tmp_path: Path
) -> None:
    school.rehearse = True
    school.decrypted()
    photos = [school.panitia.get(school.path(f"photos/{each}")).data for each in school.draft.photos()]
    # Long values are scattered over pages: at least one of these pieces stands in one of them.
    pieces = [photo[start : start + 40] for photo in photos for start in (700, 1000, 1300)]
    texts = [b"Visi A", b"Misi C"]
    assert "setelah ada hasil" in text_of(school.send("erase", word="HAPUS"))
    school.send("result", word="UMUMKAN")
    assert school.send("erase", word="hapus dong").status_code == 422
    before = stored_bytes(tmp_path)
    assert any(piece in before for piece in pieces)
    assert all(text in before for text in texts)
    assert school.send("erase", word="HAPUS").status_code == 303
    with pytest.raises(PresentationUnknownError):
        read_document(school.board, school.draft.uuid)
    after = stored_bytes(tmp_path)
    assert [piece for piece in (*pieces, *texts) if piece in after] == []
    assert school.panitia.get(school.path("candidates")).status_code == 200


def test_saksi_see_everything_and_change_nothing(school: SchoolElections) -> None:
    school.complete()
    before: Draft = school.draft
    for page in ("schedule", "cards", "keys/makings", "candidates/1/remove", "setup", "discard", "rehearsal"):
        assert school.send_as(school.saksi, page, word="SIAPKAN").status_code == 403, page
    assert school.draft == before
    assert not school.stored().frozen
    for page in ("schedule", "candidates", "cards", "keys", "rehearsal", "setup"):
        html = school.saksi.get(school.path(page)).get_data(as_text=True)
        # One form is there for everybody: to sign out.
        assert html.count("<form") == 1, page


def test_committees_cannot_see_into_each_others_elections(school: SchoolElections) -> None:
    school.complete()
    add_people(school.board, "SMKN Teladan")
    other = SchoolElections(school.app, school.board, school.clock, "SMKN Teladan")
    other.create("Pilketos SMKN Teladan")
    mine = school.stored().id
    for page in ("", "schedule", "candidates", "cards/order", "keys", "setup", "preview"):
        assert other.panitia.get(school.path(page)).status_code == 404
        assert other.panitia.get(other.path(page, mine)).status_code == 404
    photo = next(iter(school.draft.photos()))
    assert other.panitia.get(other.path(f"photos/{photo}", mine)).status_code == 404
    assert other.panitia.get(other.path(f"photos/{photo}")).status_code == 404
    assert other.panitia.post(other.path("schedule", mine), name="x").status_code == 404
    assert school.name not in text_of(other.panitia.get(f"/schools/{other.school}/elections/"))
    source = f"/schools/{other.school}/elections/new"
    assert other.panitia.post(source, name="x", source=str(mine)).status_code == 422


SCRIPT = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>"""


def test_script_in_any_text_stays_text_on_every_page(school: SchoolElections) -> None:
    school.create(SCRIPT).fill()
    school.set_times(name=SCRIPT, school=SCRIPT, description=SCRIPT)
    school.ask(question=SCRIPT)
    pair = {"chair": SCRIPT[:100], "deputy": SCRIPT[:100], "vision": SCRIPT, "mission": SCRIPT}
    assert school.add_pair(1, **pair).status_code == 303
    school.upload_cards()
    for number in (1, 2):
        school.add_holder(number)
    pages = ["schedule", "candidates", "candidates/1", "candidates/1/pairs/1", "preview", "cards", "keys", "setup"]
    stale = {"revision": "0", "number": "1", **{name: f"{text}2"[:100] for name, text in pair.items()}}
    shown = [school.panitia.get(school.path(page)) for page in pages]
    shown.append(school.panitia.get(f"/schools/{school.school}/elections/"))
    shown.append(school.panitia.get(f"/schools/{school.school}/elections/new"))
    shown.append(school.panitia.post(school.path("candidates/1/pairs/1"), **stale))
    assert shown[-1].status_code == 409
    assert school.send("setup", word="SIAPKAN").status_code == 303
    shown += [school.panitia.get(school.path(page)) for page in ("setup", "open", "close", "result", "rehearsal")]
    shown += [school.panitia.client.get(f"/e/{school.draft.uuid}{page}") for page in ("", "/result", "/box")]
    for answer in shown:
        html = answer.get_data(as_text=True)
        assert "<script" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;" in html
