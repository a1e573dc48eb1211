/**
 * RFC 6962 Merkle trees with SHA-256: roots, inclusion and consistency (record/merkle.py is the twin).
 *
 * Leaves are hashed under the prefix 00 and nodes under 01, so that no node passes for a leaf. Sizes are up to 2^53 - 1,
 * beyond the 32 bits of JavaScript's bit operators: they are computed as big integers.
 */

import { concat, sameBytes, sha256 } from "./bytes";
import { type ErrorCode, fail } from "./errors";

export const HASH_BYTES = 32;
export const MAX_SIZE = Number.MAX_SAFE_INTEGER;
/** The root of the tree without leaves. */
export const EMPTY_ROOT = sha256(new Uint8Array(0));

/** SHA-256(00 || leaf). */
export function leafHash(leaf: Uint8Array): Uint8Array {
  return sha256(concat(Uint8Array.of(0), leaf));
}

/** SHA-256(01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat(Uint8Array.of(1), left, right));
}

/** The root over leaf hashes in order. */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return EMPTY_ROOT;
  let row = hashes;
  while (row.length > 1) {
    const next: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2) {
      const [left, right] = [row[i] ?? EMPTY_ROOT, row[i + 1]];
      next.push(right === undefined ? left : nodeHash(left, right));
    }
    row = next;
  }
  return row[0] ?? EMPTY_ROOT;
}

/** Throws `record-inclusion` unless the leaf *hash* stands at `index` under the root of `size` leaves. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): void {
  if (!isSize(index) || !isSize(size) || index >= size) fail("record-inclusion", "A tree has no such leaf.");
  checkHashes("record-inclusion", [leaf, root, ...proof]);
  const place = BigInt(index);
  const { inner, border } = pathShape(place, BigInt(size));
  if (proof.length !== inner + border) fail("record-inclusion", `The proof needs ${inner + border} hashes.`);
  let current = leaf;
  for (const [level, sibling] of proof.entries()) {
    // Above `inner` the path runs along the right edge, where every sibling is on the left.
    const isLeft = level < inner && ((place >> BigInt(level)) & 1n) === 0n;
    current = isLeft ? nodeHash(current, sibling) : nodeHash(sibling, current);
  }
  if (!sameBytes(current, root)) fail("record-inclusion", "The proof leads to another root: the entry is not there.");
}

/** Throws `record-consistency` unless the tree of `newRoot` begins with the leaves of `oldRoot` (RFC 9162, 2.1.4.2). */
export function verifyConsistency(
  oldSize: number,
  oldRoot: Uint8Array,
  newSize: number,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): void {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) inconsistent("A tree does not continue a larger one.");
  checkHashes("record-consistency", [oldRoot, newRoot, ...proof]);
  if (oldSize === 0 && !sameBytes(oldRoot, EMPTY_ROOT)) inconsistent("A tree without leaves has another root.");
  if (oldSize === 0 || oldSize === newSize) {
    if (proof.length > 0) inconsistent("Trees of these sizes need no proof, and one was given.");
    if (oldSize === newSize && !sameBytes(oldRoot, newRoot)) inconsistent("Two different trees of one size.");
    return;
  }
  checkGrowth(oldSize, oldRoot, newSize, newRoot, proof);
}

function checkGrowth(
  oldSize: number,
  oldRoot: Uint8Array,
  newSize: number,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): void {
  const old = BigInt(oldSize);
  // The largest complete subtree that ends with the old tree starts the walk: it has 2^shift leaves.
  let shift = 0;
  while (((old >> BigInt(shift)) & 1n) === 0n) shift += 1;
  const index = (old - 1n) >> BigInt(shift);
  const shape = pathShape(old - 1n, BigInt(newSize));
  const inner = shape.inner - shift;
  // An old tree that is complete is itself the seed, and is not part of the proof.
  const path = index === 0n ? proof : proof.slice(1);
  const seed = index === 0n ? oldRoot : proof[0];
  if (seed === undefined || path.length !== inner + shape.border) inconsistent("The proof has another length.");
  let oldHash = seed;
  let newHash = seed;
  for (const [level, sibling] of path.entries()) {
    if (level >= inner || ((index >> BigInt(level)) & 1n) === 1n) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
    } else {
      newHash = nodeHash(newHash, sibling);
    }
  }
  if (!sameBytes(oldHash, oldRoot)) inconsistent("The proof does not contain the older head: the log was rewritten.");
  if (!sameBytes(newHash, newRoot)) inconsistent("The proof does not lead to the newer head: the log was rewritten.");
}

/** How many siblings a path has below the point where it meets the tree's right edge, and how many along it. */
function pathShape(index: bigint, size: bigint): { readonly inner: number; readonly border: number } {
  const inner = bitLength(index ^ (size - 1n));
  const border = [...(index >> BigInt(inner)).toString(2)].filter((bit) => bit === "1").length;
  return { inner, border };
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function checkHashes(code: ErrorCode, hashes: readonly Uint8Array[]): void {
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) fail(code, "Every hash of a proof has 32 bytes.");
}

function inconsistent(sentence: string): never {
  return fail("record-consistency", sentence);
}
