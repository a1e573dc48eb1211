/**
 * What can go wrong between the booth and a board. Codes are the board's own (bulletin_board/errors.py) and `offline`,
 * `answer`, `too-large` for what happened on the way. Screens choose their words by `code` and `rule`.
 *
 * Invariant: no message holds what was sent.
 */

export class BoardError extends Error {
  constructor(
    readonly code: string,
    /** The HTTP status; 0 if there was no answer. */
    readonly status: number,
    message: string,
    /** The broken rule of docs/protocol.md, such as `V39`; empty if none was named. */
    readonly rule = "",
  ) {
    super(message);
    this.name = "BoardError";
  }
}

/** No answer came, however often it was tried. Sending the same bytes again later is safe. */
export class OfflineError extends BoardError {
  constructor() {
    super("offline", 0, "The board cannot be reached.");
    this.name = "OfflineError";
  }
}
