"""What the second device believes of an opening: nothing but its own card's seal test of this very ballot."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from record.ballot import tracking_code
from record.ballot_making import make_unsigned_ballot
from record.canonical import encode
from record.election import fingerprint
from record.ledger import BallotFacts
from record.merkle import inclusion_proof, leaf_hash, lookup_of
from record.receipt import Receipt
from record.voting import sign_challenge
from tests.booth.node_core import NodeCore
from tests.support.built_record import BuiltRecord
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import UUID, Card, parties
from voter_client.seal_test import Opening

CHOICES = ((1, 0, 0), (0, 1, 0))
SEED = 7
CARD, OTHER_CARD = parties("single").cards[:2]


@dataclass(frozen=True)
class OpenedBallot:
    """A log whose last entries stand under the code of one ballot, which a booth opened, or of another one."""

    record: BuiltRecord
    folder: Path
    code: str
    other_code: str
    opening: str

    def ask(self, core: NodeCore, place: int, asked: str) -> dict[str, object]:
        """The second device's verdict where the board answers with this entry, counted from the end."""
        index = len(self.record.entries) + place
        leaves = [entry.leaf for entry in self.record.entries]
        proof = inclusion_proof(lookup_of(map(leaf_hash, leaves)), index, len(leaves))
        receipt = Receipt(index, tuple(proof), self.record.checkpoint, leaves[index]).serialise().decode()
        payload = self.record.entries[index].payload.decode()
        return core.ask(
            op="test",
            folder=str(self.folder),
            uuid=UUID,
            code=self.code,
            asked=asked,
            opening=self.opening,
            receipt=receipt,
            payload=payload,
        )


OWN, SECOND, OTHERS, CAST = -4, -3, -2, -1


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> OpenedBallot:
    """The card's test of the ballot and of a second one, another card's test of the first, and the first itself."""
    everybody = parties("single")
    builder = ElectionBuilder(everybody)
    builder.genesis()
    builder.setup()
    for signer in (0, *everybody.owners):
        builder.countersign(signer)
    builder.open()

    def code_of(seed: int) -> str:
        mark = fingerprint(builder.election_bytes)
        return tracking_code(
            make_unsigned_ballot(builder.election, mark, CARD.element, CHOICES, seed.to_bytes(32, "big"))
        )

    def test_by(card: Card, code: str) -> None:
        builder.challenge_message(sign_challenge(builder.group, UUID, BallotFacts(code, card.text), card.secret))

    code, other_code = code_of(SEED), code_of(SEED + 1)
    test_by(CARD, code)
    test_by(CARD, other_code)
    test_by(OTHER_CARD, code)
    builder.cast(CARD, CHOICES, SEED)
    record = builder.record()
    folder = record.write_folder(tmp_path_factory.mktemp("tested") / "log")
    opening = encode(Opening(UUID, CARD.text, CHOICES, SEED.to_bytes(32, "big").hex())).decode()
    return OpenedBallot(record, folder, code, other_code, opening)


def test_its_own_seal_test_is_believed(core: NodeCore, tested: OpenedBallot) -> None:
    assert tested.ask(core, OWN, tested.code) == {"choices": [list(marks) for marks in CHOICES]}


@pytest.mark.parametrize("place", [CAST, OTHERS], ids=["the ballot itself", "another card's seal test"])
def test_nothing_else_under_the_code_is_believed(core: NodeCore, tested: OpenedBallot, place: int) -> None:
    assert tested.ask(core, place, tested.code) == {"error": "voter-opening", "rule": ""}


def test_the_seal_test_of_another_ballot_is_not_believed(core: NodeCore, tested: OpenedBallot) -> None:
    assert tested.ask(core, SECOND, tested.other_code) == {"error": "voter-opening", "rule": ""}
