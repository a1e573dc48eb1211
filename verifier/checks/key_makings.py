"""V45: each joint key is the one that its key making ended with, as far as the source has the key making's log."""

from collections.abc import Iterator, Sequence

from record.entries import KeyMakingHead
from record.errors import RecordError
from record.key_making import head_problems, replay_key_making
from record.trustees import Pedersen
from verifier.source.base import Source


class MissingKeyMakingError(RecordError):
    """The source does not have the log of a key making, so that nothing can be said about it."""

    code = "verifier-missing-key-making"


def key_making_problems(
    source: Source, heads: Sequence[KeyMakingHead], items: Sequence[Pedersen], holders: Sequence[Sequence[str]]
) -> Iterator[str]:
    """Everything wrong with the key makings; heads, joint keys and the holders' signing keys belong together in order.

    Raises :class:`MissingKeyMakingError` in the end if the source does not have one of their logs.
    """
    missing: MissingKeyMakingError | None = None
    # Lists of unequal lengths are V32's.
    for head, item, named in zip(heads, items, holders, strict=False):
        try:
            entries = source.key_making(head)
            if entries is None:
                missing = missing or MissingKeyMakingError(f"The log of the key making {head.run} is not here.")
                continue
            state, findings = replay_key_making(entries)
        except RecordError as error:
            yield f"the log of the key making {head.run} cannot be read: {error}"
            continue
        yield from (f"key making {head.run}, entry {finding.entry}: {finding.detail}" for finding in findings)
        yield from head_problems(head, state, item)
        # Otherwise others could countersign and send shares in the names of those who made the key.
        if state.genesis is not None and list(state.genesis.holders) != list(named):
            yield f"the genesis names other key holders, or in another order, than those of the key making {head.run}"
    if missing is not None:
        raise missing
