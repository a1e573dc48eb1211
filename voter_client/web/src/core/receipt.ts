/**
 * Receipts: a log entry's place and proof under a signed head, checkable offline (c2sp.org/tlog-proof; record/receipt.py).
 *
 * Our board puts the entry's leaf into the `extra` line, which nobody signs: the inclusion proof binds it.
 */

import { toUtf8 } from "./bytes";
import { checkPolicy, type Cosignature, openCheckpoint, type OpenedCheckpoint, type WitnessPolicy } from "./checkpoint";
import { fail } from "./errors";
import { leafHash, verifyInclusion } from "./merkle";
import { MAX_NOTE_BYTES, parseNote } from "./note";
import { readBase64, readDecimal, readHash, readUtf8 } from "./noteText";

const HEADER = "c2sp.org/tlog-proof@v1";
const MAX_PROOF_LINES = 63;
const MAX_EXTRA_BYTES = 64 * 1024;
const MAX_RECEIPT_BYTES = MAX_NOTE_BYTES + 2 * MAX_EXTRA_BYTES;

/** The entry's index from 0, its inclusion proof from the leaf up, and the signed head. Nothing is verified. */
export interface Receipt {
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
  readonly extra: Uint8Array;
}

/** What a receipt proves: the entry stands at `index` under this head, which these witnesses cosigned. */
export interface VerifiedReceipt {
  readonly index: number;
  readonly head: OpenedCheckpoint;
  readonly cosignatures: readonly Cosignature[];
}

/** The receipt of canonical bytes; `record-receipt` or `record-note` otherwise. */
export function parseReceipt(data: Uint8Array): Receipt {
  const text = readUtf8(data, MAX_RECEIPT_BYTES, "record-receipt");
  const end = text.indexOf("\n\n");
  const lines = text.slice(0, Math.max(0, end)).split("\n");
  if (end < 0 || lines.shift() !== HEADER) {
    fail("record-receipt", `A receipt begins with ${HEADER} and has an empty line before its checkpoint.`);
  }
  const extra = lines[0]?.startsWith("extra ") ? readBase64(lines.shift()?.slice(6) ?? "", "record-receipt") : null;
  if (extra !== null && (extra.length === 0 || extra.length > MAX_EXTRA_BYTES)) {
    fail("record-receipt", "The extra data of a receipt are empty or too long.");
  }
  const first = lines.shift();
  if (first === undefined || !first.startsWith("index ")) return fail("record-receipt", "A receipt names an index.");
  const index = readDecimal(first.slice(6), "record-receipt");
  const proof = lines.map((line) => readHash(line, "record-receipt"));
  if (proof.length > MAX_PROOF_LINES) fail("record-receipt", `A receipt has at most ${MAX_PROOF_LINES} hashes.`);
  const checkpoint = toUtf8(text.slice(end + 2));
  parseNote(checkpoint);
  return { index, proof, checkpoint, extra: extra ?? new Uint8Array(0) };
}

/**
 * What the receipt proves about the entry with the bytes `leaf`. Throws as `openCheckpoint`, `record-inclusion` if the
 * entry does not stand there, and as `checkPolicy` if a policy is given.
 */
export function verifyReceipt(
  receipt: Receipt,
  leaf: Uint8Array,
  origin: string,
  boardPublicHex: string,
  policy: WitnessPolicy | null = null,
): VerifiedReceipt {
  const head = openCheckpoint(receipt.checkpoint, origin, boardPublicHex);
  const found = policy === null ? [] : checkPolicy(head, policy);
  verifyInclusion(leafHash(leaf), receipt.index, head.size, receipt.proof, head.root);
  return { index: receipt.index, head, cosignatures: found };
}
