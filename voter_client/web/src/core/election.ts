/**
 * The election: its questions and public key, and the profile of elections that the booth handles (specification 4.11,
 * 4.12; record/election.py is the twin). Ballots name the SHA-256 of exactly its bytes.
 */

import { sha256Base64 } from "./bytes";
import { decode, flag, type Infer, list, oneOf, optional, type Schema, small, struct, text, tuple } from "./canonical";
import { BoothError, fail } from "./errors";
import { decodeElement, GROUP_NAME } from "./group";

const ELECTION_LIMIT = 1024 * 1024;
const QUESTION_LIMIT = 100;
const ANSWER_LIMIT = 1000;
const TEXT_LIMIT = 20_000;

/** Base58, at least 14 characters (specification 4.2). */
export const uuidText = text(/^[1-9A-HJ-NP-Za-km-z]{14,64}$/);

const questionSchema = struct({
  answers: list(text()),
  blank: optional(flag),
  min: small,
  max: small,
  question: text(),
});

export const electionSchema = struct({
  version: oneOf(1),
  description: text(),
  name: text(),
  group: text(),
  public_key: text(),
  questions: list(questionSchema),
  uuid: uuidText,
  administrator: optional(text()),
  credential_authority: optional(text()),
  language: optional(tuple(text(), oneOf("ltr", "rtl"))),
});

/** A homomorphic question: choose `min` to `max` of `answers`, or nothing if `blank` is true. */
export type Question = Infer<typeof questionSchema>;
export type Election = Infer<typeof electionSchema>;

/** Whether a first slot stands for a blank vote. */
export function allowsBlank(question: Question): boolean {
  return question.blank === true;
}

/** How many ciphertexts an answer to this question has: the blank one, where allowed, and the answers. */
export function slotCount(question: Question): number {
  return question.answers.length + (allowsBlank(question) ? 1 : 0);
}

/** The election of its canonical bytes; `record-profile` for questions of another kind, else `record-format`. */
export function parseElection(data: Uint8Array): Election {
  try {
    return decode(electionSchema, data, ELECTION_LIMIT);
  } catch (error) {
    if (error instanceof BoothError && hasOtherKinds(data)) {
      fail("record-profile", "Only plain homomorphic questions are supported.");
    }
    throw error;
  }
}

/** The election's hash, phi in the specification: 43 characters of base64. */
export function fingerprint(data: Uint8Array): string {
  return sha256Base64(data);
}

/** Whether some question asks for more answers than it has: sound to read, but never to be made (V32). */
export function asksTooMuch(election: Election): boolean {
  return election.questions.some((question) => question.max > question.answers.length);
}

/** Everything about the parameters that is outside of the profile (V05); empty if nothing is. */
export function electionProblems(election: Election): readonly string[] {
  const problems: string[] = [];
  if (election.group !== GROUP_NAME) problems.push(`the booth seals for the group ${GROUP_NAME} only`);
  else if (!isElement(election.public_key)) problems.push("the election's public key is not an element of its group");
  if (election.questions.length === 0) problems.push("the election has no question");
  if (election.questions.length > QUESTION_LIMIT) problems.push("the election has too many questions");
  for (const question of election.questions) problems.push(...questionProblems(question));
  const texts = [election.description, election.name, election.administrator, election.credential_authority];
  for (const question of election.questions) texts.push(question.question, ...question.answers);
  if (texts.some((each) => each !== undefined && each.length > TEXT_LIMIT && [...each].length > TEXT_LIMIT)) {
    problems.push("a text of the election is too long");
  }
  return problems;
}

function questionProblems(question: Question): readonly string[] {
  const problems: string[] = [];
  if (question.answers.length === 0) problems.push("a question has no answers");
  if (question.answers.length > ANSWER_LIMIT) problems.push("a question has too many answers");
  if (question.min > question.max || question.max > ANSWER_LIMIT) {
    problems.push("a question asks for a number of answers that means nothing");
  }
  return problems;
}

function isElement(publicKey: string): boolean {
  try {
    decodeElement(publicKey);
    return true;
  } catch {
    return false;
  }
}

const typedQuestion: Schema<boolean> = (value) => typeof value === "object" && value !== null && "type" in value;

function hasOtherKinds(data: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(data.subarray(0, ELECTION_LIMIT)));
    if (typeof value !== "object" || value === null || !("questions" in value)) return false;
    return list(typedQuestion)(value.questions).some((typed) => typed);
  } catch {
    return false;
  }
}
