"""A register's end: nothing of it is left, and its record says what was destroyed and names nobody."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pypdfium2
import pytest

from record.digests import sha256_hex
from registrar.erasure.destroying import describe_destruction, destroy
from registrar.erasure.record import print_record
from registrar.errors import RegisterError
from registrar.exporting import take_order
from registrar.register import Register, issue, new_register
from registrar.rolls.voters import Roll, Voter
from tests.registrar.test_exporting import UUID, order

AT = datetime(2026, 12, 1, 3, 30, tzinfo=UTC)
VOTERS = tuple(Voter(f"Siswa {n:03}", f"00090000{n:02}", "X 1") for n in range(1, 4))


def made(*, named: bool) -> Register:
    return issue(take_order(new_register(), order()), Roll(VOTERS, (), ()), UUID, "Ed25519", 2, named=named)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return " ".join(str(document[0].get_textpage().get_text_range()).split())


def test_the_file_is_overwritten_before_it_is_deleted(tmp_path: Path) -> None:
    """A second name of the same file shows what its blocks hold afterwards."""
    path, other_name = tmp_path / "register.box", tmp_path / "other"
    path.write_bytes(b"secret" * 1000)
    other_name.hardlink_to(path)
    destroy(path)
    assert not path.exists()
    left = other_name.read_bytes()
    assert len(left) == 6000
    assert b"secret" not in left


def test_drafts_of_a_crash_go_too_and_neighbours_stay(tmp_path: Path) -> None:
    for name in ("register.box", ".register.box.0123456789abcdef.partial", "other.box", ".other.box.01.partial"):
        (tmp_path / name).write_bytes(b"x")
    destroy(tmp_path / "register.box")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.box.01.partial", "other.box"]


def test_what_cannot_be_destroyed_is_said(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="could not be destroyed"):
        destroy(tmp_path / "none.box")
    with pytest.raises(RegisterError, match="cannot be read"):
        describe_destruction(tmp_path / "none.box", made(named=True), AT)


@pytest.mark.parametrize("named", [True, False])
def test_the_record_counts_and_names_nobody(tmp_path: Path, named: bool) -> None:
    path = tmp_path / "pilketos.box"
    path.write_bytes(b"sealed")
    register = made(named=named)
    destruction = describe_destruction(path, register, AT)
    assert (destruction.links, destruction.codes, destruction.names) == (3 if named else 0, 5, 3)
    assert destruction.digest == sha256_hex(b"sealed")
    shown = text_of(print_record(destruction))
    for expected in (
        UUID,
        "Pilketos Contoh",
        "SMAN Contoh",
        "pilketos.box",
        "01-12-2026 03:30",
        destruction.digest[:4],
    ):
        assert expected in shown
    assert ("tidak dikaitkan dengan nama" in shown) is not named
    assert "GELADI" not in shown
    assert "Siswa 0" not in shown
    assert not any(card.code in shown.replace(" ", "").replace("-", "") for card in register.cards)
    english = text_of(print_record(destruction, "en", practice=True))
    assert "REHEARSAL" in english
    assert "Record of the Destruction" in english


def test_a_register_without_an_order_has_a_record_too(tmp_path: Path) -> None:
    path = tmp_path / "register.box"
    path.write_bytes(b"sealed")
    bare = msgspec.structs.replace(made(named=False), order=None)
    assert UUID in text_of(print_record(describe_destruction(path, bare, AT)))
