/**
 * Keys of signed notes (c2sp.org/signed-note, c2sp.org/tlog-cosignature): type 01 signs the note's text, type 04 a
 * witness's time as well. A name and a key ID together identify a key (record/note_key.py is the twin).
 */

import { concat, sha256, toBase64, toHex, toUtf8 } from "./bytes";
import { fail, under } from "./errors";
import { readBase64 } from "./noteText";
import { decodePublicKey, verifySignature } from "./signingKey";
import { isSpace } from "./spaces";

export const KEY_ID_BYTES = 4;
const ED25519 = 0x01;
const COSIGNATURE = 0x04;
const TIME_BYTES = 8;
const MAX_TIME = 2n ** 63n - 1n;
const MAX_NAME_BYTES = 1024;

/** A public key that may sign notes: its name, its type, and its 32 bytes as hex digits. */
export interface VerifierKey {
  readonly name: string;
  readonly type: number;
  readonly publicHex: string;
  /** SHA-256(name || 0A || type || public key)[:4], as hex digits. */
  readonly id: string;
}

/** The key under which a board signs its heads: its name is the log's origin. `record-note-key` for no key. */
export function boardKey(origin: string, publicHex: string): VerifierKey {
  return verifierKey(origin, ED25519, publicHex);
}

/** The key under which a witness cosigns heads. */
export function witnessKey(name: string, publicHex: string): VerifierKey {
  return verifierKey(name, COSIGNATURE, publicHex);
}

/** The key of a canonical vkey `name+id+base64`, of type 01 or 04; `record-note-key` otherwise. */
export function parseVkey(vkey: string): VerifierKey {
  const [name, id, ...rest] = vkey.split("+");
  if (name === undefined || id === undefined || rest.length === 0) {
    return fail("record-note-key", "A verifier key has three parts: name+ID+key.");
  }
  const material = readBase64(rest.join("+"), "record-note-key");
  const type = material[0];
  if (type !== ED25519 && type !== COSIGNATURE) return fail("record-note-key", "Only types 01 and 04 are known.");
  const key = verifierKey(name, type, toHex(material.subarray(1)));
  if (`${name}+${key.id}+${toBase64(material)}` !== vkey) fail("record-note-key", "A part of a verifier key was mistyped.");
  return key;
}

/** Whether `signature` (the bytes after the key ID) is this key's over the note's text with its last LF. */
export function verifyNoteSignature(key: VerifierKey, noteText: string, signature: Uint8Array): boolean {
  if (key.type === ED25519) return verifySignature(key.publicHex, toUtf8(noteText), signature);
  const time = cosignatureTime(signature);
  const message = toUtf8(`cosignature/v1\ntime ${time}\n${noteText}`);
  return time <= MAX_TIME && verifySignature(key.publicHex, message, signature.subarray(TIME_BYTES));
}

/** The POSIX time in seconds in the first 8 bytes, big-endian, of a cosignature. */
export function cosignatureTime(signature: Uint8Array): bigint {
  return signature.subarray(0, TIME_BYTES).reduce((time, byte) => (time << 8n) | BigInt(byte), 0n);
}

/** The name, if it is one: not empty, no space, plus or control character; `record-note-key`. */
export function checkKeyName(name: string): string {
  const bad = [...name].some((c) => c === "+" || isSpace(c) || c < " " || /\p{Surrogate}/u.test(c));
  if (name === "" || bad) fail("record-note-key", "A key name has no spaces, plus signs or control characters.");
  if (toUtf8(name).length > MAX_NAME_BYTES) fail("record-note-key", "A key name is too long.");
  return name;
}

function verifierKey(name: string, type: number, publicHex: string): VerifierKey {
  checkKeyName(name);
  const material = under("record-note-key", "A key cannot sign notes:", () => decodePublicKey(publicHex));
  const id = sha256(concat(toUtf8(`${name}\n`), Uint8Array.of(type), material)).subarray(0, KEY_ID_BYTES);
  return { name, type, publicHex, id: toHex(id) };
}
