/**
 * Reading an election from a board's log, never from the board's word (voter_client/election.py is the twin).
 *
 * Invariant: what is returned was countersigned, and the board's signed head begins with it, so neither a board nor
 * somebody on the way can show different voters different questions or keys unseen. No ballots are read, and not the
 * list of cards, which is as long as a school: opening.ts says what that leaves to verifiers.
 */

import { BUNDLE_WIDTH, bundleOf, bundlePath, decodeBundle } from "./bundles";
import { claimedSize, openCheckpoint, type OpenedCheckpoint, originOf } from "./checkpoint";
import { decode } from "./canonical";
import { type ElectionLog, requireContinued } from "./electionLog";
import { decodeLeaf, setupDataSchema } from "./entries";
import { BoothError, ElectionMismatchError, fail } from "./errors";
import { type LogEntry, type Opening, OpeningReader } from "./opening";
import { SeenHead } from "./seenHead";

/** Countersignatures and changes before the opening fit; a board with more is stalling. */
const MAX_ENTRIES_BEFORE_OPEN = 4096;
/** Genesis, Setup, the countersignatures of a registrar and six key holders, and `Open`. */
const FIRST_WIDTH = 10;

/** Genesis and Setup as they were countersigned, and the signed head that was seen. */
export interface OpenElection extends Opening {
  /** The head that the election was read under. */
  readonly head: OpenedCheckpoint;
  /** That head, and then the newest that was seen: every later answer must continue it. */
  readonly seen: SeenHead;
}

/**
 * Reads and checks the log of election `uuid` up to its opening. `boardKey` (64 hex digits, from a card or poster) pins
 * the board. Throws `voter-not-open` before the opening, ElectionMismatchError for everything that does not fit, and
 * whatever `log` throws.
 */
export async function readElection(log: ElectionLog, uuid: string, boardKey: string | null = null): Promise<OpenElection> {
  try {
    return await read(log, uuid, boardKey);
  } catch (error) {
    if (error instanceof BoothError && error.code.startsWith("record-")) {
      throw new ElectionMismatchError("", `The board's election record is not sound: ${error.message}`);
    }
    throw error;
  }
}

async function read(log: ElectionLog, uuid: string, boardKey: string | null): Promise<OpenElection> {
  const checkpoint = await log.file("checkpoint");
  const opening = await readOpening(log, claimedSize(checkpoint));
  if (opening.genesis.uuid !== uuid) throw new ElectionMismatchError("", "The board answers with another election.");
  if (boardKey !== null && opening.genesis.board !== boardKey) {
    throw new ElectionMismatchError("", "This is not the board whose key was given.");
  }
  const head = openCheckpoint(checkpoint, originOf(uuid), opening.genesis.board);
  // Otherwise a genuine head could come with forged entries, countersigned by whomever they name.
  await requireContinued(log, opening, head);
  return { ...opening, head, seen: new SeenHead(log, head) };
}

async function readOpening(log: ElectionLog, size: number): Promise<Opening> {
  const reader = new OpeningReader();
  const limit = Math.min(size, MAX_ENTRIES_BEFORE_OPEN);
  for (let start = 0; start < limit; ) {
    const leaves = await nextLeaves(log, start, size);
    for (const leaf of leaves) {
      reader.add(await readEntry(leaf, log));
      const opening = reader.opening();
      if (opening !== null) return opening;
    }
    start += leaves.length;
  }
  return fail("voter-not-open", "Voting is not open yet.");
}

/**
 * The leaves from `start` on, at least one: of a narrow bundle at first, since a full one holds 60 KiB of ballots, or of
 * the one that a log of this size must have where a narrow one is not kept.
 */
async function nextLeaves(log: ElectionLog, start: number, size: number): Promise<readonly Uint8Array[]> {
  const bundle = bundleOf(Math.floor(start / BUNDLE_WIDTH), size);
  const offset = start - bundle.index * BUNDLE_WIDTH;
  const narrow = { ...bundle, width: Math.min(bundle.width, Math.max(FIRST_WIDTH, 2 * offset)) };
  try {
    return decodeBundle(await log.file(bundlePath(narrow)), narrow.width).slice(offset);
  } catch (error) {
    if (!(error instanceof BoothError) || narrow.width === bundle.width) throw error;
    return decodeBundle(await log.file(bundlePath(bundle)), bundle.width).slice(offset);
  }
}

/** The entry of a leaf with what the reader needs of it; hashes are checked by the reader. */
async function readEntry(leaf: Uint8Array, log: ElectionLog): Promise<LogEntry> {
  const { type, payload } = decodeLeaf(leaf);
  if (payload === null || type === "CardReplacement") return { leaf, blobs: [] };
  const data = await log.file(`data/${payload}`);
  if (type !== "Setup") return { leaf, blobs: [data] };
  const setup = decode(setupDataSchema, data, 1024);
  const messages = [setup.election, setup.trustees].map((digest) => log.file(`data/${digest}`));
  return { leaf, blobs: [...(await Promise.all(messages)), data] };
}
