/**
 * What a board serves of an election's log, and the one proof about it: that a later head continues an earlier one.
 *
 * Invariant: nothing that an `ElectionLog` gives is believed before it led to a signed root or fitted a signed hash.
 */

import { verifyConsistency } from "./merkle";

export interface ElectionLog {
  /**
   * A file of the log by its path under the log's prefix: `checkpoint`, `tile/...`, `data/<sha256>`. A tile that the
   * board refuses throws a BoothError.
   */
  file(path: string): Promise<Uint8Array>;
  /**
   * The hashes with which the board proves that its head of `newSize` entries continues the one of `oldSize` (RFC 6962,
   * 2.1.2). A board that gives none throws a BoothError.
   */
  consistency(oldSize: number, newSize: number): Promise<readonly Uint8Array[]>;
}

/** How many entries a log had, and the root over them. */
export interface Tree {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Throws a BoothError unless the board proves that `next` begins with the entries of `old`, and whatever the log throws
 * when the board cannot be reached. For trees of one size there is nothing to ask.
 */
export async function requireContinued(log: ElectionLog, old: Tree, next: Tree): Promise<void> {
  const proof = old.size < next.size ? await log.consistency(old.size, next.size) : [];
  verifyConsistency(old.size, old.root, next.size, next.root, proof);
}
