"""A key holder signs the setup that it belongs to, once, and each refusal has one reason."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from board_client.errors import BoardError
from record.credentials import write_public_credentials
from record.entries import COUNTERSIGNATURE
from record.trustee_making import encode_trustees
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID, Parties, make_parties, parties
from tests.support.key_makings import Holder
from tests.support.trustee_elections import ServedLog, SimulatedElection, holder_of, joint_item, key_of
from trustee.countersigning import SetupSummary, countersign, examine_setup
from trustee.errors import (
    KeyReusedError,
    LogRefusedError,
    NotAHolderError,
    OtherSetupError,
    SetupRefusedError,
    TrusteeError,
)
from trustee.journal import Journal
from trustee.key_file import JointKey, KeyContents, SingleKey

ACT = Callable[[ElectionBuilder], None]


def prepared(
    everybody: Parties | None = None, *, genesis: dict[str, object] | None = None, **setup: Any
) -> SimulatedElection:
    builder = ElectionBuilder(everybody or parties())
    builder.genesis(**(genesis or {}))
    builder.setup(**setup)
    return SimulatedElection(builder)


def examine(board: SimulatedElection, holder: Holder) -> SetupSummary:
    return examine_setup(board, board.builder.parties.uuid, holder.store.contents, holder.journal)


def sign(board: SimulatedElection, holder: Holder) -> bytes:
    return countersign(board, examine(board, holder), holder.store.contents, holder.journal)


@pytest.fixture
def everybody() -> Parties:
    return parties()


@pytest.mark.parametrize("owner", [1, 2, 4])
def test_every_holder_signs_its_own_place_and_the_board_takes_it(
    everybody: Parties, tmp_path: Path, owner: int
) -> None:
    board = prepared()
    holder = holder_of(everybody, owner, tmp_path)
    message = COUNTERSIGNATURE.decode(sign(board, holder))
    assert (message.signer, message.size, message.root) == (owner, 2, board.builder.roots[2])
    assert board.builder.entries[-1].type == "Countersignature"


def test_what_a_person_must_compare_is_shown(everybody: Parties, tmp_path: Path) -> None:
    board = prepared()
    summary = examine(board, holder_of(everybody, 2, tmp_path))
    assert summary.weights == {1: 5, 2: 2, 3: 1}
    assert summary.owner == 2
    assert summary.root == board.builder.roots[2]
    assert summary.setup == board.builder.setup_hash


def test_weights_that_few_cards_have_are_named_before_signing(everybody: Parties, tmp_path: Path) -> None:
    """Totals of weights 1, 10 and 100 would tell each of these votes apart."""
    holder = holder_of(everybody, 2, tmp_path)
    summary = examine(prepared(), holder)
    assert (summary.genesis.k, summary.rare_weights) == (2, [1, 2, 3])
    assert replace(summary, weights={1: 10, 2: 12, 3: 9}).rare_weights == [3]
    one_weight = replace(summary, weights={5: 2})
    assert one_weight.rare_weights == []


def test_a_list_without_weights_is_shown_as_weights_of_one(everybody: Parties, tmp_path: Path) -> None:
    builder = ElectionBuilder(everybody, weighted=False)
    builder.genesis()
    builder.setup()
    assert examine(SimulatedElection(builder), holder_of(everybody, 2, tmp_path)).weights == {1: 8}


def test_a_joint_key_with_other_certificates_than_those_it_was_made_with_is_refused(
    everybody: Parties, tmp_path: Path
) -> None:
    holder = holder_of(everybody, 2, tmp_path)
    (key,) = holder.store.contents.keys
    assert isinstance(key, JointKey)
    made_otherwise = msgspec.structs.replace(key, parameters="00" * 32)
    holder.store.save(KeyContents(1, holder.store.contents.identity, (), (made_otherwise,)))
    with pytest.raises(SetupRefusedError, match="not the one that you made"):
        examine(prepared(), holder)


def test_a_single_key_is_not_used_as_a_part_of_a_joint_key(everybody: Parties, tmp_path: Path) -> None:
    holder = holder_of(everybody, 2, tmp_path)
    (key,) = holder.store.contents.keys
    public = joint_item(everybody).parameters.verification_keys[0]
    single = SingleKey(key.group, key.secret, public)
    holder.store.save(KeyContents(1, holder.store.contents.identity, (), (single,)))
    with pytest.raises(SetupRefusedError, match="a part of a joint key"):
        examine(prepared(), holder)


def test_signing_again_sends_the_same_bytes_also_after_a_lost_answer(everybody: Parties, tmp_path: Path) -> None:
    board = prepared()
    holder = holder_of(everybody, 2, tmp_path)
    board.deaf = True
    with pytest.raises(BoardError):
        sign(board, holder)
    board.deaf = False
    sign(board, holder)
    assert board.posted[0] == board.posted[1]


def other_weights(everybody: Parties) -> bytes:
    return write_public_credentials(
        [(card.text, 10**index) for index, card in enumerate((*everybody.cards, *everybody.spares))], weighted=True
    )


def test_a_second_setup_with_other_weights_is_not_signed(everybody: Parties, tmp_path: Path) -> None:
    """The same ballots under weights of one's choice would be read out of the total."""
    holder = holder_of(everybody, 2, tmp_path)
    sign(prepared(), holder)
    holder = dataclasses.replace(holder, journal=without_heads(holder, tmp_path))
    with pytest.raises(OtherSetupError):
        examine(prepared(credentials=other_weights(everybody)), holder)


def without_heads(holder: Holder, folder: Path) -> Journal:
    """The journal without the heads it saw, so that only what was signed speaks."""
    journal = Journal(folder / "bare.journal", holder.public_hex, ())
    for record in holder.journal.records:
        if type(record).__name__ == "Countersigned":
            journal.append(record)
    return journal


def test_a_second_genesis_is_a_second_setup_too(everybody: Parties, tmp_path: Path) -> None:
    holder = holder_of(everybody, 2, tmp_path)
    sign(prepared(), holder)
    holder = dataclasses.replace(holder, journal=without_heads(holder, tmp_path))
    with pytest.raises(OtherSetupError):
        examine(prepared(genesis={"k": 1}), holder)


def test_the_choice_is_checked_again_when_the_person_has_answered(everybody: Parties, tmp_path: Path) -> None:
    holder = holder_of(everybody, 2, tmp_path)
    first, second = prepared(), prepared(credentials=other_weights(everybody))
    bare = dataclasses.replace(holder, journal=Journal(tmp_path / "second.journal", holder.public_hex, ()))
    summary = examine(second, bare)
    sign(first, holder)
    with pytest.raises(OtherSetupError):
        countersign(second, summary, holder.store.contents, holder.journal)
    assert second.posted == []


def test_a_single_key_serves_one_election(tmp_path: Path) -> None:
    first, second = make_parties(), make_parties(uuid=OTHER_UUID)
    holder = holder_of(first, 1, tmp_path)
    sign(prepared(first), holder)
    with pytest.raises(KeyReusedError):
        examine(prepared(second), holder)


def test_a_reusable_joint_key_serves_many(tmp_path: Path) -> None:
    first, second = parties(), dataclasses.replace(parties(), uuid=OTHER_UUID)
    holder = holder_of(first, 2, tmp_path)
    sign(prepared(first), holder)
    sign(prepared(second), holder)


REFUSED: dict[str, tuple[type[TrusteeError], str, Callable[[], SimulatedElection]]] = {
    "a genesis that breaks a rule": (
        SetupRefusedError,
        "closes before it opens",
        lambda: prepared(genesis={"opens": "2026-11-24T09:00:00Z"}),
    ),
    "a genesis of another election": (
        SetupRefusedError,
        "genesis of another election",
        lambda: prepared(genesis={"uuid": OTHER_UUID}),
    ),
    "a setup whose spares are not among the cards": (
        SetupRefusedError,
        "V32",
        lambda: prepared(genesis={"spares": [parties().stranger.text]}),
    ),
    "a genesis with another head of the key making": (
        SetupRefusedError,
        "does not name the key making",
        lambda: prepared(genesis={"key_makings": [other_head()]}),
    ),
    "an election key that is not that of the holders": (
        SetupRefusedError,
        "V11",
        lambda: prepared(election=other_key()),
    ),
    "another joint key in place of the own one": (
        NotAHolderError,
        "not in your key file",
        lambda: prepared(trustees=encode_trustees(make_parties(label="x").items), election=key_of_others()),
    ),
    "holders in another order": (
        NotAHolderError,
        "not in your key file",
        lambda: prepared(genesis={"holders": swapped(1, 2)}),
    ),
    "strangers as the other holders of the joint key": (
        SetupRefusedError,
        "not those with whom you made it",
        lambda: prepared(genesis={"holders": swapped(2, 3)}),
    ),
    "a genesis without this holder": (
        NotAHolderError,
        "does not name your signing key",
        lambda: prepared(genesis={"holders": with_stranger()}),
    ),
}


def other_head() -> Any:
    (head,) = parties().heads
    return type(head)(head.run, head.size, "00" * 32, head.election)


def other_key() -> Any:
    builder = ElectionBuilder(parties())
    return builder.honest_election(public_key=parties().group.generator.text)


def key_of_others() -> Any:
    return ElectionBuilder(parties()).honest_election(public_key=make_parties(label="x").key.text)


def swapped(a: int, b: int) -> list[str]:
    keys = [holder.public_hex for holder in parties().holders]
    keys[a], keys[b] = keys[b], keys[a]
    return keys


def with_stranger() -> list[str]:
    keys = [holder.public_hex for holder in parties().holders]
    keys[1] = make_parties(label="x").holders[1].public_hex
    return keys


@pytest.mark.parametrize("case", REFUSED)
def test_a_setup_is_refused(everybody: Parties, tmp_path: Path, case: str) -> None:
    error, words, board = REFUSED[case]
    holder = holder_of(everybody, 2, tmp_path)
    with pytest.raises(error, match=words) as refusal:
        examine(board(), holder)
    assert type(refusal.value) is error
    assert holder.journal.countersigned(everybody.uuid) is None


def test_a_key_of_ones_own_at_the_place_of_another_holder_is_refused(everybody: Parties, tmp_path: Path) -> None:
    holder = holder_of(everybody, 2, tmp_path)
    contents = holder.store.contents
    both = KeyContents(1, contents.identity, (), (*contents.keys, key_of(everybody, 3)))
    holder.store.save(both)
    with pytest.raises(SetupRefusedError, match="place of key holder 3"):
        examine(prepared(), holder)


def test_before_the_setup_there_is_nothing_to_sign(everybody: Parties, tmp_path: Path) -> None:
    builder = ElectionBuilder(everybody)
    builder.genesis()
    with pytest.raises(SetupRefusedError, match="not published"):
        examine(SimulatedElection(builder), holder_of(everybody, 2, tmp_path))


class OtherGenesis(ServedLog):
    """Shows another genesis, signed for nowhere, to who asks for the first entry alone."""

    other = prepared(genesis={"k": 4}).builder.entries[0]

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        return iter([self.other.leaf]) if size == 1 else super().leaves(size, start)

    def blob(self, sha256_hex: str) -> bytes:
        return self.other.payload if self.other.leaf.find(sha256_hex.encode()) >= 0 else super().blob(sha256_hex)


class OtherBytes(ServedLog):
    """Serves other bytes than those of the hash."""

    def blob(self, sha256_hex: str) -> bytes:
        return super().blob(sha256_hex) + b" "


class NoEntries(ServedLog):
    """Serves no entry at all."""

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        return iter(())


@pytest.mark.parametrize(
    ("kind", "words"), [(OtherGenesis, "two geneses"), (OtherBytes, "other bytes"), (NoEntries, "no entries")]
)
def test_a_board_that_serves_something_else_than_its_head_is_refused(
    everybody: Parties, tmp_path: Path, kind: type[ServedLog], words: str
) -> None:
    class Lying(SimulatedElection):
        def log(self, uuid: str) -> ServedLog:
            return kind.of(self.record())

    with pytest.raises(LogRefusedError, match=words):
        examine(Lying(prepared().builder), holder_of(everybody, 2, tmp_path))
