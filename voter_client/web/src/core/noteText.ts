/** What the text formats of C2SP share: each value has one text, and every other is refused under the caller's code. */

import { fromBase64, fromUtf8 } from "./bytes";
import { type ErrorCode, fail } from "./errors";
import { HASH_BYTES } from "./merkle";

const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;

/** The bytes of a canonical base64 text. */
export function readBase64(text: string, code: ErrorCode): Uint8Array {
  return fromBase64(text) ?? fail(code, "A base64 text is not written in the one canonical way.");
}

/** The 32 bytes of a line that holds one hash. */
export function readHash(line: string, code: ErrorCode): Uint8Array {
  const data = readBase64(line, code);
  return data.length === HASH_BYTES ? data : fail(code, `A hash has ${HASH_BYTES} bytes.`);
}

/** A size or index: ASCII digits without sign and leading zero, at most 2^53 - 1. */
export function readDecimal(text: string, code: ErrorCode): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : fail(code, "A size or index is not a plain decimal number in range.");
}

/** The text of at most `limit` bytes of UTF-8. */
export function readUtf8(data: Uint8Array, limit: number, code: ErrorCode): string {
  if (data.length > limit) fail(code, `The text is longer than ${limit} bytes.`);
  return fromUtf8(data) ?? fail(code, "The text is not UTF-8.");
}
