"""Evidence that a board showed two faces: two heads of one log, both signed by it, that cannot both be true.

Heads of one size disagree if their roots do. Heads of different sizes disagree if the larger tree begins with other
leaves than the smaller head says: then a consistency proof leads from another root of the smaller size to the larger
head. Either way the evidence convinces anyone who has the board's key, and nobody can make it up.
"""

import msgspec

from record.canonical import decode, encode
from record.checkpoint import OpenedCheckpoint, open_checkpoint
from record.errors import FormatError, RecordError
from record.merkle import ConsistencyError, NodeLookup, consistency_proof, stored_root, verify_consistency
from record.note import MAX_NOTE_BYTES
from record.note_text import decode_hash, encode_base64

MAX_EVIDENCE_BYTES = 4 * MAX_NOTE_BYTES


class EvidenceFormatError(FormatError):
    """Bytes are no evidence of a split view in the one canonical form."""

    code = "record-split-view"


class NoSplitViewError(RecordError):
    """Two heads, or what is said about them, do not show that the board is dishonest."""

    code = "record-no-split-view"


class SplitView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two signed heads of the log ``origin``, as their bytes, the smaller first.

    ``prefix_root`` is the root of the larger tree's first leaves, as many as the smaller head counts, and ``proof``
    the consistency proof from it to the larger head; for heads of one size it is the second root, without a proof.
    """

    origin: str
    board_public_hex: str
    smaller: bytes
    larger: bytes
    prefix_root: bytes
    proof: tuple[bytes, ...]

    def describe(self) -> str:
        """The evidence in words, with both signed heads; raises as :func:`check_split_view` unless it holds."""
        smaller, larger = check_split_view(self)
        return (
            f"The board of {self.origin} signed two histories that cannot both be true.\n"
            f"One says that the first {smaller.size} entries have the root {smaller.root.hex()},\n"
            f"the other, of {larger.size} entries, that they have the root {self.prefix_root.hex()}.\n"
            f"Key of the board: {self.board_public_hex}\n"
            f"\n{smaller.note.serialise().decode()}\n{larger.note.serialise().decode()}"
        )

    def serialise(self) -> bytes:
        """Canonical JSON, to keep and to hand on."""
        return encode(
            _Wire(
                self.origin,
                self.board_public_hex,
                self.smaller.decode(),
                self.larger.decode(),
                encode_base64(self.prefix_root),
                [encode_base64(value) for value in self.proof],
            )
        )


class _Wire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    origin: str
    board: str
    smaller: str
    larger: str
    prefix_root: str
    proof: list[str]


def find_split_view(
    first: OpenedCheckpoint, second: OpenedCheckpoint, nodes: NodeLookup | None = None
) -> SplitView | None:
    """The evidence in two heads of one log, or None if they agree or nothing can be concluded.

    ``nodes`` are the stored nodes of the larger tree, needed for heads of different sizes; nodes that do not give the
    larger head's root prove nothing and give None. Raises ``NoSplitViewError`` for heads of different logs.
    """
    if (first.origin, first.board) != (second.origin, second.board):
        raise NoSplitViewError("These heads belong to different logs, so they say nothing about each other.")
    smaller, larger = sorted((first, second), key=lambda head: head.size)
    proof: tuple[bytes, ...] = ()
    if smaller.size == larger.size:
        prefix_root = larger.root
    elif nodes is None or stored_root(nodes, larger.size) != larger.root:
        return None
    else:
        prefix_root = stored_root(nodes, smaller.size)
        proof = tuple(consistency_proof(nodes, smaller.size, larger.size))
    if prefix_root == smaller.root:
        return None
    return SplitView(smaller.origin, smaller.board.public.hex(), smaller.data, larger.data, prefix_root, proof)


def check_split_view(evidence: SplitView) -> tuple[OpenedCheckpoint, OpenedCheckpoint]:
    """The two heads, if the evidence holds; ``NoSplitViewError`` or the errors of ``open_checkpoint`` otherwise.

    Whether ``evidence.board_public_hex`` is really the board's key is for the caller to know.
    """
    smaller = open_checkpoint(evidence.smaller, evidence.origin, evidence.board_public_hex)
    larger = open_checkpoint(evidence.larger, evidence.origin, evidence.board_public_hex)
    if evidence.prefix_root == smaller.root:
        raise NoSplitViewError("The two heads agree: this is no evidence against the board.")
    try:
        verify_consistency(smaller.size, evidence.prefix_root, larger.size, larger.root, evidence.proof)
    except ConsistencyError as problem:
        raise NoSplitViewError(f"The evidence does not hold. {problem}") from problem
    return smaller, larger


def parse_split_view(data: bytes) -> SplitView:
    """The evidence of canonical bytes; ``EvidenceFormatError`` otherwise. Check it before believing it."""
    try:
        wire = decode(data, _Wire, limit=MAX_EVIDENCE_BYTES)
    except FormatError as problem:
        raise EvidenceFormatError(f"This is no evidence of a split view. {problem}") from problem
    root = decode_hash(wire.prefix_root, EvidenceFormatError)
    proof = tuple(decode_hash(line, EvidenceFormatError) for line in wire.proof)
    return SplitView(wire.origin, wire.board, wire.smaller.encode(), wire.larger.encode(), root, proof)
