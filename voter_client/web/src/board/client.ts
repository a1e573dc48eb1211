/**
 * The routes of a board that a booth and a second device need (docs/reference.md; board_client/ is the twin).
 *
 * Invariant: what is posted is posted as the same bytes until an answer comes, so that nothing is lost or doubled: the
 * board answers the same bytes with the same entry.
 */

import { BoothError, DOCUMENT_LIMIT, type ElectionLog, type ErrorCode, fromUtf8, PHOTO_LIMIT, toUtf8 } from "../core";
import {
  type CardState,
  type CodeAnswer,
  readCardState,
  readCodeAnswer,
  readConsistency,
  readReceipt,
  readSummaries,
  readSummary,
  type Summary,
} from "./answers";
import { BoardError, OfflineError } from "./errors";
import { exchange, type Exchange, type Fetch, Interrupted } from "./fetching";
import { Patience, type Watch } from "./patience";

const ANSWER_LIMIT = 1024 * 1024;
/** A genesis with a hundred thousand spares fits. */
const LOG_LIMIT = 16 * 1024 * 1024;
const ATTEMPTS = 12;
const PHOTO_ATTEMPTS = 2;

export class BoardClient {
  readonly #patience: Patience;
  readonly #fetch: Fetch;

  /** `base` is the board's address without a slash at the end; `watch` is told of countdowns. */
  constructor(
    readonly base: string,
    watch?: Watch,
    fetching: Fetch = (url, options) => fetch(url, options),
    private readonly attempts = ATTEMPTS,
  ) {
    this.#patience = new Patience(watch);
    this.#fetch = fetching;
  }

  async elections(): Promise<readonly Summary[]> {
    return readSummaries(await this.#get("/api/v1/elections"));
  }

  async election(uuid: string): Promise<Summary> {
    return readSummary(await this.#get(electionPath(uuid)));
  }

  async card(uuid: string, credential: string): Promise<CardState> {
    return readCardState(await this.#get(`${electionPath(uuid)}/cards/${encodeURIComponent(credential)}`));
  }

  /** What is known of a tracking code, in full or short; throws BoardError `code-unknown` if nothing is. */
  async code(uuid: string, code: string): Promise<CodeAnswer> {
    const segment = encodeURIComponent(code.replace(/\+/g, "-").replace(/\//g, "_"));
    return readCodeAnswer(await this.#get(`${electionPath(uuid)}/codes/${segment}`));
  }

  /** What stands beside the names, unverified; throws BoardError `presentation-unknown` if it was erased. */
  presentation(uuid: string): Promise<Uint8Array> {
    const url = `${this.base}${electionPath(uuid)}/presentation`;
    return this.#exchange({ url, body: null, limit: DOCUMENT_LIMIT, immutable: false });
  }

  /** A photo's bytes, unverified. Tried twice and without a countdown: nobody needs to wait for a photo. */
  async photo(uuid: string, digest: string): Promise<Uint8Array> {
    const url = `${this.base}${electionPath(uuid)}/photos/${encodeURIComponent(digest)}`;
    const what: Exchange = { url, body: null, limit: PHOTO_LIMIT, immutable: true };
    for (let failures = 1; ; failures++) {
      try {
        return await exchange(this.#fetch, what);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        if (failures >= PHOTO_ATTEMPTS) throw new OfflineError();
      }
    }
  }

  /** Puts a ballot into the box; returns the receipt's bytes, unverified. */
  async cast(uuid: string, ballot: Uint8Array): Promise<Uint8Array> {
    return toUtf8(readReceipt(await this.#post(`${electionPath(uuid)}/ballots`, ballot)));
  }

  /** Enters a seal test; returns the receipt's bytes, unverified. */
  async challenge(uuid: string, payload: Uint8Array): Promise<Uint8Array> {
    return toUtf8(readReceipt(await this.#post(`${electionPath(uuid)}/challenges`, payload)));
  }

  /**
   * An election's log. A tile or a proof that the board refuses is a record that it cannot prove, `record-tile` or
   * `record-consistency`, and not the board's word, which says that trying again is of no use.
   */
  log(uuid: string): ElectionLog {
    const prefix = `${this.base}/log/${encodeURIComponent(uuid)}`;
    const get = (path: string): Promise<Uint8Array> =>
      this.#exchange({ url: `${prefix}/${path}`, body: null, limit: LOG_LIMIT, immutable: path !== "checkpoint" });
    return {
      file: (path) => {
        const answer = get(path);
        if (!path.startsWith("tile/")) return answer;
        return proved("record-tile", `The board does not serve ${path} of its log.`, answer);
      },
      consistency: (oldSize, newSize) => {
        const proof = this.#get(`${electionPath(uuid)}/consistency/${oldSize}/${newSize}`).then(readConsistency);
        return proved("record-consistency", "The board does not prove that its log only grew.", proof);
      },
    };
  }

  #get(path: string): Promise<Uint8Array> {
    return this.#exchange({ url: this.base + path, body: null, limit: ANSWER_LIMIT, immutable: false });
  }

  #post(path: string, body: Uint8Array): Promise<Uint8Array> {
    return this.#exchange({ url: this.base + path, body, limit: ANSWER_LIMIT, immutable: false });
  }

  async #exchange(what: Exchange): Promise<Uint8Array> {
    for (let failures = 1; ; failures++) {
      try {
        return await exchange(this.#fetch, what);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        if (failures >= this.attempts) throw new OfflineError();
      }
      await this.#patience.wait(failures);
    }
  }
}

/** The board's address in a text that a person or an address gave; null if it is none. */
export function boardAddress(text: string): string | null {
  try {
    const url = new URL(text.includes("://") ? text : `http://${text}`);
    const usable = (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && url.password === "";
    return usable && url.hostname !== "" ? (url.origin + url.pathname).replace(/\/+$/, "") : null;
  } catch {
    return null;
  }
}

/** The text of a receipt, to save or to show. */
export function receiptText(receipt: Uint8Array): string {
  return fromUtf8(receipt) ?? "";
}

/** What was asked for, or a BoothError instead of an answer that is none. */
async function proved<T>(code: ErrorCode, message: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof BoardError && error.status !== 0) throw new BoothError(code, message);
    throw error;
  }
}

function electionPath(uuid: string): string {
  return `/api/v1/elections/${encodeURIComponent(uuid)}`;
}
