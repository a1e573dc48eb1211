/**
 * The parties' own Ed25519 signatures (RFC 8032), under log heads and countersignatures (crypto/signing_key.py).
 *
 * Invariant: a public key has one encoding and lies in the subgroup of prime order, and S is below L, so all readings of
 * RFC 8032 agree on every signature that is accepted here. These keys are little-endian, as RFC 8032 writes them.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { fromHex } from "./bytes";
import { fail } from "./errors";
import { primeOrderPoint } from "./group";

const PUBLIC_HEX = /^[0-9a-f]{64}$/;
const SIGNATURE_BYTES = 64;

/** The 32 bytes of a public key; `signing-key` for any text that is not the one of a point of prime order. */
export function decodePublicKey(publicHex: string): Uint8Array {
  const data = PUBLIC_HEX.test(publicHex) ? fromHex(publicHex) : null;
  if (data === null) return fail("signing-key", "A public signing key is 64 lower-case hexadecimal digits.");
  if (primeOrderPoint(data) === null) return fail("signing-key", "A public signing key is no point of prime order.");
  return data;
}

/** Whether `signature` (64 bytes) is the owner's over `message`; false for a bad key, too. */
export function verifySignature(publicHex: string, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  try {
    // Without zip215 the library follows RFC 8032: canonical R and key, S below L. It multiplies by the cofactor, which
    // libsodium does not: a key of prime order and the check below leave no R on which they differ.
    const key = decodePublicKey(publicHex);
    return hasPlainCommitment(signature) && ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

/** Whether R has no small component: otherwise readings with and without the cofactor differ. */
function hasPlainCommitment(signature: Uint8Array): boolean {
  return primeOrderPoint(signature.subarray(0, 32)) !== null;
}
