/**
 * The seal test (uji segel, the Benaloh challenge): what the booth opens, and how a second device checks it
 * (docs/protocol.md, section 7; voter_client/seal_test.py is the twin).
 *
 * The opening is shown to the voter's second device alone, only after the Challenge's receipt was verified.
 */

import { FULL_LENGTH, readCode, trackingCode } from "./ballot";
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
 * The whole tracking code that a seal test needs. `record-format` if the text is no code, `voter-code-short` for the
 * short one: of its 60 bits a booth finds two ballots with the same in some 2^30 tries, one of them false.
 */
export function wholeCode(text: string): string {
  const code = readCode(text);
  return code.length === FULL_LENGTH ? code : fail("voter-code-short", "A seal test needs the whole tracking code.");
}

/**
 * What the second device does: recompute the ballot, and compare with the whole code of step 1. Returns the choices.
 * Throws as `wholeCode`; `voter-opening` if the opening is malformed, for another election or gives another ballot: then
 * the booth cheated or is broken; `voter-code-mistyped` if the codes differ as a mistyped one does.
 */
export function checkOpening(booth: Booth, data: Uint8Array, code: string): Choices {
  const noted = wholeCode(code);
  const opening = parseOpening(data);
  if (opening.uuid !== booth.election.setup.uuid) fail("voter-opening", "This opening is for another election.");
  const opened = recomputedCode(booth, opening);
  if (opened === noted) return opening.choices;
  if (looksMistyped(opened, noted)) fail("voter-code-mistyped", "The code differs in a few characters: it is mistyped.");
  return fail("voter-opening", "The opened ballot is not the one with the tracking code that was shown before.");
}

/** At most three places differ, capitals apart: no booth finds two ballots so alike, but people type so. */
function looksMistyped(opened: string, noted: string): boolean {
  const [one, other] = [opened.toLowerCase(), noted.toLowerCase()];
  return [...one].filter((character, place) => character !== other[place]).length <= 3;
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
  if (found.code !== wholeCode(code)) fail("voter-opening", "The log was asked for another code.");
  if (!found.tested) fail("voter-opening", "This ballot was opened, but it was cast as well.");
  if (found.credential !== parseOpening(data).credential) fail("voter-opening", "The seal test names another card.");
  return choices;
}
