"""Tile paths, tile sets and bundles, against the examples and the definition of c2sp.org/tlog-tiles."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.errors import RecordError
from record.merkle import MAX_SIZE, lookup_of, root_of
from record.tiles import (
    MAX_ENTRY_BYTES,
    EntryTooLongError,
    Tile,
    TileBuilder,
    TileError,
    TilePath,
    bundle_entries,
    bundles_of,
    decode_bundle,
    decode_tile,
    encode_bundle,
    file_count,
    has_tile,
    parse_tile_path,
    tiles_of,
)
from tests.support.logs import hashes_of, leaves_of

SIZES = [0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (TilePath(0, 0), "tile/0/000"),
        (TilePath(0, 999), "tile/0/999"),
        (TilePath(0, 1000), "tile/0/x001/000"),
        (TilePath(1, 1234067), "tile/1/x001/x234/067"),
        (TilePath(63, 1234067, 1), "tile/63/x001/x234/067.p/1"),
        (TilePath("entries", 273, 112), "tile/entries/273.p/112"),
        (TilePath("entries", 273, 255), "tile/entries/273.p/255"),
    ],
)
def test_paths(path: TilePath, text: str) -> None:
    assert str(path) == text
    assert parse_tile_path(text) == path


levels = st.one_of(st.integers(0, 63), st.just("entries"))


@given(st.builds(TilePath, levels, st.integers(0, MAX_SIZE // 256), st.integers(1, 256)))
def test_one_tile_has_one_path(path: TilePath) -> None:
    assert parse_tile_path(str(path)) == path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/000\n",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/x001/x000",
        "tile/0/001/000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/../000",
        "tile/0/٠٠٠",
        "tile/0/x999/x999/x999/x999/x999/999",
        "tile/entries/x000/000",
        "checkpoint",
    ],
)
def test_not_a_tile(text: str) -> None:
    with pytest.raises(TileError):
        parse_tile_path(text)


@pytest.mark.parametrize(
    ("level", "index", "width"), [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, MAX_SIZE, 1), (0, 0, 0), (0, 0, 257)]
)
def test_an_impossible_tile(level: int, index: int, width: int) -> None:
    with pytest.raises(TileError):
        TilePath(level, index, width)


def test_the_example_of_the_specification() -> None:
    """A tree of 70,000: 273 full and one partial tile of 112, one full and one partial of 17, one partial of 1."""
    tiles = list(tiles_of(70_000))
    assert tiles[:273] == [TilePath(0, n) for n in range(273)]
    assert tiles[273:] == [TilePath(0, 273, 112), TilePath(1, 0), TilePath(1, 1, 17), TilePath(2, 0, 1)]
    assert list(tiles_of(256)) == [TilePath(0, 0), TilePath(1, 0, 1)]
    assert list(tiles_of(0)) == list(bundles_of(0)) == []


@pytest.mark.parametrize("size", SIZES)
def test_the_set_of_tiles_is_known_without_listing_it(size: int) -> None:
    files = [*tiles_of(size), *bundles_of(size)]
    assert len(set(files)) == len(files) == file_count(size)
    assert all(has_tile(path, size) for path in files)
    rows: list[int | Literal["entries"]] = [0, 1, 2, 3, "entries"]
    indices = (0, 1, 2, size // 256 - 1, size // 256, size // 256 + 1)
    near = {TilePath(row, max(0, i), w) for row in rows for i in indices for w in (1, 2, 17, 112, 255, 256)}
    assert {path for path in near if has_tile(path, size)} == near & set(files)


@given(st.lists(st.binary(max_size=300), max_size=10))
def test_one_bundle_has_one_byte_string(entries: list[bytes]) -> None:
    data = encode_bundle(entries)
    assert decode_bundle(data, len(entries)) == entries
    for wrong in (data + b"\0", data[:-1]):
        if wrong != data:
            with pytest.raises(TileError):
                decode_bundle(wrong, len(entries))
    with pytest.raises(TileError):
        decode_bundle(data, len(entries) + 1)
    if entries:
        with pytest.raises(TileError):
            decode_bundle(data, len(entries) - 1)


def test_the_layout_of_a_bundle() -> None:
    assert encode_bundle([b"", b"ab"]) == b"\0\0\0\2ab"
    assert decode_bundle(encode_bundle([bytes(MAX_ENTRY_BYTES)]), 1) == [bytes(MAX_ENTRY_BYTES)]
    with pytest.raises(EntryTooLongError):
        encode_bundle([bytes(MAX_ENTRY_BYTES + 1)])


def test_a_tile_has_exactly_its_hashes() -> None:
    hashes = hashes_of(3)
    assert decode_tile(b"".join(hashes), 3) == hashes
    for data, width in ((b"".join(hashes), 2), (b"".join(hashes), 4), (b"x", 1), (b"", 1)):
        with pytest.raises(TileError):
            decode_tile(data, width)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 600])
def test_built_tiles_are_those_of_the_definition(size: int) -> None:
    hashes = hashes_of(size)
    builder = TileBuilder()
    full = [tile for value in hashes for tile in builder.add(value)]
    built_size, root, partial = builder.finish()
    assert (built_size, root) == (size, root_of(hashes))
    tiles = dict(full + partial)
    assert set(tiles) == set(tiles_of(size))
    lookup = lookup_of(hashes)
    for path, data in tiles.items():
        assert path.level != "entries"
        start = path.index * 256
        nodes = [lookup(8 * path.level, start + i) for i in range(path.width)]
        assert decode_tile(data, path.width) == nodes


@pytest.mark.parametrize("size", [0, 1, 256, 600])
def test_bundles_hold_the_entries_in_order(size: int) -> None:
    bundles: list[Tile] = []
    entries: list[bytes] = []
    for bundle, held in bundle_entries(leaves_of(size)):
        bundles.append(bundle)
        entries += held
        assert decode_bundle(bundle.data, bundle.path.width) == held
    assert [bundle.path for bundle in bundles] == list(bundles_of(size))
    assert entries == leaves_of(size)


@given(st.text(max_size=40), st.binary(max_size=60), st.integers(1, 256))
def test_garbage(text: str, data: bytes, width: int) -> None:
    with pytest.raises(RecordError):
        parse_tile_path(text)
    try:
        assert encode_bundle(decode_bundle(data, width)) == data
    except TileError:
        assert len(data) != 2 * width or any(data)
