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


def key_making_problems(source: Source, heads: Sequence[KeyMakingHead], items: Sequence[Pedersen]) -> Iterator[str]:
    """Everything wrong with the key makings; heads and joint keys belong together in order.

    Raises :class:`MissingKeyMakingError` if the source does not have one of their logs.
    """
    # Lists of unequal lengths are V32's.
    for head, item in zip(heads, items, strict=False):
        try:
            entries = source.key_making(head)
            if entries is None:
                raise MissingKeyMakingError(f"The log of the key making {head.run} is not here.")
            state, findings = replay_key_making(entries)
        except MissingKeyMakingError:
            raise
        except RecordError as error:
            yield f"the log of the key making {head.run} cannot be read: {error}"
            continue
        yield from (f"key making {head.run}, entry {finding.entry}: {finding.detail}" for finding in findings)
        yield from head_problems(head, state, item)
