"""The registrar signs a setup with exactly its own cards, and every single difference stops it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec
import pytest

from record.canonical import encode
from record.card_files import CardOrder
from record.credentials import write_public_credentials
from record.entries import COUNTERSIGNATURE, LogEntry, own_leaf
from record.errors import FormatError, RecordError
from record.ledger import Ledger
from record.merkle import ConsistencyError
from record.note import NoteUnsignedError
from record.phases import judge
from record.setup_file import SetupFile, make_setup_file, read_setup_file
from record.trustee_making import encode_trustees
from record.trustees import Single
from registrar.countersigning import countersign, read_setup_of_log
from registrar.errors import RegisterError
from registrar.exporting import take_order
from registrar.register import Register, issue, new_register
from registrar.rolls.voters import Roll, Voter
from tests.support.built_record import cosigned_head
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID, UUID, Parties, parties
from tests.support.logs import STRANGER
from tests.support.memory_board import BuiltLog

ROLL = Roll(tuple(Voter(f"Siswa {n:03}", f"{n:010}", "X 1", weight) for n, weight in enumerate((1, 1, 3), 1)), (), ())


@pytest.fixture(scope="module")
def register() -> Register:
    return issue(new_register(), ROLL, UUID, "Ed25519", 2, named=True)


@dataclass(frozen=True)
class Shown:
    """What a board shows as genesis and Setup; every member is honest unless it is replaced."""

    register: Register
    uuid: str = UUID
    weights: dict[str, int] | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    genesis: dict[str, object] | None = None

    def everybody(self) -> Parties:
        return replace(parties("single"), registrar=self.register.key, uuid=self.uuid)

    def build(self) -> ElectionBuilder:
        builder = ElectionBuilder(self.everybody())
        builder.genesis(**{"spares": self.register.spares(), **(self.genesis or {})})
        cards = {card.credential: card.weight for card in self.register.cards} | (self.weights or {})
        cards |= dict.fromkeys(self.added, 1)
        listed = sorted((text, weight) for text, weight in cards.items() if text not in self.removed)
        builder.setup(credentials=write_public_credentials(listed, weighted=True))
        return builder

    def log(self) -> BuiltLog:
        return BuiltLog.of(self.build().record())


def voters_card(register: Register) -> str:
    return next(card.credential for card in register.cards if not card.spare and card.weight == 1)


def test_the_registrars_own_setup_is_signed(register: Register) -> None:
    builder = Shown(register).build()
    setup = read_setup_of_log(BuiltLog.of(builder.record()))
    remembering, message = countersign(register, setup)
    assert (message.uuid, message.signer, message.size, message.root) == (UUID, 0, 2, builder.roots[2])
    assert COUNTERSIGNATURE.verify(register.key.public_hex, message)
    assert countersign(remembering, setup) == (remembering, message)
    assert remembering.countersigned_root == setup.root
    assert (setup.name, setup.cards) == ("Pilketos Uji", len(register.cards))


def test_the_signature_is_taken_by_the_rules(register: Register) -> None:
    builder = Shown(register).build()
    payload = encode(countersign(register, read_setup_of_log(BuiltLog.of(builder.record())))[1])
    ledger = Ledger()
    entry = LogEntry(2, "Countersignature", own_leaf("Countersignature", payload), None, (payload,))
    for each in (*builder.entries, entry):
        judgement = judge(ledger, each)
        assert judgement.findings == ()
        ledger.append(each, judgement.effect)


def _other_weight(register: Register) -> Shown:
    return Shown(register, weights={voters_card(register): 2})


def _swapped_weights(register: Register) -> Shown:
    """The same cards and the same sum: two voters' weights change places."""
    by_weight = {card.weight: card.credential for card in register.cards if not card.spare}
    return Shown(register, weights={by_weight[1]: 3, by_weight[3]: 1})


def _added_card(register: Register) -> Shown:
    return Shown(register, added=(parties("single").stranger.text,))


def _removed_card(register: Register) -> Shown:
    return Shown(register, removed=(voters_card(register),))


def _exchanged_card(register: Register) -> Shown:
    """As many cards as were issued, one of them the board's own."""
    return Shown(register, added=(parties("single").stranger.text,), removed=(voters_card(register),))


def _fewer_spares(register: Register) -> Shown:
    """A spare that may vote at once."""
    return Shown(register, genesis={"spares": register.spares()[1:]})


def _more_spares(register: Register) -> Shown:
    """A voter's card that may not vote."""
    return Shown(register, genesis={"spares": sorted([*register.spares(), voters_card(register)])})


def _other_registrar(register: Register) -> Shown:
    return Shown(register, genesis={"registrar": STRANGER.public_hex})


def _other_election(register: Register) -> Shown:
    return Shown(register, uuid=OTHER_UUID)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_other_weight, "credentials or weights"),
        (_swapped_weights, "credentials or weights"),
        (_added_card, "credentials or weights"),
        (_removed_card, "credentials or weights"),
        (_exchanged_card, "credentials or weights"),
        (_fewer_spares, "other spare cards"),
        (_more_spares, "other spare cards"),
        (_other_registrar, "another registrar"),
        (_other_election, f"the board's is {OTHER_UUID}"),
    ],
)
def test_a_single_difference_is_not_signed(
    register: Register, make: Callable[[Register], Shown], sentence: str
) -> None:
    setup = read_setup_of_log(make(register).log())
    with pytest.raises(RegisterError, match=sentence):
        countersign(register, setup)


def test_spares_in_another_order_are_the_same_spares(register: Register) -> None:
    shown = Shown(register, genesis={"spares": register.spares()[::-1]})
    countersign(register, read_setup_of_log(shown.log()))


def test_a_log_without_a_setup_is_not_signed(register: Register) -> None:
    builder = ElectionBuilder(Shown(register).everybody())
    builder.genesis(spares=register.spares())
    with pytest.raises(RegisterError, match="no setup for this election yet"):
        read_setup_of_log(BuiltLog.of(builder.record()))


def test_a_setup_against_the_rules_is_not_signed(register: Register) -> None:
    with pytest.raises(RegisterError, match="V31"):
        read_setup_of_log(Shown(register, genesis={"opens": "2026-11-25T01:00:00Z"}).log())
    with pytest.raises(RegisterError, match="V32"):
        read_setup_of_log(Shown(register, genesis={"spares": [parties("single").stranger.text]}).log())


def test_false_trustees_are_not_signed(register: Register) -> None:
    """V06 is costly and checked apart from the order of entries."""
    (item,) = parties("single").items
    assert isinstance(item, Single)
    pok = msgspec.structs.replace(item.key.pok, response=str(int(item.key.pok.response) + 1))
    builder = ElectionBuilder(Shown(register).everybody())
    builder.genesis(spares=register.spares())
    credentials = register.public_credentials()
    forged = Single(msgspec.structs.replace(item.key, pok=pok))
    builder.setup(credentials=credentials, trustees=encode_trustees([forged]))
    with pytest.raises(RegisterError, match="V06"):
        read_setup_of_log(BuiltLog.of(builder.record()))


def test_a_head_that_the_board_did_not_sign(register: Register) -> None:
    record = Shown(register).build().record()
    head = cosigned_head(record.parties, record.entries, signer=STRANGER)
    assert_refused(replace(BuiltLog.of(record), head=head), NoteUnsignedError)


def test_entries_that_are_not_those_of_the_head(register: Register) -> None:
    """Somebody on the way shows a setup that the board never made, beside the board's own head."""
    genuine = Shown(register, weights={voters_card(register): 2}).build().record()
    assert_refused(Shown(register).log().under(genuine), ConsistencyError)


def assert_refused(log: BuiltLog, cause: type[RecordError]) -> None:
    with pytest.raises(RegisterError, match="cannot be read") as caught:
        read_setup_of_log(log)
    assert type(caught.value.__cause__) is cause


# -- once --------------------------------------------------------------------------------------------------------------


def test_a_second_setup_of_the_same_election_is_not_signed(register: Register) -> None:
    """The board shows the registrar one election and, later, another under the same identifier."""
    remembering, _ = countersign(register, read_setup_of_log(Shown(register).log()))
    other = read_setup_of_log(Shown(register, genesis={"k": 11}).log())
    assert countersign(register, other)[1].root == other.root
    with pytest.raises(RegisterError, match="countersigned another setup"):
        countersign(remembering, other)


def test_a_practice_setup_is_not_signed_for_an_order_of_the_real_one(register: Register) -> None:
    order = CardOrder(
        1, UUID, "Pilketos Uji", "SMAN Contoh", "real", "Ed25519", f"http://papan.lan/{UUID}", 2,
        "2026-11-24T00:00:00Z", "2026-11-24T06:00:00Z", "WIB",
    )  # fmt: skip
    ordered = take_order(register, order)
    countersign(ordered, read_setup_of_log(Shown(register).log()))
    with pytest.raises(RegisterError, match="real election, the board's is practice"):
        countersign(ordered, read_setup_of_log(Shown(register, genesis={"kind": "practice"}).log()))


# -- from a file -------------------------------------------------------------------------------------------------------


def test_a_setup_file_says_what_the_board_says(register: Register) -> None:
    log = Shown(register).log()
    data = make_setup_file(log)
    assert read_setup_of_log(read_setup_file(data)) == read_setup_of_log(log)


def test_a_setup_file_after_other_countersignatures_is_as_good(register: Register) -> None:
    builder = Shown(register).build()
    builder.countersign(1)
    log = BuiltLog.of(builder.record())
    assert read_setup_of_log(read_setup_file(make_setup_file(log))) == read_setup_of_log(log)


def test_a_setup_file_of_no_setup_cannot_be_made(register: Register) -> None:
    builder = ElectionBuilder(Shown(register).everybody())
    builder.genesis(spares=register.spares())
    with pytest.raises(FormatError, match="after the setup"):
        make_setup_file(BuiltLog.of(builder.record()))


@pytest.mark.parametrize("part", ["checkpoint", "leaves", "blobs", "fewer", "more", "form"])
def test_a_changed_setup_file_is_refused(register: Register, part: str) -> None:
    file = msgspec.json.decode(make_setup_file(Shown(register).log()), type=SetupFile)
    other = msgspec.json.decode(make_setup_file(_other_weight(register).log()), type=SetupFile)
    changed = {
        "checkpoint": msgspec.structs.replace(file, checkpoint=other.checkpoint),
        "leaves": msgspec.structs.replace(file, leaves=other.leaves, blobs=other.blobs),
        "blobs": msgspec.structs.replace(file, blobs=other.blobs),
        "fewer": msgspec.structs.replace(file, blobs=file.blobs[:-1]),
        "more": msgspec.structs.replace(file, leaves=[*file.leaves, file.leaves[1]]),
        "form": file,
    }[part]
    data = encode(changed) + (b"\n" if part == "form" else b"")
    with pytest.raises((RegisterError, FormatError)):
        read_setup_of_log(read_setup_file(data))
