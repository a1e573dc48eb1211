/**
 * The newest head that this device has seen of a log, in memory alone: every later head must be of the same log
 * (record/merkle.py and voter_client/casting.py, `require_same_log`, are the twins).
 *
 * Invariant: the head that is kept was signed by the board, and continues every head that was accepted before. A board
 * that shows one log to those who read and another to those who cast is caught by the device that sees both.
 */

import type { Checkpoint } from "./checkpoint";
import { BoothError, fail } from "./errors";
import { consistencyProof, type LogFiles } from "./logFiles";
import { verifyConsistency } from "./merkle";

export class SeenHead {
  #newest: Checkpoint;

  /** `head` is verified already; `files` are those of its log. */
  constructor(
    private readonly files: LogFiles,
    head: Checkpoint,
  ) {
    this.#newest = head;
  }

  /** The largest head so far. */
  get newest(): Checkpoint {
    return this.#newest;
  }

  /**
   * Takes another verified head of the log, newer or older. Throws `voter-fork` unless the board's tiles prove that one
   * of the two continues the other, and whatever the files throw when the board cannot be reached.
   */
  async accept(head: Checkpoint): Promise<void> {
    const seen = this.#newest;
    const [old, next] = head.size < seen.size ? [head, seen] : [seen, head];
    try {
      const proof = await consistencyProof(this.files, old.size, next.size);
      verifyConsistency(old.size, old.root, next.size, next.root, proof);
    } catch (error) {
      if (!(error instanceof BoothError)) throw error;
      fail("voter-fork", `The board signed heads of two different logs: ${error.message}`);
    }
    if (next.size > this.#newest.size) this.#newest = next;
  }
}
