/**
 * The newest head that this device has seen of a log, in memory alone: every later head must be of the same log
 * (record/merkle.py and voter_client/casting.py, `require_same_log`, are the twins).
 *
 * Invariant: the head that is kept was signed by the board, and continues every head that was accepted before. A board
 * that shows one log to those who read and another to those who cast is caught by the device that sees both.
 */

import type { Checkpoint } from "./checkpoint";
import { type ElectionLog, requireContinued } from "./electionLog";
import { BoothError, fail } from "./errors";

export class SeenHead {
  #newest: Checkpoint;

  /** `head` is verified already, and of this log. */
  constructor(
    private readonly log: ElectionLog,
    head: Checkpoint,
  ) {
    this.#newest = head;
  }

  /** The largest head so far. */
  get newest(): Checkpoint {
    return this.#newest;
  }

  /**
   * Takes another verified head of the log, newer or older. Throws `voter-fork` unless the board proves that one of the two
   * continues the other, and whatever the log throws when the board cannot be reached.
   */
  async accept(head: Checkpoint): Promise<void> {
    const seen = this.#newest;
    const [old, next] = head.size < seen.size ? [head, seen] : [seen, head];
    try {
      await requireContinued(this.log, old, next);
    } catch (error) {
      if (!(error instanceof BoothError)) throw error;
      fail("voter-fork", `The board signed heads of two different logs: ${error.message}`);
    }
    if (next.size > this.#newest.size) this.#newest = next;
  }
}
