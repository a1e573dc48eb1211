"""The registrar's commands from the card order to the end, as the page does it, without a network."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from record.canonical import decode, encode
from record.card_files import check_card_list, parse_card_list
from record.entries import COUNTERSIGNATURE, Countersignature
from record.setup_file import make_setup_file
from registrar.cards.stub import stub_number
from registrar.register import Register
from tests.registrar.quick_boxes import quick_boxes
from tests.registrar.roll_files import CANARIES, dapodik_xlsx, pupils
from tests.registrar.test_cli import PASSPHRASE, Desk
from tests.registrar.test_exporting import UUID, order
from tests.support.commands import Answer, InProcess
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import parties
from tests.support.memory_board import BuiltLog

PUPILS = pupils(4)


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"), InProcess(), UUID)
    desk.write("passphrase", PASSPHRASE + "\n")
    desk.write("order.json", encode(order()))
    desk.write("roll.xlsx", dapodik_xlsx(PUPILS))
    with quick_boxes():
        desk.run("init")
        yield desk


@pytest.fixture
def issued(desk: Desk) -> Desk:
    desk.run("issue", "--order", desk.folder / "order.json", "--roll", desk.folder / "roll.xlsx")
    return desk


def setup_of(register: Register, **changes: object) -> bytes:
    builder = ElectionBuilder(replace(parties("single"), registrar=register.key, uuid=UUID))
    builder.genesis(**{"spares": register.spares(), **changes})
    builder.setup(credentials=register.public_credentials())
    return make_setup_file(BuiltLog.of(builder.record()))


def stub(desk: Desk) -> str:
    register = desk.register()
    return stub_number(register, next(card.serial for card in register.cards if not card.spare))


def test_a_preview_stores_nothing(desk: Desk) -> None:
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
    said = desk.commands("registrar", "preview-roll", "--roll", desk.folder / "roll.xlsx")
    assert "Header in row 5" in said.out
    assert "Rombel Saat Ini (group)" in said.out
    assert "Data Ayah Penghasilan" in said.out
    assert "4 voters." in said.out
    assert not any(canary in said.text for canary in CANARIES)
    assert {path.name: path.read_bytes() for path in desk.folder.iterdir()} == before


def test_cards_for_the_order_of_the_committee(issued: Desk) -> None:
    register = issued.register()
    assert (register.uuid, register.order, register.named) == (UUID, order(), False)
    assert (len(register.cards), len(register.spares())) == (7, 3)
    assert not any(card.voter for card in register.cards)
    box = (issued.folder / "register.box").read_bytes()
    assert not any(canary.encode() in box or canary.encode() in encode(register) for canary in CANARIES)


def test_decisions_about_the_roll_are_options(desk: Desk) -> None:
    desk.write("roll.csv", "Nama;NISN;Kelas\nSiswa 001;9000001;\nSiswa 002;9000001;\nSiswa 003;9000003;\n")
    common = ("issue", "--order", desk.folder / "order.json", "--roll", desk.folder / "roll.csv")
    assert desk.run(*common, expect=2).problem() == "roll"
    decided = ("--restore-zeros", "--leave-out", 2, "--without-number", 3, "--class", "X 1")
    said = desk.run(*common, *decided)
    assert "2 cards and 3 spares" in said.out
    assert {(v.name, v.number, v.group) for v in desk.register().voters} == {
        ("Siswa 002", "", "X 1"),
        ("Siswa 003", "0009000003", "X 1"),
    }


def test_exporting_asks_and_fixes_the_cards(issued: Desk) -> None:
    path = issued.folder / "list.json"
    issued.run("export", "--out", path, stdin="n\n", expect=1)
    assert not path.exists()
    assert not issued.register().exported
    assert "4 cards and 3 spares" in issued.run("export", "--out", path, stdin="y\n").out
    found = parse_card_list(path.read_bytes())
    check_card_list(found, UUID)
    assert issued.register().exported
    first = path.read_bytes()
    issued.run("export", "--out", path)
    assert path.read_bytes() == first


def test_a_newer_roll(issued: Desk) -> None:
    before = issued.register()
    newer = issued.write("newer.xlsx", dapodik_xlsx([*PUPILS[1:], *pupils(5)[4:]]))
    said = issued.run("update-roll", "--roll", newer, stdin="n\n", expect=1)
    assert f"New: {pupils(5)[4].name}" in said.out
    assert f"Gone: {PUPILS[0].name}" in said.out
    assert "3 voters as before." in said.out
    assert issued.register() == before
    assert "Print again: X MERDEKA 1." in issued.run("update-roll", "--roll", newer, "--yes").out
    assert len(issued.register().voters) == 4
    assert "4 voters as before." in issued.run("update-roll", "--roll", newer).out
    issued.run("export", "--out", issued.folder / "list.json", "--yes")
    late = issued.write("late.xlsx", dapodik_xlsx(pupils(5)))
    said = issued.run("update-roll", "--roll", late, "--yes")
    assert f"On the roll too late for a card: {PUPILS[0].name}" in said.out


def test_more_voters_join_the_roll(issued: Desk) -> None:
    before = issued.register()
    teachers = issued.write("guru.csv", b"Nama Guru;NUPTK\nGuru 001;8800000000000001\n")
    said = issued.run("update-roll", "--roll", teachers, "--add", "--yes").out
    assert "New: Guru 001, Guru dan staf" in said
    assert "Gone" not in said
    assert len(issued.register().voters) == len(before.voters) + 1
    assert issued.run("update-roll", "--roll", teachers, "--add", "--yes").out.startswith("5 voters as before.")


def test_countersigning_from_a_file(issued: Desk) -> None:
    setup, out = issued.write("setup.json", setup_of(issued.register())), issued.folder / "signature.json"
    issued.run("countersign", "--setup", setup, "--out", out, stdin="n\n", expect=1)
    assert issued.register().countersigned_root == ""
    issued.run("countersign", "--setup", setup, "--out", out, "--yes")
    message = decode(out.read_bytes(), Countersignature)
    assert COUNTERSIGNATURE.verify(issued.register().key.public_hex, message)
    other = issued.write("other.json", setup_of(issued.register(), k=11))
    refused = issued.run("countersign", "--setup", other, "--out", out, "--yes", expect=2)
    assert refused.problem() == "register"
    assert "countersigned another setup" in refused.err
    assert decode(out.read_bytes(), Countersignature) == message


def test_a_lost_card_by_its_stub(issued: Desk) -> None:
    number, out = stub(issued), issued.folder / "replacement.json"
    assert issued.run("replace-card", "--stub", number, "--out", out, expect=2).problem() == "card"
    issued.run("export", "--out", issued.folder / "list.json", "--yes")
    before = issued.register()
    said = issued.run("replace-card", "--stub", number, "--out", out).out
    spare = next(card.replaced_by for card in issued.register().cards if card.replaced_by)
    assert stub_number(before, spare) in said
    assert issued.run("release-spare", "--stub", number, expect=2).problem() == "card"
    issued.run("release-spare", "--stub", number, "--word")
    assert issued.register().cards == before.cards


def test_a_newcomer_in_the_place_of_a_withheld_card(issued: Desk) -> None:
    issued.run("export", "--out", issued.folder / "list.json", "--yes")
    late = issued.write("late.xlsx", dapodik_xlsx(pupils(5)))
    issued.run("update-roll", "--roll", late, "--yes")
    number, out = stub(issued), issued.folder / "replacement.json"
    issued.run("withhold", "--stub", number)
    assert issued.run("replace-card", "--stub", number, "--out", out, expect=2).problem() == "card"
    name = pupils(5)[4].name
    assert (
        issued.run("replace-card", "--stub", number, "--for-late", "Siapa", "--out", out, expect=2).problem() == "card"
    )
    issued.run("replace-card", "--stub", number, "--for-late", name, "--out", out)
    assert issued.register().late == ()


def test_erasing_asks_for_the_word(issued: Desk) -> None:
    out = issued.folder / "record.pdf"
    assert issued.run("erase", "--out", out, stdin="hapus\n", expect=2).err.endswith("Nothing was destroyed.\n")
    assert (issued.folder / "register.box").exists()
    issued.run("erase", "--out", out, stdin="HAPUS\n")
    assert not (issued.folder / "register.box").exists()
    assert out.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


MISTAKES: dict[str, tuple[Callable[[Desk], Answer], str]] = {
    "order of another election": (
        lambda d: d.run(
            "issue", "--order", d.write("other.json", encode(order("PemiraSiswaLain123"))),
            "--election", UUID, "--roll", d.folder / "roll.xlsx", expect=2,
        ),
        "register",
    ),
    "no election": (lambda d: d.run("issue", "--roll", d.folder / "roll.xlsx", expect=2), "register"),
    "order that is none": (
        lambda d: d.run("issue", "--order", d.folder / "roll.xlsx", "--roll", d.folder / "roll.xlsx", expect=2),
        "record-card-file",
    ),
    "export without cards": (lambda d: d.run("export", "--out", d.folder / "x", "--yes", expect=2), "register"),
    "setup from nowhere": (lambda d: d.run("countersign", expect=2), "register"),
    "setup to nowhere": (lambda d: d.run("countersign", "--setup", d.folder / "x", expect=2), "register"),
    "record over a file": (lambda d: d.run("erase", "--out", d.folder / "roll.xlsx", "--yes", expect=2), "file"),
}  # fmt: skip


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_one_line_with_a_code_and_changes_nothing(desk: Desk, what: str) -> None:
    before = desk.register()
    act, code = MISTAKES[what]
    assert act(desk).problem() == code
    assert desk.register() == before


def test_a_card_must_be_named_somehow(issued: Desk) -> None:
    assert issued.run("withhold", expect=2).problem() == "card"
    assert issued.run("withhold", "--stub", "0001-0000", expect=2).problem() == "card"
