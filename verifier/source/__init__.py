"""Where a record comes from: an archive file, a log folder, a board. All yield entries in order, one at a time."""

from verifier.source.base import Damage, DamageError, Source
from verifier.source.opening import open_source

__all__ = ["Damage", "DamageError", "Source", "open_source"]
