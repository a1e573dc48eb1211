/**
 * Signed heads of a log: C2SP checkpoints without extension lines, and the cosignatures of witnesses under them
 * (record/checkpoint.py and record/cosignature.py are the twins).
 */

import { sameBytes } from "./bytes";
import { fail, under } from "./errors";
import { EMPTY_ROOT } from "./merkle";
import { type Note, parseNote, verifyNote } from "./note";
import { boardKey, checkKeyName, cosignatureTime, type VerifierKey, witnessKey } from "./noteKey";
import { readDecimal, readHash } from "./noteText";

/** A head: the log's origin, its size in leaves, its 32-byte root. Not signed, not believed. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** A head whose signature by the board was verified, with the note for its cosignatures. */
export interface OpenedCheckpoint extends Checkpoint {
  readonly note: Note;
  readonly board: VerifierKey;
}

/** A witness whose cosignatures count. */
export interface Witness {
  readonly name: string;
  readonly key: string;
}

/** At least `threshold` cosignatures of `witnesses`; 0 of none is no policy. */
export interface WitnessPolicy {
  readonly threshold: number;
  readonly witnesses: readonly Witness[];
}

/** A verified cosignature: the witness, and the POSIX time in seconds that it signed. */
export interface Cosignature {
  readonly witness: Witness;
  readonly time: bigint;
}

/** The origin of the log of an election; it holds no address, so a log may move. */
export function originOf(uuid: string): string {
  return `suarasah/${uuid}`;
}

/** The head of a note's text; `record-checkpoint` unless it is exactly the three lines. */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin, size, root, end, ...more] = text.split("\n");
  if (origin === undefined || size === undefined || root === undefined || end !== "" || more.length > 0) {
    return fail("record-checkpoint", "A checkpoint is exactly three lines: origin, size, root.");
  }
  const head = { origin, size: readDecimal(size, "record-checkpoint"), root: readHash(root, "record-checkpoint") };
  under("record-checkpoint", "The origin of a log must be the name of its key:", () => checkKeyName(origin));
  return head;
}

/** The size that a head claims, before its signature is verified: only to know how far to read. */
export function claimedSize(data: Uint8Array): number {
  return parseCheckpointText(parseNote(data).text).size;
}

/**
 * The verified head of signed bytes. Throws `record-note` or `record-checkpoint` for other bytes,
 * `record-checkpoint-origin` for another log, `record-note-signature` or `record-note-unsigned` without the board's
 * signature. Cosignatures are not looked at here.
 */
export function openCheckpoint(data: Uint8Array, origin: string, boardPublicHex: string): OpenedCheckpoint {
  const note = parseNote(data);
  const head = parseCheckpointText(note.text);
  if (head.origin !== origin) fail("record-checkpoint-origin", `This head belongs to the log ${head.origin}.`);
  const board = boardKey(origin, boardPublicHex);
  verifyNote(note, [board]);
  if (head.size === 0 && !sameBytes(head.root, EMPTY_ROOT)) fail("record-checkpoint", "An empty log has another root.");
  return { ...head, note, board };
}

/**
 * The verified cosignatures of these witnesses, one for each: its latest, in the policy's order. Throws
 * `record-note-signature` for a false one, `record-witness-policy` for a policy that is not sound.
 */
export function cosignatures(opened: OpenedCheckpoint, witnesses: readonly Witness[]): readonly Cosignature[] {
  const names = new Set(witnesses.map((witness) => witness.name));
  const publics = new Set(witnesses.map((witness) => witness.key));
  if (names.size !== witnesses.length || publics.size !== witnesses.length) {
    fail("record-witness-policy", "A witness policy names every witness once, each with a key of its own.");
  }
  if (publics.has(opened.board.publicHex)) fail("record-witness-policy", "A board is no witness of itself.");
  const keys = witnesses.map((witness) => witnessKey(witness.name, witness.key));
  const known = opened.note.signatures.some((s) => keys.some((key) => key.name === s.name && key.id === s.keyId));
  const verified = known ? verifyNote(opened.note, keys) : [];
  return witnesses.flatMap((witness) => {
    const times = verified.filter((each) => each.key.name === witness.name).map((each) => cosignatureTime(each.signature.signature));
    return times.length === 0 ? [] : [{ witness, time: times.reduce((a, b) => (a > b ? a : b)) }];
  });
}

/** The cosignatures that count, if they are at least `policy.threshold`; `record-witness-policy` otherwise. */
export function checkPolicy(opened: OpenedCheckpoint, policy: WitnessPolicy): readonly Cosignature[] {
  if (policy.threshold > policy.witnesses.length) fail("record-witness-policy", "The witness policy cannot be met.");
  const found = cosignatures(opened, policy.witnesses);
  if (found.length < policy.threshold) {
    fail("record-witness-policy", `${found.length} witnesses cosigned this head, and ${policy.threshold} are needed.`);
  }
  return found;
}
