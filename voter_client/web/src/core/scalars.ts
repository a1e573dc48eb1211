/**
 * Scalars of Ed25519: numbers in [0, q) with one decimal text each, and how bytes and hashes become scalars.
 *
 * JavaScript's big integers are not constant-time. Whoever can measure single operations inside of the voter's browser
 * can read the screen as well; what is kept here is that neither the number nor the kind of operations depends on a vote.
 */

import { hmac } from "@noble/hashes/hmac.js";
import { expand as hkdfExpand } from "@noble/hashes/hkdf.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { sha256, toNumber, toUtf8 } from "./bytes";
import { fail } from "./errors";

/** The order of the group. */
export const Q = 2n ** 252n + 27742317777372353535851937790883648493n;
/** The length of q in bytes. */
export const SCALAR_BYTES = 32;
/** Bytes of a wide scalar: reduction modulo q is then within 2^-128 of uniform. */
export const WIDE_BYTES = SCALAR_BYTES + 16;

const DECIMAL = /^(?:0|[1-9][0-9]*)$/;
const MAX_DIGITS = Q.toString().length;

/** The number modulo q, never negative. */
export function modQ(value: bigint): bigint {
  const rest = value % Q;
  return rest < 0n ? rest + Q : rest;
}

/** The number in [0, q) of a canonical decimal text; `crypto-scalar` for a sign, space, leading zero or more. */
export function decodeScalar(text: string): bigint {
  if (text.length > MAX_DIGITS || !DECIMAL.test(text)) {
    return fail("crypto-scalar", "A scalar must be a decimal number without sign or leading zeros.");
  }
  const value = BigInt(text);
  return value < Q ? value : fail("crypto-scalar", "A scalar must be below the order of the group.");
}

/** Big-endian bytes modulo q. */
export function wideScalar(data: Uint8Array): bigint {
  return toNumber(data) % Q;
}

/** The 32 big-endian bytes of a scalar. */
export function scalarBytes(value: bigint): Uint8Array {
  const data = new Uint8Array(SCALAR_BYTES);
  for (let i = SCALAR_BYTES - 1, rest = value; i >= 0; i--, rest >>= 8n) data[i] = Number(rest & 0xffn);
  return data;
}

/** SHA256(prefix || texts joined by commas) modulo q: every H function of the specification. */
export function hashToScalar(prefix: string, texts: readonly string[]): bigint {
  return wideScalar(sha256(toUtf8(prefix + texts.join(","))));
}

/** HKDF-Expand with SHA-256 (RFC 5869, 2.3): `length` bytes, at most 8160; `crypto-randomness` for more. */
export function expand(prk: Uint8Array, info: string, length: number): Uint8Array {
  if (length > 255 * 32) fail("crypto-randomness", "At most 8160 bytes can be expanded from one key.");
  return hkdfExpand(nobleSha256, prk, toUtf8(info), length);
}

/** HMAC-SHA-256, 32 bytes. */
export function hmacSha256(key: Uint8Array, message: string): Uint8Array {
  return hmac(nobleSha256, key, toUtf8(message));
}
