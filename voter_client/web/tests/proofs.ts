/** Proofs of a Merkle tree as RFC 6962 defines them, from all leaf hashes: what a board gives, for tests. */

import { rootOf } from "../src/core/merkle";

type Hashes = readonly Uint8Array[];

/** The largest power of two below a number of leaves. */
function half(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

/** PATH(index, D) of 2.1.1. */
export function inclusionProof(index: number, hashes: Hashes): Hashes {
  if (hashes.length < 2) return [];
  const [left, right] = [hashes.slice(0, half(hashes.length)), hashes.slice(half(hashes.length))];
  return index < left.length
    ? [...inclusionProof(index, left), rootOf(right)]
    : [...inclusionProof(index - left.length, right), rootOf(left)];
}

/** PROOF(size, D) of 2.1.2. */
export function consistencyProof(size: number, hashes: Hashes): Hashes {
  return size === 0 ? [] : subproof(size, hashes, true);
}

function subproof(size: number, hashes: Hashes, whole: boolean): Hashes {
  if (size === hashes.length) return whole ? [] : [rootOf(hashes)];
  const [left, right] = [hashes.slice(0, half(hashes.length)), hashes.slice(half(hashes.length))];
  return size <= left.length
    ? [...subproof(size, left, whole), rootOf(right)]
    : [...subproof(size - left.length, right, false), rootOf(left)];
}
