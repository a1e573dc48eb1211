/**
 * Answers of the board's API as typed data. They are unproved: what counts is checked by the core against the log.
 *
 * Members that are not read here may come with later versions of the board; members that are read must have their type.
 */

import { fromBase64, fromUtf8 } from "../core";
import { BoardError } from "./errors";

const PHASES = ["preparing", "waiting", "open", "ended", "counting", "published", "withheld"] as const;
const CARD_STATES = ["active", "inactive", "revoked", "unknown"] as const;
const CODE_STATES = ["in-box", "counted", "superseded", "tested"] as const;

/** Where an election stands, for people: `waiting` is opened before its time, `ended` is past its close. */
export type Phase = (typeof PHASES)[number];

/** What a booth reads of an election's summary. Times are UTC, `2026-11-24T01:00:00Z`. */
export interface Summary {
  readonly uuid: string;
  readonly name: string;
  readonly kind: string;
  readonly phase: Phase;
  readonly opens: string;
  /** The close that holds now, after extensions. */
  readonly closes: string;
  /** The school's name; empty if the election names none. */
  readonly school: string;
  /** The zone in which its times are told: WIB, WITA or WIT. */
  readonly zone: string;
}

/** The state of a card: how many ballots it cast, and whether the rules would take another. */
export interface CardState {
  readonly status: (typeof CARD_STATES)[number];
  readonly ballots: number;
  readonly mayVote: boolean;
}

/** What the board says of a tracking code; `receipt` is what proves it. */
export interface CodeAnswer {
  readonly status: (typeof CODE_STATES)[number];
  readonly supersededBy: number | null;
  readonly receipt: string;
}

type Members = Readonly<Record<string, unknown>>;

export function readSummary(data: Uint8Array): Summary {
  return summary(members(parsed(data)));
}

export function readSummaries(data: Uint8Array): readonly Summary[] {
  const value = parsed(data);
  return Array.isArray(value) ? value.map((each) => summary(members(each))) : malformed();
}

export function readCardState(data: Uint8Array): CardState {
  const found = members(parsed(data));
  const mayVote = found["may_vote"];
  if (typeof mayVote !== "boolean") return malformed();
  return { status: word(found, "status", CARD_STATES), ballots: count(found, "ballots"), mayVote };
}

export function readCodeAnswer(data: Uint8Array): CodeAnswer {
  const found = members(parsed(data));
  const status = word(found, "status", CODE_STATES);
  const supersededBy = found["superseded_by"] === undefined ? null : count(found, "superseded_by");
  return { status, supersededBy, receipt: text(found, "receipt") };
}

/** The receipt in the answer to a cast or a Challenge. */
export function readReceipt(data: Uint8Array): string {
  return text(members(parsed(data)), "receipt");
}

/** The hashes of a proof that one head continues another. */
export function readConsistency(data: Uint8Array): readonly Uint8Array[] {
  const proof = members(parsed(data))["proof"];
  if (!Array.isArray(proof)) return malformed();
  return proof.map((hash: unknown) => (typeof hash === "string" ? fromBase64(hash) : null) ?? malformed());
}

/** The error that a problem document (RFC 9457) tells; one with the code `http-<status>` for any other body. */
export function readProblem(status: number, data: Uint8Array): BoardError {
  try {
    const found = members(parsed(data));
    const rule = found["rule"];
    const named = typeof rule === "string" && /^V[0-9]{2}$/.test(rule) ? rule : "";
    return new BoardError(text(found, "code"), status, text(found, "detail"), named);
  } catch {
    return new BoardError(`http-${status}`, status, `The board answered with status ${status}.`);
  }
}

function summary(found: Members): Summary {
  return {
    uuid: text(found, "uuid"),
    name: text(found, "name"),
    kind: text(found, "kind"),
    phase: word(found, "phase", PHASES),
    opens: text(found, "opens"),
    closes: text(found, "closes"),
    school: text(found, "school"),
    zone: text(found, "zone"),
  };
}

function parsed(data: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(data) ?? "");
  } catch {
    return malformed();
  }
}

function members(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : malformed();
}

function text(found: Members, name: string): string {
  const value = found[name];
  return typeof value === "string" ? value : malformed();
}

function count(found: Members, name: string): number {
  const value = found[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : malformed();
}

function word<const W extends string>(found: Members, name: string, words: readonly W[]): W {
  return words.find((each) => each === found[name]) ?? malformed();
}

function malformed(): never {
  throw new BoardError("answer", 200, "The board's answer has another form than this booth knows.");
}
