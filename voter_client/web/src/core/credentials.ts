/**
 * The list of public credentials with their weights: who may cast a ballot (specification 4.10; record/credentials.py).
 *
 * The list's form, duplicates and weights are checked. That every text is a group element is not: the countersigners
 * checked it, a check takes a millisecond for each card on a phone, and the one that matters here, the voter's own, is
 * computed as a power of g and so is an element.
 */

import { fromUtf8 } from "./bytes";
import { fail } from "./errors";

const ENTRY = /^([0-9a-f]{64})(?:,(0|[1-9][0-9]{0,11}))?$/;
const TOTAL_LIMIT = 100_000_000_000;

/** The list as a map from a credential's text to its weight. */
export class PublicCredentials {
  readonly #weights: ReadonlyMap<string, number>;
  /** The sum of all weights. */
  readonly totalWeight: number;

  constructor(weights: ReadonlyMap<string, number>) {
    this.#weights = weights;
    let sum = 0;
    for (const weight of weights.values()) sum += weight;
    this.totalWeight = sum;
  }

  get size(): number {
    return this.#weights.size;
  }

  has(credential: string): boolean {
    return this.#weights.has(credential);
  }

  /** The weight of a credential; null if it is not listed. */
  weight(credential: string): number | null {
    return this.#weights.get(credential) ?? null;
  }
}

/** The list of its canonical bytes; `record-credentials` for everything else. */
export function parsePublicCredentials(data: Uint8Array): PublicCredentials {
  const source = fromUtf8(data) ?? bad("it is not UTF-8");
  if (source === "[]") return new PublicCredentials(new Map());
  if (!source.startsWith('["') || !source.endsWith('"]') || source.length <= 4) bad("it is no list of texts");
  const weights = new Map<string, number>();
  let weighted: boolean | null = null;
  let total = 0;
  for (const entry of source.slice(2, -2).split('","')) {
    const match = ENTRY.exec(entry);
    const credential = match?.[1] ?? bad("an entry is not an element, or an element, a comma and a decimal weight");
    const weight = match?.[2];
    if (weighted !== null && weighted !== (weight !== undefined)) bad("some entries write their weight, others do not");
    weighted = weight !== undefined;
    if (weights.has(credential)) bad("a credential stands in it twice");
    weights.set(credential, weight === undefined ? 1 : Number(weight));
    total += weight === undefined ? 0 : Number(weight);
    if (total > TOTAL_LIMIT) bad("the weights are too great");
  }
  return new PublicCredentials(weights);
}

function bad(what: string): never {
  return fail("record-credentials", `The list of credentials is not sound: ${what}.`);
}
