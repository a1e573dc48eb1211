/**
 * The files of an election's log, and what they prove: that a larger tree continues a smaller one.
 *
 * Invariant: nothing that `LogFiles` gives is believed before it led to a signed root or fitted a signed hash.
 */

import { consistencyNodes, foldNodes, type NodeId } from "./merkle";
import { nodeInTile, tileOf, tilePath } from "./tiles";

/**
 * Fetches a file of the log by its path under the log's prefix: `checkpoint`, `tile/...`, `data/<sha256>`. A tile that
 * is not there throws a BoothError.
 */
export type LogFiles = (path: string) => Promise<Uint8Array>;

/** The proof that a log of `newSize` entries continues one of `oldSize`, from the tiles of the newer log. */
export async function consistencyProof(files: LogFiles, oldSize: number, newSize: number): Promise<readonly Uint8Array[]> {
  const cache = new Map<string, Promise<Uint8Array>>();
  const read = async (node: NodeId): Promise<Uint8Array> => {
    const tile = tileOf(node, newSize);
    const path = tilePath(tile);
    const data = cache.get(path) ?? files(path);
    cache.set(path, data);
    return nodeInTile(node, tile, await data);
  };
  const hashes = consistencyNodes(oldSize, newSize).map(async (nodes) => foldNodes(await Promise.all(nodes.map(read))));
  return Promise.all(hashes);
}
