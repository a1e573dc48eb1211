"""A log that a board serves as tiles (c2sp.org/tlog-tiles): checkpoint, entries, payloads, and nodes for proofs.

Payloads are checked against their hash, bundles and tiles against their shape. Whether entries and tiles lead to the
signed head is for the caller to check.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Final

from board_client.errors import BoardAnswerError, BoardError
from board_client.transport import Transport
from record.log_folder import MAX_BLOB_BYTES
from record.merkle import HASH_BYTES, NodeLookup, root_of
from record.note import MAX_NOTE_BYTES
from record.tiles import (
    MAX_BUNDLE_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    TileError,
    TilePath,
    bundles_of,
    decode_bundle,
    decode_tile,
)

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class RemoteLog:
    """The log under ``prefix``, such as ``/log/<uuid>``. Every method raises ``BoardError``."""

    def __init__(self, transport: Transport, prefix: str) -> None:
        """Nothing is fetched yet."""
        self._transport = transport
        self._prefix = prefix

    def checkpoint(self) -> bytes:
        """The signed head with the cosignatures known for it, unverified."""
        return self._transport.get(f"{self._prefix}/checkpoint", limit=MAX_NOTE_BYTES)

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        """The entries ``start`` to ``size`` - 1 of a log of ``size`` entries, a bundle at a time."""
        for path in bundles_of(size):
            first = path.index * TILE_WIDTH
            if first + path.width > start:
                yield from self._bundle(path)[max(0, start - first) :]

    def blob(self, sha256_hex: str) -> bytes:
        """The payload of that hash; ``BoardAnswerError`` if the board serves other bytes."""
        if not _SHA256.fullmatch(sha256_hex):
            raise BoardAnswerError(0, "A payload is asked for by the 64 hex digits of its SHA-256.")
        data = self._transport.get(f"{self._prefix}/data/{sha256_hex}", limit=MAX_BLOB_BYTES)
        if hashlib.sha256(data).hexdigest() != sha256_hex:
            raise BoardAnswerError(200, f"The board serves other bytes as the payload {sha256_hex}: it is damaged.")
        return data

    def nodes(self, size: int) -> NodeLookup:
        """The stored nodes of the tree of ``size`` leaves, read through its tiles, for inclusion and consistency."""
        tiles: dict[TilePath, list[bytes]] = {}

        def lookup(level: int, index: int) -> bytes:
            row, height = divmod(level, TILE_HEIGHT)
            first = index << height
            tile, place = divmod(first, TILE_WIDTH)
            path = TilePath(row, tile, min(TILE_WIDTH, (size >> (TILE_HEIGHT * row)) - tile * TILE_WIDTH))
            if path not in tiles:
                tiles[path] = self._tile(path)
            return root_of(tiles[path][place : place + (1 << height)])

        return lookup

    def _bundle(self, path: TilePath) -> list[bytes]:
        return self._fetch(path, MAX_BUNDLE_BYTES, decode_bundle)

    def _tile(self, path: TilePath) -> list[bytes]:
        return self._fetch(path, TILE_WIDTH * HASH_BYTES, decode_tile)

    def _fetch(self, path: TilePath, limit: int, decode: Callable[[bytes, int], list[bytes]]) -> list[bytes]:
        try:
            return self._decoded(path, limit, decode)
        except BoardError as error:
            # A cache may keep the full tile alone once there is one; it begins with the partial one.
            if error.status != 404 or path.width == TILE_WIDTH:
                raise
        return self._decoded(TilePath(path.level, path.index), limit, decode)[: path.width]

    def _decoded(self, path: TilePath, limit: int, decode: Callable[[bytes, int], list[bytes]]) -> list[bytes]:
        data = self._transport.get(f"{self._prefix}/{path}", limit=limit)
        try:
            return decode(data, path.width)
        except TileError as error:
            raise BoardAnswerError(200, f"The board serves a damaged {path}.") from error
