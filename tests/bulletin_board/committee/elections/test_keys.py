"""Key holders on the committee's pages: joint key makings, single holders, observers."""

import io
from pathlib import Path

import pytest

from bulletin_board.administration import new_key_making
from record.canonical import encode
from record.key_invitation import read_invitation
from record.trustee_making import make_single
from tests.bulletin_board.committee.elections.school import SchoolElections, text_of
from tests.support.board_elections import GROUP
from tests.support.flask_transport import board_client
from tests.support.key_makings import holders_in
from tests.support.logs import synthetic_key
from trustee.key_making import read_rules, step

HOLDERS = {f"{part}_{row}": value for row in (1, 2, 3) for part, value in (
    ("name", f"Pemegang {row}"), ("key", synthetic_key(f"holder {row}").public_hex)
)}  # fmt: skip


def begin(school: SchoolElections, threshold: str = "2", **changes: str) -> str:
    answer = school.send("keys/makings", threshold=threshold, **(HOLDERS | changes))
    return text_of(answer if answer.status_code == 422 else school.panitia.get(school.path("keys")))


def test_a_key_making_is_begun_for_this_election_and_names_who_is_missing(school: SchoolElections) -> None:
    school.create()
    page = begin(school)
    (trustee,) = school.draft.trustees
    assert f"--run {trustee.run}" in page
    invitation = read_invitation(page[page.index("http") : page.index("Undangan sebagai")])
    assert (invitation.run, invitation.title) == (trustee.run, school.draft.name)
    assert invitation.names == ("Pemegang 1", "Pemegang 2", "Pemegang 3")
    assert "Menunggu: Pemegang 1, Pemegang 2, Pemegang 3" in page
    checklist = text_of(school.panitia.get(school.path("setup")))
    assert "Pembuatan kunci 1 belum selesai. Menunggu: Pemegang 1, Pemegang 2, Pemegang 3." in checklist
    assert school.send("keys/1/remove").status_code == 303
    assert school.draft.trustees == ()
    assert len(school.draft.runs) == 1


def test_an_election_is_set_up_with_a_key_that_its_holders_made_for_it(school: SchoolElections, tmp_path: Path) -> None:
    school.create().fill()
    school.upload_cards()
    holders = holders_in(tmp_path, 3)
    begin(school, **{f"key_{row}": holder.public_hex for row, holder in enumerate(holders, start=1)})
    (trustee,) = school.draft.trustees
    api = board_client(school.panitia.client)
    for _ in range(3):
        assert school.send("setup", word="SIAPKAN").status_code == 422
        for holder in holders:
            step(api, holder.store, holder.journal, read_rules(api, trustee.run, holder.public_hex))
    assert "Kunci sudah jadi" in text_of(school.panitia.get(school.path("keys")))
    assert school.send("setup", word="SIAPKAN").status_code == 303
    page = text_of(school.panitia.get(school.path("setup")))
    assert "Minimal 2 dari 3 pemegang kunci Pemegang 1 Belum Pemegang 2 Belum Pemegang 3 Belum" in page


def test_a_key_that_was_copied_in_groups_and_capitals_is_taken(school: SchoolElections) -> None:
    school.create()
    key = HOLDERS["key_1"].upper()
    begin(school, key_1=" ".join(key[start : start + 4] for start in range(0, 64, 4)))
    assert len(school.draft.trustees) == 1


@pytest.mark.parametrize(
    ("threshold", "changes", "words"),
    [
        ("0", {}, "bilangan dari 1"),
        ("4", {}, "bilangan dari 1"),
        ("dua", {}, "bilangan dari 1"),
        ("2", {"name_2": ""}, "Tulis siapa"),
        ("2", {"key_2": ""}, "Ini bukan kunci publik"),
        ("2", {"key_2": "0" * 64}, "Ini bukan kunci publik"),
        ("2", {"key_2": HOLDERS["key_1"]}, "kunci yang sama"),
        ("1", dict.fromkeys(HOLDERS, ""), "Tulis siapa"),
    ],
)
def test_wrong_holders_are_refused_beside_their_fields(
    school: SchoolElections, threshold: str, changes: dict[str, str], words: str
) -> None:
    school.create()
    page = begin(school, threshold, **changes)
    assert words in page
    assert school.draft.runs == ()


def test_nothing_is_begun_for_an_older_state_of_the_page(school: SchoolElections) -> None:
    school.create()
    assert school.send("keys/makings", revision="0", threshold="2", **HOLDERS).status_code == 422
    assert school.draft.runs == ()


def test_a_key_making_of_the_city_needs_a_fresh_key_beside_it(school: SchoolElections) -> None:
    school.complete()
    keys = [synthetic_key(f"city {number}").public_hex for number in (1, 2)]
    run = new_key_making(school.board, 1, keys)
    for place in (2, 1):
        school.send(f"keys/{place}/remove")
    assert school.send("keys/known", run=run).status_code == 303
    assert "dipakai juga untuk pemilihan lain" in text_of(school.panitia.get(school.path("keys")))
    assert "Tambah kunci yang dibuat khusus" in text_of(school.panitia.get(school.path("setup")))
    assert school.add_holder(1).status_code == 303
    assert "Tambah kunci yang dibuat khusus" not in text_of(school.panitia.get(school.path("setup")))
    assert school.send("keys/known", run=run).status_code == 422


@pytest.mark.parametrize("run", ["", "x", "R" * 22, "../../etc"])
def test_a_key_making_that_is_not_here_cannot_be_chosen(school: SchoolElections, run: str) -> None:
    school.create()
    answer = school.send("keys/known", run=run)
    assert answer.status_code == 422
    assert "tidak punya pembuatan kunci" in text_of(answer)


def test_a_single_holder_needs_a_name_its_signing_key_and_a_proven_key(school: SchoolElections) -> None:
    school.create().fill()
    good = encode(make_single(GROUP, school.parties.keys[0]).key)
    other = encode(make_single(GROUP, school.parties.keys[1]).key)
    false = good[: good.index(b'"public_key"')] + other[other.index(b'"public_key"') :]
    fields = {"single_name": "Pemegang 1", "single_key": school.parties.holders[0].public_hex}
    for data, changes, words in (
        (b"", {}, "Ini bukan kunci publik pemegang kunci"),
        (b"{}", {}, "Ini bukan kunci publik pemegang kunci"),
        (false, {}, "Ini bukan kunci publik pemegang kunci"),
        (good, {"single_name": ""}, "Tulis siapa"),
        (good, {"single_key": "abc"}, "Ini bukan kunci publik:"),
    ):
        answer = school.send("keys/singles", single_file=(io.BytesIO(data), "kunci.json"), **(fields | changes))
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert school.draft.trustees == ()


def test_observers_are_kept_and_malformed_lines_refused(school: SchoolElections) -> None:
    school.create()
    key = synthetic_key("observer").public_hex
    good = f"pemantau.example/satu {key}\npemantau.example/dua {key[::-1]}"
    for lines, threshold in (
        ("pemantau.example/satu", "0"),
        (f"pemantau+satu {key}", "0"),
        (f"satu {key}\nsatu {key}", "0"),
        (f"{'p' * 201} {key}", "0"),
        (f"pemantau.example/satu {key}", "2"),
        (f"pemantau.example/satu {key}", "-1"),
    ):
        answer = school.send("keys/observers", witnesses=lines, witness_threshold=threshold)
        assert answer.status_code == 422, lines
    assert school.draft.witnesses.witnesses == []
    one = good.splitlines()[0]
    assert school.send("keys/observers", witnesses=f"{one}\n\n", witness_threshold="1").status_code == 303
    assert [(each.name, each.key) for each in school.draft.witnesses.witnesses] == [("pemantau.example/satu", key)]
