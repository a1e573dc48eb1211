"""The signed head of a log (V30) and the witnesses under the final one (V52)."""

from collections.abc import Iterator

from record.checkpoint import OpenedCheckpoint, open_checkpoint, origin_of
from record.cosignature import check_policy
from record.entries import Genesis
from record.errors import RecordError
from record.merkle import CompactTree


def open_head(checkpoint: bytes, genesis: Genesis) -> OpenedCheckpoint | str:
    """V30, first half: the head, if the board that the genesis names signed it; otherwise why not."""
    try:
        return open_checkpoint(checkpoint, origin_of(genesis.uuid), genesis.board)
    except RecordError as error:
        return str(error)


def head_problems(head: OpenedCheckpoint, tree: CompactTree) -> Iterator[str]:
    """V30, second half: what was signed is the log that was read."""
    if head.size != tree.size:
        yield f"The board signed a log of {head.size} entries, and there are {tree.size}."
    elif head.root != tree.root():
        yield "The board signed other entries than these."


def witness_problems(head: OpenedCheckpoint, genesis: Genesis) -> Iterator[str]:
    """V52: the head meets the witness policy of the genesis."""
    try:
        check_policy(head, genesis.witnesses)
    except RecordError as error:
        yield str(error)
