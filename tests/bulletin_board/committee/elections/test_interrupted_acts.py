"""Acts whose answer is lost, or that the database interrupts: nothing is half done, and each has its audit line."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine

import bulletin_board.committee.elections.setting_up as setting_up
from bulletin_board.administration import new_election
from bulletin_board.committee import audit_log
from bulletin_board.errors import BusyError
from bulletin_board.posting import post
from bulletin_board.storage.database import reading
from bulletin_board.summaries import election_summary
from tests.bulletin_board.committee.elections.school import SchoolElections, text_of


def acts(school: SchoolElections) -> list[str]:
    with reading(school.board.store.engine) as connection:
        return [line.record.act for line in audit_log.audit_lines(connection, school.school)]


@pytest.fixture
def broken_audit(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on no line can be written to the audit log."""

    def refuse(*_: object) -> None:
        raise BusyError("The board's database does not answer just now.")

    def begin() -> None:
        monkeypatch.setattr(audit_log, "append_audit", refuse)

    return begin


def test_a_set_up_whose_answer_was_lost_is_no_draft_again(
    school: SchoolElections, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database commits, and only its answer is lost: what voters see must not differ from what the pages show."""
    school.complete()

    def lose(*arguments: object, **named: object) -> str:
        new_election(*arguments, **named)  # type: ignore[arg-type]
        raise BusyError("The board's database went away: send the same message again.")

    monkeypatch.setattr(setting_up, "new_election", lose)
    answer = school.send("setup", word="SIAPKAN")
    monkeypatch.undo()
    assert "Tidak ada yang disiapkan" not in text_of(answer)
    assert school.stored().frozen
    assert school.send("candidates/1/pairs/1", number="1", chair="Ketua Z", deputy="").status_code == 409
    assert school.send("discard", word="HAPUS").status_code == 409
    assert school.draft.questions[0].pairs[0].chair == "Ketua A"
    assert "set-up-election" in acts(school)
    assert school.send("setup", word="SIAPKAN").status_code == 303


SETTINGS: Mapping[str, tuple[Callable[[SchoolElections], SchoolElections], str, str, str]] = {
    "set up": (SchoolElections.complete, "setup", "SIAPKAN", "set-up-election"),
    "discard": (SchoolElections.complete, "discard", "HAPUS", "delete-draft"),
    "open": (SchoolElections.countersigned, "open", "BUKA", "open-voting"),
    "extend": (SchoolElections.opened, "extension", "PERPANJANG", "extend-voting"),
    "close": (SchoolElections.opened, "close", "TUTUP SEKARANG", "close-voting"),
    "publish": (SchoolElections.decrypted, "result", "UMUMKAN", "publish-result"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_without_its_line_in_the_audit_log_nothing_is_done(
    school: SchoolElections, name: str, broken_audit: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    arrange, page, word, act = SETTINGS[name]
    arrange(school)
    fields = {"word": word, "closes": "2026-11-24T14:00", "reason": "power"}
    before = state(school)
    broken_audit()
    assert school.send(page, **fields).status_code in (422, 503)
    monkeypatch.undo()
    assert state(school) == before
    assert act not in acts(school)
    assert school.send(page, **fields).status_code == 303
    assert act in acts(school)


def state(school: SchoolElections) -> object:
    """What the election is, as far as anybody can tell."""
    stored = school.stored()
    return election_summary(school.board, stored.uuid) if stored.frozen else stored.draft


def test_a_lost_card_is_replaced_with_its_line_or_not_at_all(
    school: SchoolElections, broken_audit: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    school.opened()
    message = school.parties.replacement(0)

    def hand_in() -> int:
        return school.send("cards/replacement", file=(io.BytesIO(message), "kartu.json")).status_code

    size = school.parties.head_size()
    broken_audit()
    assert hand_in() == 503
    monkeypatch.undo()
    assert school.parties.head_size() == size
    assert hand_in() == 303
    with reading(school.board.store.engine) as connection:
        line = next(audit_log.audit_lines(connection, school.school)).record
    assert (line.act, line.details["entry"]) == ("replace-card", size)
    assert post(school.board, school.parties.uuid, "CardReplacement", message).index == size


def test_erasing_has_its_line_even_if_the_disk_could_not_forget_yet(school: SchoolElections) -> None:
    school.decrypted().send("result", word="UMUMKAN")
    with still_reading(school.board.store.engine):
        answer = school.send("erase", word="HAPUS")
    assert answer.status_code == 503
    assert "Hapus sekali lagi" in text_of(answer)
    with reading(school.board.store.engine) as connection:
        line = next(audit_log.audit_lines(connection, school.school)).record
    assert (line.act, line.details["photos"]) == ("erase-presentation", 3)
    assert school.send("erase", word="HAPUS").status_code == 303


@contextmanager
def still_reading(engine: Engine) -> Iterator[Connection]:
    """Somebody has read from the database and not finished: SQLite cannot empty its write-ahead log."""
    with reading(engine) as connection:
        connection.exec_driver_sql("SELECT count(*) FROM presentation_photos")
        yield connection


def test_of_every_rehearsal_the_photos_are_erased(school: SchoolElections) -> None:
    school.create().fill()
    school.focus = real = school.stored().id
    for _ in range(3):
        assert school.send("rehearsal").status_code == 303
    for answer in (school.upload_cards(), school.add_holder(1), school.add_holder(2)):
        assert answer.status_code == 303, text_of(answer)
    photos = sorted(school.draft.photos())
    copies = range(real + 1, real + 4)
    assert [school.panitia.get(school.path(f"photos/{photos[0]}", copy)).status_code for copy in copies] == [200] * 3
    assert school.send("setup", word="SIAPKAN").status_code == 303
    for signer in (0, 1, 2):
        post(school.board, school.parties.uuid, "Countersignature", school.parties.countersignature(signer))
    school.turn_to("2026-11-24T02:00:00")
    for page, word in (("open", "BUKA"), ("close", "TUTUP SEKARANG"), ("erase", "HAPUS")):
        assert school.send(page, word=word).status_code == 303, page
    shown = [school.panitia.get(school.path(f"photos/{photos[0]}", copy)).status_code for copy in (real, *copies)]
    assert shown == [404] * 4
    assert [school.stored(copy).draft.questions[0].pairs[0].vision for copy in copies] == [""] * 3
