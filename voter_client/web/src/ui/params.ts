/**
 * What the page's address may say: `election` (or `e`, which makes smaller QR codes) the election, `agreed` the
 * fingerprint that it must have, `check` a tracking code that shall be looked up, `tps` a polling station's machine and
 * its name, `lang` the language, `board` (second device only) another board. None of them is a secret; a card's code is
 * never part of an address.
 */

import { boardAddress } from "../board/client";
import { type Language, LANGUAGES } from "./texts";

export interface Params {
  /** The election's identifier; empty if none was given. */
  readonly uuid: string;
  /** The pinned root after Setup: 64 hex digits, or a text that no election has; null if none was given. */
  readonly agreed: string | null;
  /** Cek suaraku comes first, with this code (which may be empty); null to vote. Never on a polling station's machine. */
  readonly check: string | null;
  readonly tps: boolean;
  /** What a polling station calls this machine, as `tps=Bilik-1` says; empty without a name. */
  readonly machine: string;
  readonly language: Language;
  /** Another board's address; null for the one that served the page. */
  readonly board: string | null;
}

const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,64}$/;

/** 1 to 40 printable characters. `1` only says that the mode is on, `0` that it is off. */
const MACHINE = /^(?![01]$)(?: |[^\p{C}\p{Z}]){1,40}$/u;

/** Reads a query such as `?election=...&tps=Bilik-1`. */
export function readParams(query: string): Params {
  const params = new URLSearchParams(query);
  const uuid = params.get("election") ?? params.get("e") ?? "";
  const tps = params.get("tps")?.trim() ?? "0";
  const asked = params.get("lang");
  const board = params.get("board");
  return {
    uuid: UUID.test(uuid) ? uuid : "",
    // A pin is never left out, whatever it looks like: somebody wanted the election to be compared with it.
    agreed: params.get("agreed")?.replace(/\s/g, "").toLowerCase() ?? null,
    check: tps === "0" ? params.get("check") : null,
    tps: tps !== "0",
    machine: MACHINE.test(tps) ? tps : "",
    language: LANGUAGES.find((each) => each === asked) ?? LANGUAGES[0],
    board: board === null ? null : boardAddress(board),
  };
}
