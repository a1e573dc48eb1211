/**
 * The entries of an election's log that the booth reads: leaves, and the payloads up to the opening (docs/protocol.md,
 * section 5; record/entries.py and record/events.py are the twins).
 */

import { concat, fromHex, sha256Hex, toUtf8 } from "./bytes";
import { decode, encode, flag, hex32, type Infer, integer, list, oneOf, optional, small, struct, text } from "./canonical";
import { uuidText } from "./election";
import { fail } from "./errors";
import { verifySignature } from "./signingKey";

const index = integer(0, Number.MAX_SAFE_INTEGER);
const elementText = text(undefined, 2048);
const signature = text(/^(?:[0-9a-f]{128})?$/);
const time = text(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/);

const witnessSchema = struct({ name: text(/^[^]+$/, 200), key: hex32 });
const keyMakingSchema = struct({
  run: uuidText,
  size: index,
  root: hex32,
  election: text(/^(?:[1-9A-HJ-NP-Za-km-z]{14,64})?$/),
});

export const genesisSchema = struct({
  version: oneOf(1),
  uuid: uuidText,
  kind: oneOf("real", "practice"),
  board: hex32,
  registrar: hex32,
  holders: list(hex32, 1, 10_000),
  revoting: flag,
  spares: list(elementText, 0, 1_000_000),
  k: integer(1, 2 ** 31),
  opens: time,
  closes: time,
  timestamp: index,
  witnesses: struct({ threshold: integer(0, 1000), witnesses: list(witnessSchema, 0, 1000) }),
  booth: list(hex32, 0, 1000),
  key_makings: list(keyMakingSchema, 0, 100),
  presentation: text(/^(?:[0-9a-f]{64})?$/),
});

export const countersignatureSchema = struct({
  uuid: uuidText,
  signer: integer(0, 10_000),
  size: index,
  root: hex32,
  signature,
});

export const boothChangeSchema = struct({ booth: list(hex32, 0, 1000) });
export const extensionSchema = struct({
  closes: time,
  reason: oneOf("power", "network", "queue", "disaster", "equipment", "committee"),
});
export const setupDataSchema = struct({ election: hex32, trustees: hex32, credentials: hex32 });

/** The rules of one election, fixed before anything else. Times are UTC, `2026-11-24T01:00:00Z`. */
export type Genesis = Infer<typeof genesisSchema>;
export type Countersignature = Infer<typeof countersignatureSchema>;
export type Extension = Infer<typeof extensionSchema>;

const OWN_TYPES = [
  "Genesis",
  "Countersignature",
  "Open",
  "Challenge",
  "CardReplacement",
  "BoothChange",
  "Extension",
  "Confirmation",
  "ShareProof",
  "BadShare",
  "Withheld",
] as const;
const EVENT_TYPES = ["Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result"] as const;

const ownLeafSchema = struct({ type: oneOf(...OWN_TYPES), payload: optional(hex32) });
const eventSchema = struct({
  parent: optional(hex32),
  height: small,
  type: oneOf(...EVENT_TYPES, "Shuffle", "EndShuffles"),
  payload: optional(hex32),
});

/** A leaf: an entry of ours (`height` is null) or a Belenios event. `payload` is the SHA-256 of what it adds. */
export interface Leaf {
  readonly type: string;
  readonly payload: string | null;
  readonly height: number | null;
  readonly parent: string | null;
}

/** The leaf of its canonical bytes; `record-format` for anything else. */
export function decodeLeaf(data: Uint8Array): Leaf {
  if (new TextDecoder().decode(data).includes('"height":')) {
    const event = decode(eventSchema, data);
    return { type: event.type, payload: event.payload ?? null, height: event.height, parent: event.parent ?? null };
  }
  const own = decode(ownLeafSchema, data);
  if ((own.payload === undefined) !== (own.type === "Open")) fail("record-format", "Only Open has no payload.");
  return { type: own.type, payload: own.payload ?? null, height: null, parent: null };
}

/** The bytes that were stored under a hash; `record-format` if they have another. */
export function checkBlob(digest: string, data: Uint8Array): Uint8Array {
  return sha256Hex(data) === digest ? data : fail("record-format", `The bytes stored under ${digest} have another hash.`);
}

/** Whether a party's signature holds: over `suarasah/<tag>/v1` LF and the message without its last member. */
export function verifySigned(
  tag: "countersignature",
  publicHex: string,
  message: Countersignature,
): boolean {
  const { signature: hex, ...members } = message;
  const bytes = fromHex(hex);
  if (bytes === null) return false;
  const schema = struct(Object.fromEntries(Object.keys(members).map((name) => [name, (value: unknown) => value])));
  return verifySignature(publicHex, concat(toUtf8(`suarasah/${tag}/v1\n`), encode(schema, members)), bytes);
}
