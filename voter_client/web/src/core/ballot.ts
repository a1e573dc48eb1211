/**
 * Ballots: their form, and the tracking code under which people and programs find them (specification 4.13, 4.19;
 * record/ballot.py is the twin).
 *
 * Invariant: the tracking code is the hash of everything in a ballot but its signature, so it is known before the
 * ballot is signed.
 */

import { fromBase64, sha256Base64, toNumber } from "./bytes";
import { decode, encode, type Infer, list, optional, struct, text } from "./canonical";
import { CODE_ALPHABET } from "./credential";
import { fail } from "./errors";

const BALLOT_LIMIT = 8 * 1024 * 1024;
/** Characters of a tracking code in full. */
export const FULL_LENGTH = 43;
const SHORT_BITS = 60n;
const FULL_CODE = /^[A-Za-z0-9+/]{43}$/;
const SHORT_TEXT = /^[0-9A-HJKMNP-TV-Z]{12}$/;
const ASCII = /^[\0-\x7f]*$/;

/** A tracking code in full: unpadded base64 of 32 bytes. */
export const codeText = text(FULL_CODE);

export const proofSchema = struct({ challenge: text(), response: text() });
const ciphertextSchema = struct({ alpha: text(), beta: text() });

const answerSchema = struct({
  choices: list(ciphertextSchema),
  individual_proofs: list(list(proofSchema)),
  overall_proof: list(proofSchema),
  blank_proof: optional(list(proofSchema)),
});

const unsigned = {
  election_uuid: text(),
  election_hash: text(),
  credential: text(),
  answers: list(answerSchema),
};

export const unsignedBallotSchema = struct(unsigned);
export const ballotSchema = struct({
  ...unsigned,
  signature: optional(struct({ hash: text(), proof: proofSchema })),
});

/** The answer to one question: a ciphertext for each slot (the blank one first), and proofs that it is a valid vote. */
export type Answer = Infer<typeof answerSchema>;
/** A sealed ballot that is not cast yet: it may still be tested. */
export type UnsignedBallot = Infer<typeof unsignedBallotSchema>;
export type Ballot = Infer<typeof ballotSchema>;

/** The ballot of its canonical bytes; `record-format` for everything else. Proofs are checked by verifiers. */
export function parseBallot(data: Uint8Array): Ballot {
  return decode(ballotSchema, data, BALLOT_LIMIT);
}

/** The canonical bytes of a ballot without its signature: what a tracking code is the hash of. */
export function unsignedBytes(ballot: UnsignedBallot): Uint8Array {
  const { election_uuid, election_hash, credential, answers } = ballot;
  return encode(unsignedBallotSchema, { election_uuid, election_hash, credential, answers });
}

/** v1's `signature.hash`, recomputed: 43 characters of base64 without padding. */
export function trackingCode(ballot: UnsignedBallot): string {
  return sha256Base64(unsignedBytes(ballot));
}

/** The form for people: the first 60 bits as `K7QX-2M9D-VT4A`; `record-format` unless `code` is a full code. */
export function shortCode(code: string): string {
  const data = FULL_CODE.test(code) ? fromBase64(`${code.slice(0, 12)}`) : null;
  if (data === null) return fail("record-format", "A tracking code has 43 characters of Base64.");
  const number = toNumber(data.subarray(0, 8)) >> (64n - SHORT_BITS);
  let symbols = "";
  for (let shift = SHORT_BITS - 5n; shift >= 0n; shift -= 5n) symbols += CODE_ALPHABET[Number((number >> shift) & 31n)];
  return grouped(symbols);
}

/** The short code that a person typed, in its one form; `record-format` for anything that is not twelve symbols. */
export function readShortCode(typed: string): string {
  const symbols = typed
    .replace(/[- \t]/g, "")
    .toUpperCase()
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0");
  if (!ASCII.test(typed) || !SHORT_TEXT.test(symbols)) {
    return fail("record-format", "A tracking code has twelve letters and digits in three groups.");
  }
  return grouped(symbols);
}

/** A tracking code in full, in groups for people who read it out or type it: `q0Xb 8pLr ...`, capitals as they are. */
export function groupedCode(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join(" ");
}

/** A tracking code as a person or a QR code gives it: in full (either base64 alphabet) or short, in its one form. */
export function readCode(typed: string): string {
  const code = typed.replace(/[ \t\r\n]/g, "");
  if (code.length !== FULL_LENGTH) return readShortCode(code);
  const full = code.replace(/-/g, "+").replace(/_/g, "/");
  return FULL_CODE.test(full) ? full : fail("record-format", "A tracking code has 43 characters of Base64.");
}

/** Whether a typed code, short or in full, is that of a full tracking code; `record-format` if it is no code. */
export function sameCode(full: string, typed: string): boolean {
  const code = readCode(typed);
  return code.length === FULL_LENGTH ? code === full : code === shortCode(full);
}

function grouped(symbols: string): string {
  return `${symbols.slice(0, 4)}-${symbols.slice(4, 8)}-${symbols.slice(8)}`;
}
