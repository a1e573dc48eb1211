/**
 * The error contract of the core: one base class, stable codes that are those of the Python packages where the same
 * thing is meant, and a sentence for the log of a developer. Screens choose their own words by `code`.
 *
 * Invariant: no message holds a card's code, a seed or a choice.
 */

export type ErrorCode =
  | "credential-character"
  | "credential-check"
  | "credential-length"
  | "crypto-element"
  | "crypto-group"
  | "crypto-proof-input"
  | "crypto-randomness"
  | "crypto-scalar"
  | "record-checkpoint"
  | "record-checkpoint-origin"
  | "record-choices"
  | "record-consistency"
  | "record-format"
  | "record-inclusion"
  | "record-merkle"
  | "record-note"
  | "record-note-key"
  | "record-note-signature"
  | "record-note-unsigned"
  | "record-profile"
  | "record-receipt"
  | "record-setup"
  | "record-tile"
  | "record-witness-policy"
  | "signing-key"
  | "voter-agreed"
  | "voter-card"
  | "voter-choice"
  | "voter-code-mistyped"
  | "voter-code-short"
  | "voter-election"
  | "voter-fork"
  | "voter-not-open"
  | "voter-opening"
  | "voter-presentation"
  | "voter-receipt";

/** Base of every error of the core. Compare `code`, never the message. */
export class BoothError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = "BoothError";
  }
}

/** A character can never stand in a credential code; `position` counts the code's characters from 1. */
export class CredentialCharacterError extends BoothError {
  constructor(readonly position: number) {
    super("credential-character", `Character ${position} of the code can never stand in a code: look at it again.`);
    this.name = "CredentialCharacterError";
  }
}

/** A credential code does not have exactly 20 characters; `length` is what was typed. */
export class CredentialLengthError extends BoothError {
  constructor(readonly length: number) {
    super("credential-length", `A code has 20 characters, this one has ${length}: compare it with the card.`);
    this.name = "CredentialLengthError";
  }
}

/** The record of an election breaks a numbered rule of docs/protocol.md, or fits nothing else (`rule` empty). */
export class ElectionMismatchError extends BoothError {
  constructor(
    readonly rule: string,
    message: string,
  ) {
    super("voter-election", message);
    this.name = "ElectionMismatchError";
  }
}

/** Throws; an expression, so that it can stand where a value is wanted. */
export function fail(code: ErrorCode, message: string): never {
  throw new BoothError(code, message);
}

/** What `work` returns; a BoothError that it throws is thrown again under `code`, with `prefix` before its sentence. */
export function under<T>(code: ErrorCode, prefix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BoothError) throw new BoothError(code, `${prefix} ${error.message}`);
    throw error;
  }
}
