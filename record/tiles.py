"""Tiles and entry bundles of a log (c2sp.org/tlog-tiles): their paths, their bytes, and which ones a tree has.

A tile of level L holds up to 256 nodes of tree level 8 * L; an entry bundle holds the leaves of one level-0 tile.
A tree of one size has exactly one set of tiles, and one resource has one path.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from record.errors import FormatError
from record.merkle import HASH_BYTES, MAX_SIZE, CompactTree, StoredNode

TILE_HEIGHT = 8
TILE_WIDTH = 256
MAX_LEVEL = 63
MAX_ENTRY_BYTES = 2**16 - 1
MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_ENTRY_BYTES)
CHECKPOINT_PATH = "checkpoint"

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?\Z"
)


class TileError(FormatError):
    """A tile path, tile or entry bundle is malformed."""

    code = "record-tile"


class EntryTooLongError(FormatError):
    """An entry does not fit the 16-bit length of an entry bundle: log its hash instead."""

    code = "record-entry-too-long"


class TilePath(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which tile: its level, or ``entries`` for a bundle, its index from the left, its width (256: full)."""

    level: int | Literal["entries"]
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        if self.level != "entries" and not 0 <= self.level <= MAX_LEVEL:
            raise TileError(f"The level of a tile is 0 to {MAX_LEVEL}.")
        if not 0 <= self.index <= MAX_SIZE // TILE_WIDTH or not 1 <= self.width <= TILE_WIDTH:
            raise TileError("The index or width of a tile is out of range.")

    def __str__(self) -> str:
        """The path under the log's prefix, without a leading slash: ``tile/0/x001/x234/067.p/112``."""
        groups = f"{self.index:03d}"
        groups = groups.zfill(-(-len(groups) // 3) * 3)
        parts = [f"x{groups[i : i + 3]}" for i in range(0, len(groups) - 3, 3)]
        partial = f".p/{self.width}" if self.width < TILE_WIDTH else ""
        return "/".join(["tile", str(self.level), *parts, groups[-3:]]) + partial


class Tile(NamedTuple):
    """A tile path and its bytes."""

    path: TilePath
    data: bytes


def parse_tile_path(text: str) -> TilePath:
    """The tile of a path as :meth:`TilePath.__str__` writes it; ``TileError`` for any other text."""
    match = _PATH.match(text)
    if match is None:
        raise TileError("This is no path of a tile.")
    level = match["level"]
    path = TilePath(
        level="entries" if level == "entries" else int(level),
        index=int(match["index"].replace("x", "").replace("/", "")),
        width=int(match["width"] or TILE_WIDTH),
    )
    if str(path) != text:
        raise TileError("This path of a tile can be written in a shorter way.")
    return path


def tiles_of(size: int) -> Iterator[TilePath]:
    """Every hash tile of a tree of ``size`` leaves, level by level, from the left."""
    level = 0
    while nodes := size >> (TILE_HEIGHT * level):
        yield from _row(level, nodes)
        level += 1


def bundles_of(size: int) -> Iterator[TilePath]:
    """Every entry bundle of a tree of ``size`` leaves, from the left."""
    return _row("entries", size)


def _row(level: int | Literal["entries"], nodes: int) -> Iterator[TilePath]:
    full, rest = divmod(nodes, TILE_WIDTH)
    for index in range(full):
        yield TilePath(level, index)
    if rest:
        yield TilePath(level, full, rest)


def file_count(size: int) -> int:
    """How many files ``tiles_of(size)`` and ``bundles_of(size)`` are together, without listing them."""
    count = -(-size // TILE_WIDTH)
    while size:
        count += -(-size // TILE_WIDTH)
        size >>= TILE_HEIGHT
    return count


def has_tile(path: TilePath, size: int) -> bool:
    """Whether the path is one of ``tiles_of(size)`` or ``bundles_of(size)``, without listing them."""
    level = 0 if path.level == "entries" else path.level
    nodes = size >> (TILE_HEIGHT * level)
    return path.width == min(TILE_WIDTH, nodes - path.index * TILE_WIDTH)


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries with their 16-bit big-endian lengths; ``EntryTooLongError`` above 65,535 bytes."""
    return b"".join(_entry_length(entry) + entry for entry in entries)


def decode_bundle(data: bytes, width: int) -> list[bytes]:
    """The ``width`` entries of a bundle, which holds nothing else; ``TileError`` otherwise."""
    entries = []
    position = 0
    for _ in range(width):
        start = position + 2
        position = start + int.from_bytes(data[start - 2 : start], "big")
        entries.append(data[start:position])
    # The position never goes back: once it is past the end of a bundle that was cut off, it stays there.
    if position != len(data):
        raise TileError("An entry bundle holds more or less than its entries.")
    return entries


def decode_tile(data: bytes, width: int) -> list[bytes]:
    """The ``width`` hashes of a tile, which holds nothing else; ``TileError`` otherwise."""
    if len(data) != width * HASH_BYTES:
        raise TileError(f"A tile of {width} hashes has {width * HASH_BYTES} bytes, not {len(data)}.")
    return [data[i : i + HASH_BYTES] for i in range(0, len(data), HASH_BYTES)]


class TileBuilder:
    """Grows a tree and gives out its hash tiles as they fill; remembers one unfinished tile for each level."""

    def __init__(self) -> None:
        self._tree = CompactTree()
        self._open: list[list[bytes]] = []

    def add(self, leaf: bytes) -> list[Tile]:
        """Append one leaf *hash*; returns the full tiles that it completes, from the bottom."""
        nodes = self._tree.append(leaf)
        return [tile for node in nodes if node.level % TILE_HEIGHT == 0 for tile in self._put(node)]

    def finish(self) -> tuple[int, bytes, list[Tile]]:
        """Size, root and partial tiles of the tree as it is now."""
        partial = [
            _tile(level, (self._tree.size >> (TILE_HEIGHT * level)) // TILE_WIDTH, hashes)
            for level, hashes in enumerate(self._open)
            if hashes
        ]
        return self._tree.size, self._tree.root(), partial

    def _put(self, node: StoredNode) -> Iterator[Tile]:
        level = node.level // TILE_HEIGHT
        if level == len(self._open):
            self._open.append([])
        hashes = self._open[level]
        hashes.append(node.hash)
        if len(hashes) == TILE_WIDTH:
            self._open[level] = []
            yield _tile(level, node.index // TILE_WIDTH, hashes)


def bundle_entries(entries: Iterable[bytes]) -> Iterator[tuple[Tile, list[bytes]]]:
    """Entries in bundles of 256, the last one as it is, each with its entries."""
    batch: list[bytes] = []
    index = 0
    for entry in entries:
        batch.append(entry)
        if len(batch) == TILE_WIDTH:
            yield Tile(TilePath("entries", index), encode_bundle(batch)), batch
            batch, index = [], index + 1
    if batch:
        yield Tile(TilePath("entries", index, len(batch)), encode_bundle(batch)), batch


def _tile(level: int, index: int, hashes: Sequence[bytes]) -> Tile:
    return Tile(TilePath(level, index, len(hashes)), b"".join(hashes))


def _entry_length(entry: bytes) -> bytes:
    if len(entry) > MAX_ENTRY_BYTES:
        raise EntryTooLongError(f"An entry of a log has at most {MAX_ENTRY_BYTES} bytes: log its hash instead.")
    return len(entry).to_bytes(2, "big")
