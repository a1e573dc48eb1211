/**
 * The election as the booth trusts it: genesis and Setup as their registrar and key holders countersigned them, from
 * the log's entries up to `Open` (rules V31 to V35, V43, V44; record/opening.py, record/phases.py).
 *
 * Invariant: `opening()` returns only what the registrar, every Single and t of each Pedersen signed: the root over
 * the first two leaves. Every refusal is an ElectionMismatchError with the rule's number.
 *
 * The list of cards is not read, so that what a booth downloads does not grow with the school. The countersigned Setup
 * holds its hash: nobody can put another list in its place. What only its content shows is left to countersigners and
 * verifiers: its form (V12), its weights and that it lists the spares (V32), and replacements of cards (V40, V41). The
 * state of the voter's own card is the board's word. A board that lies about it refuses service, which it can do anyway,
 * or has a ballot cast that verifiers reject together with the board's record (V14, V42).
 */

import { toHex } from "./bytes";
import { decode } from "./canonical";
import { asksTooMuch, type Election, electionProblems, fingerprint, parseElection } from "./election";
import * as entries from "./entries";
import { BoothError, ElectionMismatchError } from "./errors";
import { genesisProblem, parseTime } from "./genesisRules";
import { leafHash, rootOf } from "./merkle";
import { parseTrustees, type TrusteeItem } from "./trustees";

const LONGEST_EXTENSION_MS = 7 * 24 * 3600 * 1000;

/** One entry with its bytes: the leaf, and the blobs that the reader needs, the payload last. */
export interface LogEntry {
  readonly leaf: Uint8Array;
  readonly blobs: readonly Uint8Array[];
}

/** What a Setup entry fixes. */
export interface SetupFacts {
  readonly uuid: string;
  readonly election: Election;
  /** The election's hash: 43 characters of base64. */
  readonly fingerprint: string;
  /** SHA-256 of the Setup payload, 64 hex digits. */
  readonly setupHash: string;
  readonly items: readonly TrusteeItem[];
}

/** An election that was opened as its countersigners agreed. */
export interface Opening {
  readonly genesis: entries.Genesis;
  readonly setup: SetupFacts;
  /** The close as it stood when voting was opened; later extensions are told by the board. */
  readonly closes: string;
  /** The root (64 hex digits) of the log's first two entries: what countersigners sign and compare by voice. */
  readonly agreed: string;
  /** How many entries were read, and their root. */
  readonly size: number;
  readonly root: Uint8Array;
}

/** Reads entries one after another, from the first; `opening()` is null until `Open` was read. */
export class OpeningReader {
  readonly #hashes: Uint8Array[] = [];
  readonly #signers = new Set<number>();
  #genesis: entries.Genesis | null = null;
  #setup: SetupFacts | null = null;
  #closes = "";
  #open = false;

  /** Adds the next entry; throws ElectionMismatchError for whatever may not stand there. */
  add(entry: LogEntry): void {
    try {
      this.#judge(entries.decodeLeaf(entry.leaf), entry.blobs);
    } catch (error) {
      if (error instanceof BoothError && !(error instanceof ElectionMismatchError)) broken(ruleOf(error), error.message);
      throw error;
    }
    this.#hashes.push(leafHash(entry.leaf));
  }

  /** What was opened; null while `Open` is missing. */
  opening(): Opening | null {
    if (!this.#open || this.#genesis === null || this.#setup === null) return null;
    return {
      genesis: this.#genesis,
      setup: this.#setup,
      closes: this.#closes,
      agreed: this.#agreed(),
      size: this.#hashes.length,
      root: rootOf(this.#hashes),
    };
  }

  #judge(leaf: entries.Leaf, blobs: readonly Uint8Array[]): void {
    const place = this.#hashes.length;
    const expected = place === 0 ? ["Genesis"] : place === 1 ? ["Setup"] : AFTER_SETUP;
    if (this.#open || !expected.includes(leaf.type)) broken("V33", `${leaf.type} may not stand at place ${place}`);
    if (leaf.type === "CardReplacement") return;
    const payload = leaf.payload === null ? new Uint8Array(0) : entries.checkBlob(leaf.payload, last(blobs));
    if (leaf.type === "Genesis") this.#readGenesis(decode(entries.genesisSchema, payload));
    else if (leaf.type === "Setup") this.#readSetup(leaf, payload, blobs);
    else if (leaf.type === "Countersignature") this.#countersign(decode(entries.countersignatureSchema, payload));
    else if (leaf.type === "BoothChange") decode(entries.boothChangeSchema, payload);
    else if (leaf.type === "Extension") this.#extend(decode(entries.extensionSchema, payload));
    else this.#openVoting();
  }

  #readGenesis(genesis: entries.Genesis): void {
    const problem = genesisProblem(genesis);
    if (problem !== null) broken("V31", problem);
    this.#genesis = genesis;
    this.#closes = genesis.closes;
  }

  #readSetup(leaf: entries.Leaf, payload: Uint8Array, blobs: readonly Uint8Array[]): void {
    if (leaf.height !== 0 || leaf.parent !== null || leaf.payload === null) broken("V02", "Setup is not the first event");
    const data = decode(entries.setupDataSchema, payload, 1024);
    const [electionBytes, trustees] = [data.election, data.trustees].map((digest, i) =>
      entries.checkBlob(digest, blobs[i] ?? new Uint8Array(0)),
    ) as [Uint8Array, Uint8Array];
    const election = parseElection(electionBytes);
    for (const problem of electionProblems(election)) broken("V05", problem);
    const setup: SetupFacts = {
      uuid: election.uuid,
      election,
      fingerprint: fingerprint(electionBytes),
      setupHash: leaf.payload,
      items: parseTrustees(trustees),
    };
    fitProblems(this.#known(), setup);
    this.#setup = setup;
  }

  #countersign(message: entries.Countersignature): void {
    const genesis = this.#known();
    const key = message.signer === 0 ? genesis.registrar : genesis.holders[message.signer - 1];
    if (key === undefined || message.uuid !== genesis.uuid) return broken("V34", "a countersignature of somebody else");
    if (this.#signers.has(message.signer)) broken("V34", `signer ${message.signer} has signed already`);
    if (message.size !== 2 || message.root !== this.#agreed()) {
      broken("V34", "a countersignature is for another genesis or Setup");
    }
    if (!entries.verifySigned("countersignature", key, message)) broken("V34", "a countersignature is false");
    this.#signers.add(message.signer);
  }

  #extend(message: entries.Extension): void {
    const [now, next] = [parseTime(this.#closes), parseTime(message.closes)];
    if (now === null || next === null || next <= now || next - now > LONGEST_EXTENSION_MS) {
      broken("V43", "an extension is not within 7 days after the old close");
    }
    this.#closes = message.closes;
  }

  #openVoting(): void {
    if (!this.#signers.has(0)) broken("V35", "the registrar has not countersigned");
    for (const [place, item] of (this.#setup?.items ?? []).entries()) {
      const signed = [...this.#signers].filter((n) => n >= item.firstOwner && n < item.firstOwner + item.size).length;
      if (signed < item.threshold) broken("V35", `too few key holders of key ${place + 1} have countersigned`);
    }
    this.#open = true;
  }

  #agreed(): string {
    return toHex(rootOf(this.#hashes.slice(0, 2)));
  }

  #known(): entries.Genesis {
    return this.#genesis ?? broken("V33", "there is no genesis");
  }
}

const AFTER_SETUP = ["Countersignature", "CardReplacement", "BoothChange", "Extension", "Open"];

/** V32 without the cards, and V44: Setup and genesis speak of the same election and holders; one key is this election's. */
function fitProblems(genesis: entries.Genesis, setup: SetupFacts): void {
  const owners = setup.items.reduce((count, item) => count + item.size, 0);
  const joint = setup.items.filter((item) => item.kind === "Pedersen").length;
  if (setup.uuid !== genesis.uuid) broken("V32", "genesis and Setup are of different elections");
  if (owners !== genesis.holders.length) broken("V32", "genesis names other key holders than Setup");
  if (joint !== genesis.key_makings.length) broken("V32", "genesis does not name one key making for each joint key");
  if (asksTooMuch(setup.election)) broken("V32", "a question asks for more answers than it has");
  if (setup.items.some((item) => item.threshold < 1 || item.threshold > item.size)) broken("V07", "a threshold is impossible");
  const fresh = setup.items.length - joint + genesis.key_makings.filter((head) => head.election === genesis.uuid).length;
  if (fresh === 0) broken("V44", "every key of this election may be used by other elections too");
}

function last(blobs: readonly Uint8Array[]): Uint8Array {
  return blobs[blobs.length - 1] ?? new Uint8Array(0);
}

/** The rule that a malformed part breaks; an element that is none stands, here, in a key holder's key. */
function ruleOf(error: BoothError): string {
  return error.code === "crypto-element" ? "V09" : "V03";
}

function broken(rule: string, detail: string): never {
  throw new ElectionMismatchError(rule, `The election's record breaks rule ${rule}: ${detail}.`);
}
