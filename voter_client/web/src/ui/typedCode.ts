/**
 * What a person has typed of an access code so far: counted, grouped as on the card, impossible characters marked.
 *
 * Invariant: nothing here is kept; the text belongs to the one screen that asks for it.
 */

import { BoothError, CODE_LENGTH, formatCode, normaliseCode, readTyped } from "../core";

/** One piece of the text as typed; `bad` if it is a character that no code has. */
export interface Piece {
  readonly text: string;
  readonly bad: boolean;
}

export interface TypedCode {
  /** `typing` is too short and sound so far, `bad` has an impossible character, `check` is mistyped as a whole. */
  readonly state: "typing" | "bad" | "long" | "check" | "right";
  /** How many characters count. */
  readonly count: number;
  /** The first impossible character; empty if there is none. */
  readonly bad: string;
  readonly pieces: readonly Piece[];
  /** The text in groups of four, look-alikes made canonical; as typed while a character is impossible. */
  readonly tidy: string;
}

export function typedCode(text: string): TypedCode {
  const typed = readTyped(text);
  const pieces = typed.map((character) => ({ text: character.text, bad: character.symbol === null }));
  const bad = pieces.find((piece) => piece.bad)?.text ?? "";
  const count = typed.length;
  if (bad !== "") return { state: "bad", count, bad, pieces, tidy: text };
  const tidy = formatCode(typed.map((character) => character.symbol).join(""));
  if (count !== CODE_LENGTH) return { state: count > CODE_LENGTH ? "long" : "typing", count, bad, pieces, tidy };
  return { state: isRight(text) ? "right" : "check", count, bad, pieces, tidy };
}

/** Whether a scanned text is an address rather than a code: the other QR code of the card. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text.trim());
}

function isRight(text: string): boolean {
  try {
    normaliseCode(text);
    return true;
  } catch (error) {
    if (error instanceof BoothError) return false;
    throw error;
  }
}
