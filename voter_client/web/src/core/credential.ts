/**
 * Credential codes: what stands on a voter's card, and the secret scalar that it stretches to (docs/protocol.md, 2;
 * crypto/credential.py is the twin).
 *
 * 20 characters of Crockford's base32: 19 random ones and a check character. With a a primitive element of
 * GF(32) = GF(2)[x]/(x^5 + x^2 + 1), a code is right iff s_0*a^0 + ... + s_19*a^19 = 0.
 *
 * Invariant: no code, nor any part of one, stands in an error.
 */

import { pbkdf2, pbkdf2Async } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { toUtf8 } from "./bytes";
import { BoothError, CredentialCharacterError, CredentialLengthError } from "./errors";
import { GENERATOR, GROUP_NAME, type Element } from "./group";
import { expand, wideScalar } from "./scalars";
import { isSpace } from "./spaces";

export const CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const CODE_LENGTH = 20;
const GROUP_LENGTH = 4;
const ROUNDS = 20_000;
/** What phones, scanners and word processors make of a hyphen, and marks without width. */
const DASHES = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufeff\u200b";
const LOOK_ALIKES: Readonly<Record<string, number>> = { O: 0, I: 1, L: 1 };

/** One character as it was typed: where it stands in the text (UTF-16), and whether it can stand in a code at all. */
export interface TypedCharacter {
  readonly start: number;
  readonly text: string;
  /** The canonical character; null for one that no code has. */
  readonly symbol: string | null;
}

/** The characters of a text that count, in order: spaces and dashes are left out, look-alikes made canonical. */
export function readTyped(text: string): readonly TypedCharacter[] {
  const characters: TypedCharacter[] = [];
  let start = 0;
  for (const character of text) {
    if (!isSpace(character) && !DASHES.includes(character)) {
      const value = valueOf(character);
      characters.push({ start, text: character, symbol: value === null ? null : (CODE_ALPHABET[value] ?? null) });
    }
    start += character.length;
  }
  return characters;
}

/**
 * The 20 canonical characters of what a person typed: case, spaces, hyphens and look-alikes are forgiven. Throws
 * `credential-character` (with the position), then `credential-length` (with the length), then `credential-check`.
 */
export function normaliseCode(text: string): string {
  const typed = readTyped(text);
  const bad = typed.findIndex((character) => character.symbol === null);
  if (bad >= 0) throw new CredentialCharacterError(bad + 1);
  if (typed.length !== CODE_LENGTH) throw new CredentialLengthError(typed.length);
  const code = typed.map((character) => character.symbol).join("");
  if (syndrome(code) !== 0) {
    throw new BoothError("credential-check", "One character is wrong or two are swapped: compare it with the card.");
  }
  return code;
}

/** Groups of four characters with hyphens, as on a card; also for a code that is not complete yet. */
export function formatCode(code: string): string {
  const groups: string[] = [];
  for (let i = 0; i < code.length; i += GROUP_LENGTH) groups.push(code.slice(i, i + GROUP_LENGTH));
  return groups.join("-");
}

/** The secret scalar of a code in the election `uuid`; blocks for some 20,000 hashes. Throws as `normaliseCode`. */
export function credentialSecret(uuid: string, code: string): bigint {
  return stretched(pbkdf2(sha256, toUtf8(normaliseCode(code)), salt(uuid), { c: ROUNDS, dkLen: 32 }));
}

/** The same without blocking the page: gives way to it every 10 ms. */
export async function credentialSecretAsync(uuid: string, code: string): Promise<bigint> {
  const options = { c: ROUNDS, dkLen: 32, asyncTick: 10 };
  return stretched(await pbkdf2Async(sha256, toUtf8(normaliseCode(code)), salt(uuid), options));
}

/** g ** secret: what the board stores of a credential. */
export function publicCredential(secret: bigint): Element {
  return GENERATOR.power(secret);
}

function salt(uuid: string): Uint8Array {
  return toUtf8(`suarasah/credential/v1|${uuid}`);
}

function stretched(key: Uint8Array): bigint {
  return wideScalar(expand(key, `suarasah/credential/v1|${GROUP_NAME}`, 64));
}

function valueOf(character: string): number | null {
  // Only ASCII letters have another case here: toUpperCase would forgive a dotless i.
  const upper = /^[a-z]$/.test(character) ? character.toUpperCase() : character;
  const value = LOOK_ALIKES[upper] ?? CODE_ALPHABET.indexOf(upper);
  return value < 0 ? null : value;
}

/** The sum of s_i * a^i, by Horner's rule: shift, and reduce by x^5 = x^2 + 1. */
function syndrome(code: string): number {
  let total = 0;
  for (const symbol of [...code].reverse()) {
    total <<= 1;
    if (total & 0b100000) total ^= 0b100101;
    total ^= CODE_ALPHABET.indexOf(symbol);
  }
  return total;
}
