"""Every lie of a board about an election that we can think of: nothing but the final tally is ever decrypted.

A board may always do nothing, and then nothing happens. Whatever else it does, a key holder either stops with a
sentence, or goes on as with an honest board.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from board_client.errors import BoardError
from crypto.group import Element, Group, Secret
from crypto.proof import Proof
from crypto.share_binding import prove_share_binding
from crypto.signing_key import SigningKey
from record.entries import CONFIRMATION, Confirmation, WitnessPolicy
from record.trustees import Single
from tests.support.built_record import BuiltRecord
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID, Parties, parties
from tests.support.honest_election import FIRST, Plan, honest, with_false_proof
from tests.support.key_makings import Holder
from tests.support.lying_boards import FORGED_HEADS, examine, opened, under_older_cosignatures
from tests.support.trustee_elections import ServedLog, SimulatedElection, holder_of
from trustee import decrypting
from trustee.confirming import confirm
from trustee.countersigning import countersign, examine_setup
from trustee.decrypting import SentShare, decrypt, send_verified
from trustee.errors import (
    ConfirmationsMissingError,
    LogRefusedError,
    OtherSetupError,
    OtherTallyError,
    RecordRejectedError,
    RollbackError,
    SetupNotSignedError,
    SetupRefusedError,
    SplitViewError,
    TallyMismatchError,
    TrusteeError,
    WitnessesMissingError,
    WrongShareError,
)
from trustee.journal import Decrypted, Journal
from trustee.verifying import VerifiedTally, verify_tally
from verifier.run import verify

OWNER, OTHER = 2, 3
"""Two holders of the joint key, of whom two decrypt together with the Single, owner 1."""


@pytest.fixture
def holder(tmp_path: Path) -> Holder:
    return holder_of(parties(), OWNER, tmp_path)


# -- countersigning ---------------------------------------------------------------------------------------------------


def forgetful(holder: Holder, folder: Path) -> Holder:
    """The holder without the heads that it saw, so that only what it signed speaks."""
    journal = Journal(folder / "forgetful.journal", holder.public_hex, ())
    for record in holder.journal.records:
        if type(record).__name__ not in ("Begin", "Seen"):
            journal.append(record)
    return Holder(holder.store, journal)


def heavier() -> SimulatedElection:
    """Weights 1, 10, 100, ..., which let single votes be read out of a total."""
    builder = ElectionBuilder(parties())
    cards = [
        dataclasses.replace(card, weight=10**place) for place, card in enumerate((*parties().cards, *parties().spares))
    ]
    changed = dataclasses.replace(parties(), cards=tuple(cards[:5]), spares=tuple(cards[5:]))
    builder = ElectionBuilder(changed)
    builder.genesis(spares=[card.text for card in parties().spares])
    builder.setup()
    return SimulatedElection(builder)


def with_a_stranger_among_the_voters() -> SimulatedElection:
    builder = ElectionBuilder(parties())
    return opened(credentials=builder.honest_credentials(parties().stranger))


def with_other_questions() -> SimulatedElection:
    builder = ElectionBuilder(parties())
    return opened(election=builder.honest_election(questions=builder.questions[:1]))


SWAPS: dict[str, Callable[[], SimulatedElection]] = {
    "weights": heavier,
    "credentials": with_a_stranger_among_the_voters,
    "questions": with_other_questions,
    "the presentation": lambda: opened(genesis={"presentation": "ab" * 32}),
    "the least number of ballots": lambda: opened(genesis={"k": 1}),
    "the witnesses": lambda: opened(genesis={"witnesses": WitnessPolicy(0, [])}),
    "the registrar": lambda: opened(genesis={"registrar": SigningKey.generate().public_hex}),
}


@pytest.mark.parametrize("what", SWAPS)
def test_a_setup_that_was_swapped_after_it_was_signed_is_not_signed(holder: Holder, tmp_path: Path, what: str) -> None:
    """Neither by who remembers the head nor by who only remembers what it signed."""
    first, second = opened(), SWAPS[what]()
    countersign(first, examine(first, holder), holder.store.contents, holder.journal)
    with pytest.raises(SplitViewError):
        examine(second, holder)
    with pytest.raises(OtherSetupError):
        examine(second, forgetful(holder, tmp_path))
    assert second.posted == []


@pytest.mark.parametrize("what", SWAPS)
def test_a_setup_that_is_swapped_while_a_person_reads_is_not_the_one_that_is_signed(holder: Holder, what: str) -> None:
    """What leaves signs what was shown, and no election with another setup can use it."""
    shown, swapped = opened(), SWAPS[what]()
    summary = examine(shown, holder)
    with pytest.raises(BoardError) as refusal:
        countersign(swapped, summary, holder.store.contents, holder.journal)
    assert refusal.value.rule == "V34"
    kept = holder.journal.countersigned(summary.genesis.uuid)
    assert kept is not None
    assert kept.root == shown.builder.roots[2]


def test_the_setup_of_another_election_under_this_genesis_is_refused(holder: Holder) -> None:
    other = ElectionBuilder(dataclasses.replace(parties(), uuid=OTHER_UUID))
    with pytest.raises(SetupRefusedError, match=r"V32 \(Genesis fits Setup\): genesis is of"):
        examine(opened(election=other.honest_election()), holder)


def test_a_board_that_answers_with_another_election_is_refused(holder: Holder) -> None:
    """The whole log is sound, but it is that of another election."""

    class Elsewhere(SimulatedElection):
        def log(self, uuid: str) -> ServedLog:
            return ServedLog.of(self.record())

    other = Elsewhere(opened(dataclasses.replace(parties(), uuid=OTHER_UUID)).builder)
    with pytest.raises(SetupRefusedError, match="genesis of another election"):
        examine_setup(other, parties().uuid, holder.store.contents, holder.journal)


def test_a_key_that_the_board_computed_from_those_of_the_others_is_refused(holder: Holder) -> None:
    """A rogue key (ATTACKS 25): nobody can prove to know its private key."""
    everybody = parties()
    group = everybody.group
    x = group.random_secret()
    own = group.generator_power_secret(x)
    rogue = group.multiply_public(own, group.invert_public(group.decode(joint_text(everybody))))
    single = everybody.items[0]
    assert isinstance(single, Single)
    forged = Single(msgspec.structs.replace(single.key, public_key=rogue.text))
    swapped = dataclasses.replace(everybody, items=(forged, everybody.items[1]))
    with pytest.raises(SetupRefusedError, match="V06"):
        examine(opened(swapped), holder)


def joint_text(everybody: Parties) -> str:
    assert everybody.joint is not None
    commitments = [each.commitments[0] for each in everybody.joint.polynomials]
    return everybody.group.product_public(commitments).text


# -- decrypting -------------------------------------------------------------------------------------------------------


def played(change: Callable[[Plan], Plan] = lambda plan: plan) -> SimulatedElection:
    """An election up to its tally, after a lie of the board."""
    return SimulatedElection(change(honest().until("tally")).play())


def open_total(board: SimulatedElection, holder: Holder, record: BuiltRecord | None = None) -> SentShare:
    source = (record or board.record()).source()
    return decrypt(board, source, board.builder.parties.uuid, holder.store.contents, holder.journal, verify)


def check_nothing_left(board: SimulatedElection, holder: Holder) -> None:
    """No share was made, and none was sent."""
    assert board.posted == []
    assert holder.journal.decrypted(board.builder.parties.uuid) is None


@dataclass(frozen=True)
class BoardsLie:
    """What the board does, and the one error that stops the holder."""

    error: type[TrusteeError]
    change: Callable[[Plan], Plan]


def one_ballot_only(builder: ElectionBuilder) -> None:
    """The tally of a single voter's ballot, as if it were all."""
    builder.encrypted_tally(box=builder.box[:1])


def one_ballot_many_times(builder: ElectionBuilder) -> None:
    """One voter's ballot with the weight of all, so that the figures look right."""
    honest_total = builder.accumulate()
    builder.encrypted_tally(box=builder.box[:1], counted=honest_total.counted, weight=honest_total.weight)


@pytest.fixture(scope="module")
def others_tally() -> bytes:
    """The encrypted tally of another election with the same holders."""
    other = honest(dataclasses.replace(parties(), uuid=OTHER_UUID)).until("tally").without("vote 1").play()
    return other.tally_bytes


def test_the_ciphertexts_of_another_election_are_not_decrypted(holder: Holder, others_tally: bytes) -> None:
    board = played(lambda plan: plan.instead("tally", lambda b: b.encrypted_tally(tally=others_tally)))
    with pytest.raises(TallyMismatchError):
        open_total(board, holder)
    check_nothing_left(board, holder)


TALLIES: dict[str, BoardsLie] = {
    "a single ballot as the tally": BoardsLie(TallyMismatchError, lambda plan: plan.instead("tally", one_ballot_only)),
    "a single ballot with everybody's figures": BoardsLie(
        TallyMismatchError, lambda plan: plan.instead("tally", one_ballot_many_times)
    ),
    "superseded ballots in the tally": BoardsLie(
        TallyMismatchError, lambda plan: plan.instead("tally", lambda b: b.encrypted_tally(box=b.box[:-2]))
    ),
    "a tally of other ballots in a record that breaks another rule": BoardsLie(
        RecordRejectedError,
        lambda plan: plan.without("end").instead("tally", lambda b: b.encrypted_tally(box=b.box[:-1])),
    ),
    "a tally before the close": BoardsLie(RecordRejectedError, lambda plan: plan.without("end")),
    "a ballot after the close": BoardsLie(RecordRejectedError, lambda plan: plan.moved("vote 3", before="tally")),
    "a second tally": BoardsLie(
        RecordRejectedError, lambda plan: plan.after("tally", lambda b: b.encrypted_tally(box=b.box[:-1]))
    ),
    "ballots of a revoked card": BoardsLie(
        RecordRejectedError, lambda plan: plan.after("vote 3", lambda b: b.cast(b.parties.cards[4], FIRST))
    ),
    "another's ballot a second time": BoardsLie(
        RecordRejectedError,
        lambda plan: plan.after("vote 3", lambda b: b.cast_bytes(b.entries[-1].blobs[0], b.parties.cards[3])),
    ),
    "a countersignature of its own in the holder's name": BoardsLie(
        RecordRejectedError,
        lambda plan: plan.instead(
            f"countersign {OWNER}", lambda b: b.countersign(OWNER, key_of=len(b.parties.owners) + 1)
        ),
    ),
}


@pytest.mark.parametrize("lie", TALLIES)
def test_nothing_but_the_final_tally_is_decrypted(holder: Holder, lie: str) -> None:
    board = played(TALLIES[lie].change)
    with pytest.raises(TALLIES[lie].error) as refusal:
        open_total(board, holder)
    assert type(refusal.value) is TALLIES[lie].error
    check_nothing_left(board, holder)


def test_as_many_ballots_as_the_rules_ask_for_are_enough(holder: Holder) -> None:
    counted = played().builder.counted
    enough = played(lambda plan: plan.instead("genesis", lambda b: b.genesis(k=counted)))
    assert open_total(enough, holder).owner == OWNER


def test_another_election_of_the_same_holders_is_not_decrypted_unsigned(holder: Holder) -> None:
    """A sound record of an election that this holder never saw: its tally would be opened in the other's name."""
    first = opened()
    countersign(first, examine(first, holder), holder.store.contents, holder.journal)
    everybody = dataclasses.replace(parties(), uuid=OTHER_UUID)
    board = SimulatedElection(honest(everybody).until("tally").without(f"countersign {OWNER}").play())
    with pytest.raises(SetupNotSignedError):
        open_total(board, holder)
    check_nothing_left(board, holder)
    with pytest.raises(RecordRejectedError, match="another election"):
        decrypt(board, board.record().source(), parties().uuid, holder.store.contents, holder.journal, verify)


def test_a_tally_that_was_looked_at_is_not_sent_once_another_one_was_decrypted(holder: Holder) -> None:
    """A person looks at one tally for a while; meanwhile another window has decrypted another."""
    board, uuid = played(), parties().uuid
    looked_at = verify_tally(board.record().source(), uuid, holder.store.contents, holder.journal, verify)
    holder.journal.append(Decrypted(uuid, looked_at.setup.setup_hash, "33" * 32, "{}", "{}"))
    with pytest.raises(OtherTallyError):
        send_verified(board, looked_at, holder.store.contents, holder.journal)
    assert board.posted == []


def test_two_tallies_to_two_holders_give_shares_that_do_not_fit_together(tmp_path: Path) -> None:
    """Each holder sees one face, with all witnesses on the board's side: neither tally gets the shares of two."""
    first, second = played(), played(lambda plan: plan.without("vote 3"))
    for board, owner in ((first, OWNER), (second, OTHER)):
        open_total(board, holder_of(parties(), owner, tmp_path))
    ((_, (proof, share)),) = second.posted
    with pytest.raises(BoardError) as refusal:
        first.send_share(parties().uuid, proof, share)
    assert refusal.value.rule == "V46"
    first.builder.own_bytes("ShareProof", proof)
    first.builder.partial_decryption(OTHER, share)
    with pytest.raises(RecordRejectedError):
        open_total(first, holder_of(parties(), 4, tmp_path))


@pytest.mark.parametrize("proof", ["of version 1", "of binding"])
def test_a_share_whose_proofs_this_machine_made_wrongly_is_not_sent(
    holder: Holder, monkeypatch: pytest.MonkeyPatch, proof: str
) -> None:
    """The board would log it as a bad share under this holder's name; its factors are right."""
    board = played()
    if proof == "of version 1":
        monkeypatch.setattr(decrypting, "make_share", lambda *_: with_false_proof(board.builder, OWNER))
    else:
        monkeypatch.setattr(decrypting, "prove_share_binding", binding_to_another_setup)
    with pytest.raises(WrongShareError):
        open_total(board, holder)
    check_nothing_left(board, holder)


def binding_to_another_setup(
    group: Group, _: str, x: Secret, key: Element, alphas: Sequence[Element], factors: Sequence[Element]
) -> Proof:
    return prove_share_binding(group, "ab" * 32, x, key, alphas, factors)


FALSE_CONFIRMATIONS: dict[str, Callable[[Confirmation], Confirmation]] = {
    "of another election": lambda message: resigned(OTHER, message, uuid=OTHER_UUID),
    "of another tally": lambda message: resigned(OTHER, message, tally="33" * 32),
    "of oneself": lambda message: resigned(OWNER, message, confirmer=OWNER),
    "that nobody signed": lambda message: msgspec.structs.replace(message, signature="00" * 64),
}


def resigned(signer: int, message: Confirmation, **changes: object) -> Confirmation:
    changed = msgspec.structs.replace(message, **changes)
    return CONFIRMATION.sign(parties().holders[signer - 1], changed)


@pytest.fixture
def confirmed(tmp_path: Path) -> tuple[SimulatedElection, Holder, VerifiedTally]:
    """A restored key, and a tally that one other holder has confirmed to it."""
    board = played(lambda plan: plan.after("tally", lambda b: b.confirm(OWNER, OTHER)))
    restored = holder_of(parties(), OWNER, tmp_path, restored=True)
    source, uuid = board.record().source(), parties().uuid
    return board, restored, verify_tally(source, uuid, restored.store.contents, restored.journal, verify)


@pytest.mark.parametrize("lie", FALSE_CONFIRMATIONS)
def test_a_restored_key_is_not_helped_by_a_false_confirmation(
    confirmed: tuple[SimulatedElection, Holder, VerifiedTally], lie: str
) -> None:
    """The rules of the record refuse it already; what is decrypted for ever does not rest on them alone."""
    board, restored, verified = confirmed
    (genuine,) = verified.confirmations
    false = dataclasses.replace(verified, confirmations=(FALSE_CONFIRMATIONS[lie](genuine),))
    with pytest.raises(ConfirmationsMissingError):
        send_verified(board, false, restored.store.contents, restored.journal)
    check_nothing_left(board, restored)
    send_verified(board, verified, restored.store.contents, restored.journal)


def test_a_restored_key_waits_for_t_minus_1_different_holders(
    confirmed: tuple[SimulatedElection, Holder, VerifiedTally],
) -> None:
    board, restored, verified = confirmed
    of_three = dataclasses.replace(
        verified,
        item=dataclasses.replace(verified.item, threshold=3),
        confirmations=verified.confirmations * 2,
    )
    with pytest.raises(ConfirmationsMissingError, match="2 other holders of it must confirm, and 1 did"):
        send_verified(board, of_three, restored.store.contents, restored.journal)
    check_nothing_left(board, restored)


def test_two_restored_keys_are_confirmed_one_by_one(tmp_path: Path) -> None:
    board, confirmer = played(), holder_of(parties(), OTHER, tmp_path)
    for owner in (OWNER, 4):
        source, uuid = board.record().source(), parties().uuid
        sent = confirm(board, source, uuid, owner, confirmer.store.contents, confirmer.journal, verify)
        assert CONFIRMATION.decode(sent).owner == owner


# -- heads ------------------------------------------------------------------------------------------------------------


class UnderAnotherHead(SimulatedElection):
    """Serves its log under a head that is forged."""

    forge: Callable[[BuiltRecord], bytes]

    def record(self) -> BuiltRecord:
        record = super().record()
        return record.with_head(self.forge(record))


@pytest.mark.parametrize("lie", FORGED_HEADS)
def test_nothing_is_signed_under_a_forged_head(holder: Holder, lie: str) -> None:
    board = UnderAnotherHead(opened().builder)
    board.forge = FORGED_HEADS[lie]
    # A log of the genesis alone has no setup yet.
    error = SetupRefusedError if lie == "of fewer entries under the same root" else LogRefusedError
    with pytest.raises(error):
        examine(board, holder)
    assert board.posted == []


@pytest.mark.parametrize("lie", FORGED_HEADS)
def test_nothing_is_decrypted_under_a_forged_head(holder: Holder, lie: str) -> None:
    board = UnderAnotherHead(played().builder)
    board.forge = FORGED_HEADS[lie]
    with pytest.raises(LogRefusedError):
        open_total(board, holder)
    check_nothing_left(board, holder)


def test_cosignatures_of_an_older_head_are_none(holder: Holder) -> None:
    """Before the opening no witnesses are needed; a total is opened under their eyes only."""
    board = UnderAnotherHead(played().builder)
    board.forge = under_older_cosignatures
    with pytest.raises(WitnessesMissingError):
        open_total(board, holder)
    check_nothing_left(board, holder)


def test_an_older_head_than_before_is_neither_signed_nor_decrypted(holder: Holder, tmp_path: Path) -> None:
    later = opened()
    later.builder.countersign(0)
    examine(later, holder)
    with pytest.raises(RollbackError):
        examine(opened(), holder)
    before = played(lambda plan: plan.without("vote 3"))
    open_total(played(), holder_of(parties(), OTHER, tmp_path))
    other = holder_of(parties(), 4, tmp_path)
    open_total(played(lambda plan: plan.after("tally", lambda b: b.share(OTHER))), other)
    with pytest.raises(RollbackError):
        open_total(before, other)
    assert before.posted == []
