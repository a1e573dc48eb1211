/**
 * Cek suaraku: what stands in the log under a tracking code, checked on this device (voter_client/checking.py).
 *
 * The board's status word is not proved; that the ballot or the seal test stands in the log is.
 */

import { parseBallot, readCode, sameCode, trackingCode } from "./ballot";
import { decode } from "./canonical";
import { decodeLeaf } from "./entries";
import { BoothError, fail } from "./errors";
import type { OpenElection } from "./readElection";
import { parseReceipt } from "./receipt";
import { challengeSchema } from "./signing";
import { type VerifiedEntry, verifyEntry } from "./voting";

/** What the log holds under a code, proved: a ballot or its seal test, its full code, and whose credential it names. */
export interface FoundCode {
  readonly tested: boolean;
  readonly code: string;
  readonly credential: string;
  readonly entry: VerifiedEntry;
}

/** The hash of the payload that a receipt is for: fetch it from `data/<sha256>` of the log. Throws `voter-receipt`. */
export function receiptPayload(receiptBytes: Uint8Array): string {
  return asReceiptError(() => {
    const leaf = decodeLeaf(parseReceipt(receiptBytes).extra);
    if (leaf.payload === null || !isSought(leaf.type)) return fail("voter-receipt", "It is for no ballot or seal test.");
    return leaf.payload;
  });
}

/** As `readFound`, and that the receipt's head is of the log that this device has seen, as `proveEntry`. */
export async function proveFound(
  election: OpenElection,
  receiptBytes: Uint8Array,
  payload: Uint8Array,
  typed: string,
): Promise<FoundCode> {
  const found = readFound(election, receiptBytes, payload, typed);
  await election.seen.accept(found.entry.head);
  return found;
}

/**
 * What a receipt and the payload that it is for prove about the typed code, short or in full. Throws `record-format` if
 * `typed` is no code, `voter-receipt` if the board's answer does not prove what stands under it.
 */
export function readFound(election: OpenElection, receiptBytes: Uint8Array, payload: Uint8Array, typed: string): FoundCode {
  readCode(typed);
  return asReceiptError(() => {
    const { type } = decodeLeaf(parseReceipt(receiptBytes).extra);
    if (!isSought(type)) return fail("voter-receipt", "It is for no ballot or seal test.");
    const tested = type === "Challenge";
    const { code, credential } = tested ? decode(challengeSchema, payload) : ballotFacts(payload);
    const entry = verifyEntry(election, receiptBytes, type, payload);
    if (!sameCode(code, typed)) fail("voter-receipt", "The board answers with another ballot.");
    return { tested, code, credential, entry };
  });
}

function ballotFacts(payload: Uint8Array): { readonly code: string; readonly credential: string } {
  const ballot = parseBallot(payload);
  return { code: trackingCode(ballot), credential: ballot.credential };
}

function isSought(type: string): type is "Ballot" | "Challenge" {
  return type === "Ballot" || type === "Challenge";
}

function asReceiptError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BoothError && error.code !== "voter-receipt") {
      throw new BoothError("voter-receipt", `The board's answer is not sound: ${error.message}`);
    }
    throw error;
  }
}
