"""Boards that lie about an election or its heads, over logs of the builder that are otherwise sound."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from crypto.signing_key import SigningKey
from record.checkpoint import add_signatures, open_checkpoint, origin_of
from record.key_making import key_making_head, threshold_parameters
from record.note import parse_note
from record.trustees import Pedersen
from tests.simulator import SimulatedKeyMaking
from tests.support.built_record import BuiltRecord, cosigned_head
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import Parties, parties
from tests.support.joint_key import KeyMakingLog
from tests.support.key_makings import Holder
from tests.support.trustee_elections import SimulatedElection
from trustee.countersigning import SetupSummary, examine_setup


def opened(
    everybody: Parties | None = None, *, genesis: dict[str, object] | None = None, **setup: Any
) -> SimulatedElection:
    """A board with genesis and Setup."""
    builder = ElectionBuilder(everybody or parties())
    builder.genesis(**(genesis or {}))
    builder.setup(**setup)
    return SimulatedElection(builder)


def examine(board: SimulatedElection, holder: Holder) -> SetupSummary:
    return examine_setup(board, board.builder.parties.uuid, holder.store.contents, holder.journal)


def parties_with(identities: Sequence[SigningKey], board: SimulatedKeyMaking) -> Parties:
    """The test parties, with these holders and the joint key of their finished run; their parts of it stay theirs."""
    everybody = parties()
    log = KeyMakingLog(tuple(board.logs.entries), key_making_head(board.state))
    return dataclasses.replace(
        everybody,
        holders=(everybody.holders[0], *identities),
        items=(everybody.items[0], Pedersen(threshold_parameters(board.state))),
        key_makings=(log,),
        joint=None,
    )


def under_older_cosignatures(record: BuiltRecord) -> bytes:
    """A head whose cosignatures are those of an older one."""
    bare = cosigned_head(record.parties, record.entries, witnesses=())
    head = open_checkpoint(bare, origin_of(record.parties.uuid), record.parties.board.public_hex)
    older = parse_note(cosigned_head(record.parties, record.entries[:-1])).signatures
    return add_signatures(head, older[1:]).data


FORGED_HEADS: dict[str, Callable[[BuiltRecord], bytes]] = {
    "signed by another key": lambda r: cosigned_head(r.parties, r.entries, signer=SigningKey.generate()),
    "over another root": lambda r: cosigned_head(r.parties, r.entries, root=b"\x01" * 32),
    "of more entries than there are": lambda r: cosigned_head(r.parties, r.entries, size=len(r.entries) + 1),
    "of fewer entries under the same root": lambda r: cosigned_head(r.parties, r.entries, size=len(r.entries) - 1),
    "of another log": lambda r: cosigned_head(r.parties, r.entries, origin="suarasah/other"),
    "that is no head": lambda _: b"404 not found",
}
"""Heads that say something else than the log that they come with."""
