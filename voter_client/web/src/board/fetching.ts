/**
 * One request to a board: without cookies, referrer or cache, within a time and a size, never redirected elsewhere.
 */

import { readProblem } from "./answers";
import { BoardError } from "./errors";

/** What is sent, and how much may come back. */
export interface Exchange {
  readonly url: string;
  /** The exact bytes to post as JSON; null to get. */
  readonly body: Uint8Array | null;
  /** The most bytes that an answer may have. */
  readonly limit: number;
  /** Whether the answer never changes, so that the browser may keep it. */
  readonly immutable: boolean;
}

/** The part of `fetch` that is used; tests put another in its place. */
export type Fetch = (url: string, options: RequestInit) => Promise<Response>;

/** The request could not be finished: no connection, too slow, or a board that is busy. Sending it again is safe. */
export class Interrupted extends Error {}

const SECONDS = 20;
const BUSY = [408, 425, 429, 500, 502, 503, 504];
const PROBLEM_LIMIT = 64 * 1024;

/** The answer's bytes. Throws Interrupted, or BoardError with the board's code. */
export async function exchange(fetching: Fetch, what: Exchange, seconds = SECONDS): Promise<Uint8Array> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), seconds * 1000);
  try {
    const response = await fetching(what.url, options(what, controller.signal));
    if (BUSY.includes(response.status)) throw new Interrupted();
    if (!response.ok) throw readProblem(response.status, await bounded(response, PROBLEM_LIMIT));
    return await bounded(response, what.limit);
  } catch (error) {
    if (error instanceof BoardError) throw error;
    throw new Interrupted();
  } finally {
    clearTimeout(timer);
    // Also ends a body that is not read to its end.
    controller.abort();
  }
}

function options(what: Exchange, signal: AbortSignal): RequestInit {
  const common: RequestInit = {
    cache: what.immutable ? "default" : "no-store",
    credentials: "omit",
    redirect: "error",
    referrerPolicy: "no-referrer",
    signal,
  };
  if (what.body === null) return common;
  return { ...common, method: "POST", body: what.body.slice(), headers: { "Content-Type": "application/json" } };
}

async function bounded(response: Response, limit: number): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array(0);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) throw new BoardError("too-large", response.status, "The board's answer is too long.");
    pieces.push(value);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
