"""Elections of one day: the same holders and the same joint key, and for each a Single, a uuid and cards of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from board_client.errors import BoardError
from record.trustee_making import make_single
from tests.support.built_record import MemorySource
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import Parties, make_card, parties
from tests.support.honest_election import FIRST, SECOND
from tests.support.joint_key import synthetic_secret
from tests.support.trustee_elections import ServedLog, SimulatedElection


def school(number: int, voters: int = 5) -> Parties:
    """Everybody of the election of one school, which has so many voters."""
    everybody = parties()
    group = everybody.group
    single = synthetic_secret(group, f"school {number}")
    cards = tuple(make_card(group, f"school {number}/voter {voter}") for voter in range(voters))
    spares = tuple(make_card(group, f"school {number}/spare {spare}") for spare in range(3))
    items = (make_single(group, single, "Sekolah"), *everybody.items[1:])
    private = (single, *everybody.private_keys[1:])
    uuid = f"PemiraSekoci{number:04}".replace("0", "Z")
    return replace(everybody, uuid=uuid, items=items, private_keys=private, cards=cards, spares=spares)


def closed(everybody: Parties) -> ElectionBuilder:
    """The election up to its tally, in which everybody voted."""
    builder = ElectionBuilder(everybody, weighted=False)
    builder.genesis()
    builder.setup()
    for signer in (0, *everybody.owners):
        builder.countersign(signer)
    builder.open()
    for voter, card in enumerate(everybody.cards):
        builder.cast(card, (FIRST, SECOND)[voter % 2])
    builder.end()
    builder.encrypted_tally()
    return builder


@dataclass
class SimulatedDay:
    """A board with many elections."""

    elections: Sequence[SimulatedElection]
    unreachable: set[str] = field(default_factory=set)

    def election(self, uuid: str) -> SimulatedElection:
        """The election of a uuid; ``BoardError`` if there is none, or if the board does not answer."""
        found = next((each for each in self.elections if each.builder.parties.uuid == uuid), None)
        if found is None or uuid in self.unreachable:
            raise BoardError("board-unreachable", 0, "No answer came.")
        return found

    def source(self, uuid: str) -> MemorySource:
        return self.election(uuid).source()

    def log(self, uuid: str) -> ServedLog:
        return self.election(uuid).log(uuid)

    def countersign(self, uuid: str, payload: bytes) -> None:
        self.election(uuid).countersign(uuid, payload)

    def confirm(self, uuid: str, payload: bytes) -> None:
        self.election(uuid).confirm(uuid, payload)

    def send_share(self, uuid: str, share_proof: bytes, partial_decryption: bytes) -> None:
        self.election(uuid).send_share(uuid, share_proof, partial_decryption)
