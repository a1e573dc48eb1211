/**
 * Reading an election from a board's log, never from the board's word (voter_client/election.py is the twin).
 *
 * Invariant: what is returned was countersigned, and the board's signed head begins with it, so neither a board nor
 * somebody on the way can show different voters different questions or keys unseen. No ballots are read.
 */

import { claimedSize, openCheckpoint, type OpenedCheckpoint, originOf } from "./checkpoint";
import { decode } from "./canonical";
import { decodeLeaf, setupDataSchema } from "./entries";
import { BoothError, ElectionMismatchError, fail } from "./errors";
import { consistencyNodes, foldNodes, type NodeId, verifyConsistency } from "./merkle";
import { type LogEntry, type Opening, OpeningReader } from "./opening";
import { bundleOf, decodeBundle, nodeInTile, TILE_WIDTH, tileOf, tilePath } from "./tiles";

/** Countersignatures and changes before the opening fit; a board with more is stalling. */
const MAX_ENTRIES_BEFORE_OPEN = 4096;

/** Fetches a file of the log by its path under the log's prefix: `checkpoint`, `tile/...`, `data/<sha256>`. */
export type LogFiles = (path: string) => Promise<Uint8Array>;

/** Genesis and Setup as they were countersigned, and the signed head that was seen. */
export interface OpenElection extends Opening {
  readonly head: OpenedCheckpoint;
}

/**
 * Reads and checks the log of election `uuid` up to its opening. `boardKey` (64 hex digits, from a card or poster) pins
 * the board. Throws `voter-not-open` before the opening, ElectionMismatchError for everything that does not fit, and
 * whatever `files` throws.
 */
export async function readElection(files: LogFiles, uuid: string, boardKey: string | null = null): Promise<OpenElection> {
  try {
    return await read(files, uuid, boardKey);
  } catch (error) {
    if (error instanceof BoothError && error.code.startsWith("record-")) {
      throw new ElectionMismatchError("", `The board's election record is not sound: ${error.message}`);
    }
    throw error;
  }
}

async function read(files: LogFiles, uuid: string, boardKey: string | null): Promise<OpenElection> {
  const checkpoint = await files("checkpoint");
  const opening = await readOpening(files, claimedSize(checkpoint));
  if (opening.genesis.uuid !== uuid) throw new ElectionMismatchError("", "The board answers with another election.");
  if (boardKey !== null && opening.genesis.board !== boardKey) {
    throw new ElectionMismatchError("", "This is not the board whose key was given.");
  }
  const head = openCheckpoint(checkpoint, originOf(uuid), opening.genesis.board);
  // Otherwise a genuine head could come with forged entries, countersigned by whomever they name.
  const proof = await consistencyProof(files, opening.size, head.size);
  verifyConsistency(opening.size, opening.root, head.size, head.root, proof);
  return { ...opening, head };
}

async function readOpening(files: LogFiles, size: number): Promise<Opening> {
  const reader = new OpeningReader();
  const limit = Math.min(size, MAX_ENTRIES_BEFORE_OPEN);
  for (let index = 0; index * TILE_WIDTH < limit; index++) {
    const bundle = bundleOf(index, size);
    for (const leaf of decodeBundle(await files(tilePath(bundle)), bundle.width)) {
      reader.add(await readEntry(leaf, files));
      const opening = reader.opening();
      if (opening !== null) return opening;
    }
  }
  return fail("voter-not-open", "Voting is not open yet.");
}

/** The entry of a leaf with everything that it refers to; hashes are checked by the reader. */
async function readEntry(leaf: Uint8Array, files: LogFiles): Promise<LogEntry> {
  const { type, payload } = decodeLeaf(leaf);
  if (payload === null) return { leaf, blobs: [] };
  const data = await files(`data/${payload}`);
  if (type !== "Setup") return { leaf, blobs: [data] };
  const setup = decode(setupDataSchema, data, 1024);
  const messages = [setup.election, setup.trustees, setup.credentials].map((digest) => files(`data/${digest}`));
  return { leaf, blobs: [...(await Promise.all(messages)), data] };
}

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
