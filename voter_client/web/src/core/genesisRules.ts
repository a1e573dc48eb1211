/** V31: what the form of a genesis alone cannot say (record/opening.py, `genesis_problems`). */

import type { Genesis } from "./entries";
import { decodePublicKey } from "./signingKey";

/** The moment of a `Time` text in milliseconds since 1970; null for a date that no calendar has. */
export function parseTime(text: string): number | null {
  const moment = Date.parse(text);
  if (Number.isNaN(moment) || text.startsWith("0000")) return null;
  // Some engines carry 31 February over into March, and 24:00 into the next day.
  return new Date(moment).toISOString() === text.replace("Z", ".000Z") ? moment : null;
}

/** A sentence for the first thing that is wrong; null if nothing is. */
export function genesisProblem(genesis: Genesis): string | null {
  const [opens, closes] = [parseTime(genesis.opens), parseTime(genesis.closes)];
  if (opens === null || closes === null) return "opens or closes is a date that no calendar has";
  if (opens >= closes) return "the election closes before it opens";
  const { threshold, witnesses } = genesis.witnesses;
  const keys = [genesis.board, genesis.registrar, ...genesis.holders, ...witnesses.map((witness) => witness.key)];
  if (hasTwice(keys)) return "two parties have the same signing key";
  if (!keys.every(isKey)) return "a signing key is not a valid Ed25519 public key";
  if (threshold > witnesses.length) return "the witness policy asks for more witnesses than it names";
  if (hasTwice(witnesses.map((witness) => witness.name))) return "two witnesses have the same name";
  if (hasTwice(genesis.spares)) return "a spare card is listed twice";
  if (hasTwice(genesis.key_makings.map((head) => head.run))) return "a key making is listed twice";
  if (genesis.key_makings.some((head) => head.election !== "" && head.election !== genesis.uuid)) {
    return "a joint key was made for another election alone";
  }
  return null;
}

function hasTwice(texts: readonly string[]): boolean {
  return new Set(texts).size !== texts.length;
}

function isKey(publicHex: string): boolean {
  try {
    decodePublicKey(publicHex);
    return true;
  } catch {
    return false;
  }
}
