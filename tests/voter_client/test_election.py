"""What a voter's device takes for the election, and every board or network that shows it another one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from record.canonical import encode
from record.checkpoint import Checkpoint, origin_of, sign_checkpoint
from record.credentials import write_public_credentials
from record.entries import LogEntry
from record.errors import FormatError
from record.merkle import ConsistencyError
from record.note import NoteUnsignedError
from record.trustee_making import encode_trustees
from record.trustees import Single
from tests.support.built_record import cosigned_head
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID, UUID, make_parties, parties
from tests.support.honest_election import Plan, honest
from tests.support.logs import STRANGER
from tests.support.memory_board import BuiltLog
from voter_client import election as module
from voter_client.election import read_election
from voter_client.errors import ElectionMismatchError, NotOpenError


def opened() -> Plan:
    return honest(parties("single")).until("open")


def log_of(plan: Plan) -> BuiltLog:
    return BuiltLog.of(plan.play().record())


@pytest.mark.parametrize("last", ["open", "vote 3", "result"])
def test_genesis_setup_and_head_are_read_in_every_phase(last: str) -> None:
    plan = honest(parties("mixed")).until(last)
    builder = plan.play()
    record = builder.record()
    election = read_election(BuiltLog.of(record), UUID, board_key=builder.parties.board.public_hex)
    assert election.genesis == builder.genesis_message
    assert election.setup.setup_hash == builder.setup_hash
    assert (election.head.size, election.head.data) == (len(record.entries), record.checkpoint)


def test_no_ballot_is_read() -> None:
    log = log_of(honest(parties("single")).until("vote 3"))
    asked: list[str] = []

    @dataclass(frozen=True)
    class Counting(BuiltLog):
        def blob(self, digest: str) -> bytes:
            asked.append(digest)
            return super().blob(digest)

    read_election(Counting(log.entries, log.head, log.tree), UUID)
    ballots = {entry.event.payload for entry in log.entries if entry.event is not None and entry.type == "Ballot"}
    assert ballots
    assert not ballots & set(asked)


@pytest.mark.parametrize("last", ["genesis", "setup", "countersign 1"])
def test_an_unopened_election_is_not_open(last: str) -> None:
    with pytest.raises(NotOpenError):
        read_election(log_of(honest(parties("single")).until(last)), UUID)


def test_another_election_is_refused() -> None:
    with pytest.raises(ElectionMismatchError, match="another election"):
        read_election(log_of(opened()), OTHER_UUID)


def test_a_pinned_key_that_is_not_the_boards_is_refused() -> None:
    with pytest.raises(ElectionMismatchError, match="not the board whose key"):
        read_election(log_of(opened()), UUID, board_key=STRANGER.public_hex)


@pytest.mark.parametrize("signer", [0, 1])
def test_a_missing_countersignature_is_refused(signer: int) -> None:
    with pytest.raises(ElectionMismatchError, match="V35"):
        read_election(log_of(opened().without(f"countersign {signer}")), UUID)


def test_too_few_of_a_joint_key_are_refused() -> None:
    plan = honest(parties("mixed")).until("open")
    read_election(log_of(plan.without("countersign 3")), UUID)
    with pytest.raises(ElectionMismatchError, match="V35"):
        read_election(log_of(plan.without("countersign 3", "countersign 4")), UUID)


def _other_credentials(builder: ElectionBuilder) -> None:
    weights = [(card.text, 1) for card in (*builder.parties.cards, *builder.parties.spares)]
    builder.setup(credentials=write_public_credentials(weights, weighted=True))


def _other_question(builder: ElectionBuilder) -> None:
    builder.setup(election=builder.honest_election(name="Pilketos lain"))


@pytest.mark.parametrize("lie", [_other_credentials, _other_question])
def test_another_setup_than_was_countersigned_is_refused(lie: Callable[[ElectionBuilder], None]) -> None:
    """The board asks for countersignatures of one Setup and shows voters another one, under a head of its own."""
    signed = opened().play().entries

    def copied(index: int) -> Callable[[ElectionBuilder], None]:
        return lambda builder: builder.own_bytes("Countersignature", signed[index].payload)

    plan = opened().instead("setup", lie).instead("countersign 0", copied(2)).instead("countersign 1", copied(3))
    with pytest.raises(ElectionMismatchError, match="V34"):
        read_election(log_of(plan), UUID)
    # The lie alone, countersigned by everybody, would be an election.
    read_election(log_of(opened().instead("setup", lie)), UUID)


def test_a_false_proof_of_a_key_is_refused_although_everybody_signed() -> None:
    """V06: somebody's vote could be read alone with the key of a holder who does not have it."""

    def forged(builder: ElectionBuilder) -> None:
        (item,) = builder.parties.items
        assert isinstance(item, Single)
        proof = replace_proof(item)
        builder.setup(trustees=encode_trustees([proof]))

    with pytest.raises(ElectionMismatchError, match="V06"):
        read_election(log_of(opened().instead("setup", forged)), UUID)


def replace_proof(item: Single) -> Single:
    import msgspec

    pok = msgspec.structs.replace(item.key.pok, response=str(int(item.key.pok.response) + 1))
    return Single(msgspec.structs.replace(item.key, pok=pok))


def test_a_head_that_the_board_did_not_sign_is_refused() -> None:
    record = opened().play().record()
    head = cosigned_head(record.parties, record.entries, signer=STRANGER)
    with pytest.raises(ElectionMismatchError) as caught:
        read_election(replace(BuiltLog.of(record), head=head), UUID)
    assert type(caught.value.__cause__) is NoteUnsignedError


@pytest.mark.parametrize("last", ["open", "vote 3"])
def test_forged_entries_beside_a_genuine_head_are_refused(last: str) -> None:
    """Somebody on the way has everything but the board's key: own registrar, own key holders, and the genuine head."""
    genuine = honest(parties("single")).until(last).play().record()
    attackers = replace(make_parties("single", label="attacker-"), board=genuine.parties.board)
    forged = BuiltLog.of(opened().of(attackers).play().record())
    read_election(forged, UUID, board_key=genuine.parties.board.public_hex)  # as the board itself could make it
    with pytest.raises(ElectionMismatchError) as caught:
        read_election(forged.under(genuine), UUID, board_key=genuine.parties.board.public_hex)
    assert type(caught.value.__cause__) is ConsistencyError


def test_a_payload_with_another_hash_is_refused() -> None:
    log = log_of(opened())

    @dataclass(frozen=True)
    class Damaged(BuiltLog):
        def blob(self, digest: str) -> bytes:
            return super().blob(digest) + b" "

    with pytest.raises(ElectionMismatchError) as caught:
        read_election(Damaged(log.entries, log.head, log.tree), UUID)
    assert type(caught.value.__cause__) is FormatError


@pytest.mark.parametrize("head", [b"", b"\xff", b"suarasah/x\n5\n\n"])
def test_a_malformed_head_is_refused(head: bytes) -> None:
    with pytest.raises(ElectionMismatchError, match="not sound"):
        read_election(replace(log_of(opened()), head=head), UUID)


def test_a_board_that_never_comes_to_the_opening_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Countless sound entries before Open must not keep a voter's device busy."""
    monkeypatch.setattr(module, "MAX_ENTRIES_BEFORE_OPEN", 20)
    plan = opened().before("open", *[lambda builder: builder.booth_change()] * 30)
    log = log_of(plan)
    read: list[bytes] = []

    @dataclass(frozen=True)
    class Endless(BuiltLog):
        def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
            for leaf in super().leaves(size, start):
                read.append(leaf)
                yield leaf

    with pytest.raises(NotOpenError):
        read_election(Endless(log.entries, log.head, log.tree), UUID)
    assert len(read) == 20


def test_entries_beyond_the_head_are_refused() -> None:
    """The board opened after it signed this head: what it shows may still be taken back."""
    record = opened().play().record()
    unsigned: tuple[LogEntry, ...] = record.entries
    head = sign_checkpoint(
        Checkpoint(origin_of(UUID), 4, bytes.fromhex(opened().play().roots[4])), record.parties.board
    )

    @dataclass(frozen=True)
    class Eager(BuiltLog):
        def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
            return super().leaves(size + 1, start)

    with pytest.raises(ElectionMismatchError):
        read_election(Eager(unsigned, head, unsigned), UUID)


def test_the_genesis_must_be_sound() -> None:
    def backwards(builder: ElectionBuilder) -> None:
        builder.genesis(opens="2026-11-24T08:00:00Z", closes="2026-11-24T01:00:00Z")

    with pytest.raises(ElectionMismatchError, match="V31"):
        read_election(log_of(opened().instead("genesis", backwards)), UUID)
    assert encode(opened().play().genesis_message)
