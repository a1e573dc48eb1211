/**
 * What the page's address may say: `e` the election, `tps` a polling station's machine, `lang` the language, `board`
 * (second device only) another board. None of them is a secret; a card's code is never part of an address.
 */

import { boardAddress } from "../board/client";
import { type Language, LANGUAGES } from "./texts";

export interface Params {
  /** The election's identifier; empty if none was given. */
  readonly uuid: string;
  readonly tps: boolean;
  readonly language: Language;
  /** Another board's address; null for the one that served the page. */
  readonly board: string | null;
}

const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,64}$/;

/** Reads a query such as `?e=...&tps=1`. */
export function readParams(query: string): Params {
  const params = new URLSearchParams(query);
  const uuid = params.get("e") ?? "";
  const asked = params.get("lang");
  const board = params.get("board");
  return {
    uuid: UUID.test(uuid) ? uuid : "",
    tps: params.has("tps") && params.get("tps") !== "0",
    language: LANGUAGES.find((each) => each === asked) ?? LANGUAGES[0],
    board: board === null ? null : boardAddress(board),
  };
}
