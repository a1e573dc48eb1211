/**
 * What a voter's device does with an open election: open the card, seal, sign, and check the board's answers
 * (voter_client/sealing.py and voter_client/casting.py are the twins).
 *
 * Invariant: every seal uses a fresh seed; a receipt counts only after this device verified it. A seed that was opened
 * must never be cast: whoever calls keeps that order (rule V37 catches whoever does not).
 */

import { shortCode, trackingCode, type UnsignedBallot } from "./ballot";
import { ballotSteps, electionBase, type Progress } from "./ballotMaking";
import { sha256Hex } from "./bytes";
import { cosignatures, type Cosignature, type OpenedCheckpoint, type Witness } from "./checkpoint";
import type { Choices } from "./choices";
import { credentialSecretAsync, publicCredential } from "./credential";
import { decodeLeaf } from "./entries";
import { BoothError, fail } from "./errors";
import { decodeElement, type FixedBase, GENERATOR } from "./group";
import { freshSeed } from "./randomness";
import type { OpenElection } from "./readElection";
import { parseReceipt, verifyReceipt } from "./receipt";
import { signBallot, signChallenge } from "./signing";

/** An opened card: its secret scalar and its public credential. Forget it (drop every reference) when a session ends. */
export interface Card {
  readonly secret: bigint;
  readonly credential: string;
}

/** A sealed ballot before it is cast or tested; choices and seed stay on this device. */
export interface SealedBallot {
  readonly unsigned: UnsignedBallot;
  /** The tracking code in full, 43 characters. */
  readonly code: string;
  /** The tracking code for people. */
  readonly short: string;
  readonly choices: Choices;
  readonly seed: Uint8Array;
}

/** A receipt that this device verified. */
export interface VerifiedEntry {
  /** The entry's place in the log, from 0. */
  readonly index: number;
  /** The ballot's number on the screen: the height of its event; null for a Challenge. */
  readonly number: number | null;
  readonly receipt: Uint8Array;
  /** The receipt's head. */
  readonly head: OpenedCheckpoint;
  /** The cosignatures of the genesis' witnesses under the receipt's head; there may be none. */
  readonly witnesses: readonly Cosignature[];
}

/** An election with the tables that sealing needs; build it once for an election, not once for a voter. */
export class Booth {
  readonly #key: FixedBase;

  constructor(readonly election: OpenElection) {
    this.#key = electionBase(election.setup.election);
  }

  /** Builds the tables now (some 40 ms on a desktop), so that the first seal does not wait for them. */
  warmUp(): void {
    GENERATOR.warmUp();
    this.#key.warmUp();
  }

  /**
   * The card of a code as it was typed or scanned; throws as `normaliseCode`. Whether it is on the list, and may vote,
   * the board tells (opening.ts). Stretching takes some 50 ms on a desktop and gives way to the page.
   */
  async openCard(code: string): Promise<Card> {
    const secret = await credentialSecretAsync(this.election.setup.uuid, code);
    return { secret, credential: publicCredential(secret).text };
  }

  /** Seals in one go; throws `record-choices` for no valid vote. */
  seal(card: Card, choices: Choices, seed: Uint8Array = freshSeed()): SealedBallot {
    const steps = this.sealSteps(card, choices, seed);
    for (;;) {
      const next = steps.next();
      if (next.done === true) return next.value;
    }
  }

  /** Seals piece by piece: call `pause` between pieces to paint, with how far it is. */
  async sealWithPauses(card: Card, choices: Choices, pause: (progress: Progress) => Promise<void>): Promise<SealedBallot> {
    const steps = this.sealSteps(card, choices);
    for (;;) {
      const next = steps.next();
      if (next.done === true) return next.value;
      await pause(next.value);
    }
  }

  *sealSteps(card: Card, choices: Choices, seed: Uint8Array = freshSeed()): Generator<Progress, SealedBallot> {
    const { setup } = this.election;
    const credential = decodeElement(card.credential);
    const unsigned = yield* ballotSteps(setup.election, this.#key, setup.fingerprint, credential, choices, seed);
    const code = trackingCode(unsigned);
    return { unsigned, code, short: shortCode(code), choices, seed };
  }

  /** Recomputes an unsigned ballot from an opening; throws as `makeUnsignedBallot`. */
  recompute(credential: string, choices: Choices, seed: Uint8Array): UnsignedBallot {
    const { setup } = this.election;
    const steps = ballotSteps(setup.election, this.#key, setup.fingerprint, decodeElement(credential), choices, seed);
    for (;;) {
      const next = steps.next();
      if (next.done === true) return next.value;
    }
  }

  /** The bytes to cast (POST .../ballots); the same for the same seal, so a retry changes nothing. */
  ballotBytes(card: Card, sealed: SealedBallot): Uint8Array {
    return signBallot(sealed.unsigned, card.secret);
  }

  /** The bytes of the seal test (POST .../challenges); the same for the same seal. */
  challengeBytes(card: Card, sealed: SealedBallot): Uint8Array {
    return signChallenge(this.election.setup.uuid, sealed.code, card.credential, card.secret);
  }
}

/**
 * As `verifyEntry`, and that the receipt's head is of the log that this device has seen: `voter-fork` otherwise, and
 * whatever the log throws. Keep the receipt first: with two heads it is proof of the board's fraud.
 */
export async function proveEntry(
  election: OpenElection,
  receiptBytes: Uint8Array,
  type: "Ballot" | "Challenge",
  payload: Uint8Array,
): Promise<VerifiedEntry> {
  const entry = verifyEntry(election, receiptBytes, type, payload);
  await election.seen.accept(entry.head);
  return entry;
}

/** What a receipt alone proves about an entry with this type and payload; `voter-receipt` if it does not. */
export function verifyEntry(
  election: OpenElection,
  receiptBytes: Uint8Array,
  type: "Ballot" | "Challenge",
  payload: Uint8Array,
): VerifiedEntry {
  try {
    return checkedEntry(election, receiptBytes, type, payload);
  } catch (error) {
    if (error instanceof BoothError) throw new BoothError("voter-receipt", `The receipt is not valid: ${error.message}`);
    throw error;
  }
}

function checkedEntry(
  election: OpenElection,
  receiptBytes: Uint8Array,
  type: "Ballot" | "Challenge",
  payload: Uint8Array,
): VerifiedEntry {
  const receipt = parseReceipt(receiptBytes);
  const leaf = decodeLeaf(receipt.extra);
  const { head, genesis } = election;
  const verified = verifyReceipt(receipt, receipt.extra, head.origin, genesis.board);
  if (leaf.type !== type || leaf.payload !== sha256Hex(payload)) fail("voter-receipt", "It is for something else.");
  if (verified.head.size < head.size) fail("voter-receipt", "It is older than what the board showed before.");
  const witnesses = believedCosignatures(verified.head, genesis.witnesses.witnesses);
  return { index: verified.index, number: leaf.height, receipt: receiptBytes, head: verified.head, witnesses };
}

/** The cosignatures under a head; none if one is false: it does not make the board's own signature worse. */
function believedCosignatures(head: OpenedCheckpoint, witnesses: readonly Witness[]): readonly Cosignature[] {
  try {
    return cosignatures(head, witnesses);
  } catch (error) {
    if (error instanceof BoothError) return [];
    throw error;
  }
}
