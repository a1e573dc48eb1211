/** Entry bundles of a log (c2sp.org/tlog-tiles), each of up to 256 leaves: their paths, and what is read out of them. */

import { fail } from "./errors";

export const BUNDLE_WIDTH = 256;

/** A bundle, its place from the left, and how many entries it holds. */
export interface BundleId {
  readonly index: number;
  readonly width: number;
}

/** The path under the log's prefix: `tile/entries/x001/x234/067.p/112`. */
export function bundlePath(bundle: BundleId): string {
  const digits = bundle.index.toString();
  const padded = digits.padStart(Math.ceil(Math.max(digits.length, 3) / 3) * 3, "0");
  const groups = padded.match(/.{3}/g) ?? [];
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/entries/${path}${bundle.width < BUNDLE_WIDTH ? `.p/${bundle.width}` : ""}`;
}

/** The bundles of a log of `size` entries, from the left. */
export function bundleOf(index: number, size: number): BundleId {
  return { index, width: Math.min(BUNDLE_WIDTH, size - index * BUNDLE_WIDTH) };
}

/** The entries of a bundle, which holds nothing else; `record-tile` otherwise. */
export function decodeBundle(data: Uint8Array, width: number): readonly Uint8Array[] {
  const entries: Uint8Array[] = [];
  let position = 0;
  for (let i = 0; i < width; i++) {
    const start = position + 2;
    position = start + (data[start - 2] ?? 0) * 256 + (data[start - 1] ?? 0);
    entries.push(data.slice(start, position));
  }
  // The position never goes back: once it is past the end of a bundle that was cut off, it stays there.
  return position === data.length ? entries : fail("record-tile", "An entry bundle holds more or less than its entries.");
}
