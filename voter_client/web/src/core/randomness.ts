/**
 * Where the scalars of a ballot and the nonces of signatures come from (docs/protocol.md, 2).
 *
 * Invariant: a ballot's scalar is a function of (seed, label) alone, so that a seal test can recompute a ballot; a
 * nonce is a function of (credential, purpose, message) alone, so that an opened seed does not give the credential away.
 */

import { randomBytes } from "@noble/hashes/utils.js";
import { fail } from "./errors";
import { GROUP_NAME } from "./group";
import { expand, hmacSha256, scalarBytes, WIDE_BYTES, wideScalar } from "./scalars";

export const SEED_BYTES = 32;

/** The scalars of one ballot, from its seed; `crypto-randomness` unless the seed has 32 bytes. */
export class BallotRandomness {
  readonly #seed: Uint8Array;

  constructor(seed: Uint8Array) {
    if (seed.length !== SEED_BYTES) fail("crypto-randomness", `The seed of a ballot has ${SEED_BYTES} bytes.`);
    this.#seed = seed.slice();
  }

  /** The scalar of a label such as `q0/a1/r`: question 0, choice 1, encryption randomness. */
  secret(label: string): bigint {
    return wideScalar(expand(this.#seed, `suarasah/ballot/v1|${GROUP_NAME}|${label}`, WIDE_BYTES));
  }
}

/** A fresh seed of 32 bytes from the browser's generator, which plain-http pages have, too. */
export function freshSeed(): Uint8Array {
  return randomBytes(SEED_BYTES);
}

/** The nonce of a signature under `x`; two messages never share one, and a repeated message repeats it. */
export function signatureNonce(x: bigint, purpose: "ballot" | "challenge", message: string): bigint {
  const prk = hmacSha256(scalarBytes(x), `suarasah/nonce/v1|${purpose}|${message}`);
  return wideScalar(expand(prk, `suarasah/nonce/v1|${GROUP_NAME}`, WIDE_BYTES));
}
