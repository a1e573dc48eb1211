/**
 * Tiles and entry bundles of a log (c2sp.org/tlog-tiles): their paths, and what is read out of them.
 *
 * A tile of level L holds up to 256 nodes of tree level 8 * L; an entry bundle holds the leaves of one level-0 tile.
 */

import { fail } from "./errors";
import { HASH_BYTES, type NodeId, rootOf } from "./merkle";

export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** A tile (`entries`: a bundle), its place from the left, and how many nodes or entries it holds. */
export interface TileId {
  readonly level: number | "entries";
  readonly index: number;
  readonly width: number;
}

/** The path under the log's prefix: `tile/0/x001/x234/067.p/112`. */
export function tilePath(tile: TileId): string {
  const digits = tile.index.toString();
  const padded = digits.padStart(Math.ceil(Math.max(digits.length, 3) / 3) * 3, "0");
  const groups = padded.match(/.{3}/g) ?? [];
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${tile.level}/${path}${tile.width < TILE_WIDTH ? `.p/${tile.width}` : ""}`;
}

/** The bundles of a log of `size` entries, from the left. */
export function bundleOf(index: number, size: number): TileId {
  return { level: "entries", index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) };
}

/** The entries of a bundle, which holds nothing else; `record-tile` otherwise. */
export function decodeBundle(data: Uint8Array, width: number): readonly Uint8Array[] {
  const entries: Uint8Array[] = [];
  let position = 0;
  for (let i = 0; i < width; i++) {
    const start = position + 2;
    position = start + (data[start - 2] ?? 0) * 256 + (data[start - 1] ?? 0);
    entries.push(data.slice(start, position));
  }
  // The position never goes back: once it is past the end of a bundle that was cut off, it stays there.
  return position === data.length ? entries : fail("record-tile", "An entry bundle holds more or less than its entries.");
}

/** The tile of a log of `size` entries that holds a node, or the nodes that it is the root of. */
export function tileOf(node: NodeId, size: number): TileId {
  const level = Math.floor(node.level / TILE_HEIGHT);
  const below = 2 ** (node.level - level * TILE_HEIGHT);
  const index = Math.floor((node.index * below) / TILE_WIDTH);
  const nodes = Math.floor(size / 2 ** (TILE_HEIGHT * level));
  return { level, index, width: Math.min(TILE_WIDTH, nodes - index * TILE_WIDTH) };
}

/** The hash of a node out of its tile; `record-tile` for a tile of another length or without the node. */
export function nodeInTile(node: NodeId, tile: TileId, data: Uint8Array): Uint8Array {
  const below = 2 ** (node.level % TILE_HEIGHT);
  const first = node.index * below - tile.index * TILE_WIDTH;
  if (data.length !== tile.width * HASH_BYTES || first < 0 || first + below > tile.width) {
    fail("record-tile", "A tile has another length than its hashes, or lacks a node.");
  }
  const hashes: Uint8Array[] = [];
  for (let place = first; place < first + below; place++) {
    hashes.push(data.slice(place * HASH_BYTES, (place + 1) * HASH_BYTES));
  }
  return rootOf(hashes);
}
