/**
 * Signed notes (c2sp.org/signed-note): a text, an empty line, and signature lines (record/note.py is the twin).
 *
 * Nothing in a note may be believed before `verifyNote` returned. One note has one byte string, or parsing refuses.
 */

import { toHex } from "./bytes";
import { BoothError, fail, under } from "./errors";
import { checkKeyName, KEY_ID_BYTES, type VerifierKey, verifyNoteSignature } from "./noteKey";
import { readBase64, readUtf8 } from "./noteText";

export const MAX_NOTE_BYTES = 512 * 1024;
const MAX_SIGNATURES = 1024;
const DASH = "\u2014 ";

/** One signature line, not verified. */
export interface NoteSignature {
  readonly name: string;
  /** 4 bytes as hex digits. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A text that ends in LF, and its signatures, of which none is verified yet. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** The note of canonical bytes; the text ends before the last empty line. `record-note` otherwise. */
export function parseNote(data: Uint8Array): Note {
  const whole = readUtf8(data, MAX_NOTE_BYTES, "record-note");
  const end = whole.lastIndexOf("\n\n");
  const lines = whole.slice(end + 2);
  if (end < 0 || !lines.endsWith("\n")) fail("record-note", "A note has a text, an empty line and signature lines.");
  const text = whole.slice(0, end + 1);
  if (/[\0-\t\x0b-\x1f]/.test(text)) fail("record-note", "A note has no control characters but line feeds.");
  const parts = lines.slice(0, -1).split("\n");
  if (parts.length > MAX_SIGNATURES) fail("record-note", `A note has at most ${MAX_SIGNATURES} signatures.`);
  return { text, signatures: parts.map(parseLine) };
}

/**
 * The signatures by known keys, in the note's order, all of them verified; those of other keys are ignored. Throws
 * `record-note-signature` if one under the name and ID of a known key is false, `record-note-unsigned` for none.
 */
export function verifyNote(
  note: Note,
  keys: readonly VerifierKey[],
): readonly { readonly key: VerifierKey; readonly signature: NoteSignature }[] {
  const verified = note.signatures.flatMap((signature) => {
    const key = keys.find((each) => each.name === signature.name && each.id === signature.keyId);
    if (key === undefined) return [];
    if (!verifyNoteSignature(key, note.text, signature.signature)) {
      throw new BoothError("record-note-signature", `The signature of ${key.name} is false: do not believe this text.`);
    }
    return [{ key, signature }];
  });
  if (verified.length === 0) fail("record-note-unsigned", "None of the expected keys signed this text.");
  return verified;
}

function parseLine(line: string): NoteSignature {
  const parts = line.slice(DASH.length).split(" ");
  const [name, encoded] = parts;
  if (!line.startsWith(DASH) || parts.length !== 2 || name === undefined || encoded === undefined) {
    return fail("record-note", "A signature line is: em dash, space, key name, space, base64.");
  }
  under("record-note", "A signature line names no key:", () => checkKeyName(name));
  const data = readBase64(encoded, "record-note");
  if (data.length <= KEY_ID_BYTES) fail("record-note", "A signature holds a key ID of four bytes and at least one more.");
  return { name, keyId: toHex(data.subarray(0, KEY_ID_BYTES)), signature: data.slice(KEY_ID_BYTES) };
}
