/**
 * Exponential ElGamal: (g^r, y^r * g^m) encrypts m under the key y (specification, "Homomorphic answers").
 *
 * The amount and kind of work never depend on a plaintext.
 */

import { GENERATOR, IDENTITY, type Element, type FixedBase } from "./group";

export interface Ciphertext {
  readonly alpha: Element;
  readonly beta: Element;
}

/** A ciphertext with what its maker knows: the randomness in [0, q) and the plaintext. */
export interface Opened extends Ciphertext {
  readonly r: bigint;
  readonly value: number;
}

/** The encryption of 0 or 1. */
export function encrypt(key: FixedBase, r: bigint, bit: number): Opened {
  const mask = key.power(r);
  const both = [mask, mask.times(GENERATOR.element)] as const;
  return { alpha: GENERATOR.power(r), beta: both[bit === 1 ? 1 : 0], r, value: bit };
}

/** The encryption of the sum; `r` is added without reduction, so callers reduce. */
export function total(ciphertexts: readonly Opened[], reduce: (value: bigint) => bigint): Opened {
  let alpha = IDENTITY;
  let beta = IDENTITY;
  let r = 0n;
  let value = 0;
  for (const each of ciphertexts) {
    alpha = alpha.times(each.alpha);
    beta = beta.times(each.beta);
    r += each.r;
    value += each.value;
  }
  return { alpha, beta, r: reduce(r), value };
}

/** `alpha,beta` of each, joined by commas. */
export function joinedTexts(ciphertexts: readonly Ciphertext[]): string {
  return ciphertexts.map((each) => `${each.alpha.text},${each.beta.text}`).join(",");
}
