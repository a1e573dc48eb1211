/**
 * The seal test (uji segel, the Benaloh challenge): what the booth opens, and how a second device checks it
 * (docs/protocol.md, section 7; voter_client/seal_test.py is the twin).
 *
 * The opening is shown to the voter's second device alone, only after the Challenge's receipt was verified.
 */

import { readCode, sameCode, trackingCode } from "./ballot";
import { fromHex, toHex } from "./bytes";
import { decode, encode, hex32, type Infer, integer, list, struct, text } from "./canonical";
import type { FoundCode } from "./checking";
import type { Choices } from "./choices";
import { BoothError, fail } from "./errors";
import type { Booth, SealedBallot } from "./voting";

const openingSchema = struct({
  uuid: text(),
  credential: text(),
  choices: list(list(integer(0, 1))),
  seed: hex32,
});

/** Everything that a second device needs beside the public record; the seed as 64 hex digits. */
export type SealOpening = Infer<typeof openingSchema>;

/** The opening of a sealed ballot as canonical JSON, for a QR code. */
export function openSeal(uuid: string, sealed: SealedBallot): Uint8Array {
  const { unsigned, choices, seed } = sealed;
  return encode(openingSchema, { uuid, credential: unsigned.credential, choices, seed: toHex(seed) });
}

/** The opening of its canonical bytes, not checked; `voter-opening` for anything else. Its uuid says which election. */
export function parseOpening(data: Uint8Array): SealOpening {
  try {
    return decode(openingSchema, data);
  } catch (error) {
    if (error instanceof BoothError) fail("voter-opening", "This is no opening of a seal test.");
    throw error;
  }
}

/**
 * What the second device does: recompute the ballot, and compare with the code of step 1 (short or in full). Returns
 * the choices. `record-format` if `code` is none, `voter-opening` if the opening is malformed, for another election or
 * gives another ballot: then the booth cheated or is broken.
 */
export function checkOpening(booth: Booth, data: Uint8Array, code: string): Choices {
  readCode(code);
  const opening = parseOpening(data);
  if (opening.uuid !== booth.election.setup.uuid) fail("voter-opening", "This opening is for another election.");
  if (!sameCode(recomputedCode(booth, opening), code)) {
    fail("voter-opening", "The opened ballot is not the one with the tracking code that was shown before.");
  }
  return opening.choices;
}

function recomputedCode(booth: Booth, opening: SealOpening): string {
  try {
    return trackingCode(booth.recompute(opening.credential, opening.choices, fromHex(opening.seed) ?? new Uint8Array(0)));
  } catch (error) {
    if (error instanceof BoothError) fail("voter-opening", "The opening holds what no ballot may have.");
    throw error;
  }
}

/**
 * Also that the log holds the seal test of this very ballot by its own card: a booth that opens a ballot and cast it as
 * well, or could still cast it, is caught here. `found` is what `readFound` returned for the same code.
 */
export function checkTest(booth: Booth, data: Uint8Array, code: string, found: FoundCode): Choices {
  const choices = checkOpening(booth, data, code);
  if (!sameCode(found.code, code)) fail("voter-opening", "The log was asked for another code.");
  if (!found.tested) fail("voter-opening", "This ballot was opened, but it was cast as well.");
  if (found.credential !== parseOpening(data).credential) fail("voter-opening", "The seal test names another card.");
  return choices;
}
