/**
 * What stands beside the names: school, zone, photos, visions and missions (record/presentation.py is the twin).
 *
 * Invariant: what is returned is what the countersigned genesis names by its hash, so no voter can be shown another face
 * or text than everybody else. What is missing is only missing: photos of minors may be erased, names never are.
 */

import { sha256Hex } from "./bytes";
import { decode, type Infer, list, oneOf, struct, text } from "./canonical";
import type { Election } from "./election";
import { BoothError, fail } from "./errors";

/** Bytes of a document. */
export const DOCUMENT_LIMIT = 1024 * 1024;
/** Bytes of a photo. */
export const PHOTO_LIMIT = 120 * 1024;
const MAX_PHOTOS = 100;

// No control character but the line feed, and nothing that turns the direction of writing.
const LINES = /^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/;
const LINE = /^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/;

const candidateSchema = struct({
  photo: text(/^(?:[0-9a-f]{64})?$/),
  vision: text(LINES, 2000),
  mission: text(LINES, 4000),
});

const presentationSchema = struct({
  version: oneOf(1),
  school: text(LINE, 200),
  zone: oneOf("WIB", "WITA", "WIT"),
  candidates: list(list(candidateSchema)),
});

/** What stands beside one answer; each may be empty. `photo` is the SHA-256 of an image. */
export type CandidatePresentation = Infer<typeof candidateSchema>;
/** For each question an item for each answer, in order. */
export type Presentation = Infer<typeof presentationSchema>;
export type PhotoType = "image/jpeg" | "image/png" | "image/webp";

/**
 * The presentation in `data`, if these are the bytes of `digest` and fit the election; throws `voter-presentation`:
 * somebody shows other photos or texts than those that were agreed on.
 */
export function readPresentation(data: Uint8Array, digest: string, election: Election): Presentation {
  if (sha256Hex(data) !== digest) altered("The photos and programmes are not those that were agreed on.");
  const presentation = parse(data);
  const { questions } = election;
  const fits =
    presentation.candidates.length === questions.length &&
    questions.every((question, place) => presentation.candidates[place]?.length === question.answers.length);
  if (!fits) altered("The photos and programmes are for other questions.");
  if (photosOf(presentation).length > MAX_PHOTOS) altered("There are too many photos.");
  return presentation;
}

/** The hashes of all photos, each once, in the order in which they are first shown. */
export function photosOf(presentation: Presentation): readonly string[] {
  const all = presentation.candidates.flatMap((candidates) => candidates.map((each) => each.photo));
  return [...new Set(all.filter((photo) => photo !== ""))];
}

/** What kind of image these bytes are, if they are those of `digest`; throws `voter-presentation`. */
export function checkPhoto(data: Uint8Array, digest: string): PhotoType {
  if (sha256Hex(data) !== digest) altered("A photo is not the one that was agreed on.");
  return typeOf(data) ?? altered("A photo is no image.");
}

function parse(data: Uint8Array): Presentation {
  try {
    return decode(presentationSchema, data, DOCUMENT_LIMIT);
  } catch (error) {
    if (error instanceof BoothError) return altered(error.message);
    throw error;
  }
}

function typeOf(data: Uint8Array): PhotoType | null {
  const begins = (at: number, ...bytes: readonly number[]): boolean => bytes.every((byte, i) => data[at + i] === byte);
  if (begins(0, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  return begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50) ? "image/webp" : null;
}

function altered(what: string): never {
  return fail("voter-presentation", what);
}
