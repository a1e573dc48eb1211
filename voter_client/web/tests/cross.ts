/**
 * The booth's core as a program for tests/booth/: one JSON request on each line of the input, one JSON answer on each
 * line of the output. An error of the core is an answer, `{"error": code, "rule": ...}`; everything else ends the program.
 */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { unsignedBytes } from "../src/core/ballot";
import { BUNDLE_WIDTH, bundleOf, bundlePath } from "../src/core/bundles";
import { credentialSecret, publicCredential } from "../src/core/credential";
import {
  Booth,
  BoothError,
  type Card,
  checkOpening,
  checkTest,
  type Choices,
  type ElectionLog,
  ElectionMismatchError,
  fromHex,
  fromUtf8,
  openSeal,
  proveEntry,
  readElection,
  readFound,
  receiptPayload,
  toHex,
  toUtf8,
  verifyEntry,
} from "../src/core/index";
import { HASH_BYTES } from "../src/core/merkle";
import { scalarBytes } from "../src/core/scalars";
import { consistencyProof } from "./proofs";

type Request = Readonly<Record<string, unknown>>;

/** What a board that lacks a file of its log is to the booth: a failed request. */
class MissingFile extends Error {}

const booths = new Map<string, Booth>();

async function boothOf(request: Request): Promise<Booth> {
  const folder = String(request["folder"]);
  const known = booths.get(folder);
  if (known !== undefined) return known;
  const board = request["board"];
  const booth = new Booth(await readElection(logIn(folder), String(request["uuid"]), typeof board === "string" ? board : null));
  booths.set(folder, booth);
  return booth;
}

/** The log of a folder; its proofs are made of the hash tiles. */
function logIn(folder: string): ElectionLog {
  const file = async (path: string): Promise<Uint8Array> => {
    try {
      return new Uint8Array(await readFile(resolve(folder, path)));
    } catch {
      if (path.startsWith("tile/")) throw new BoothError("record-tile", `There is no ${path}.`);
      throw new MissingFile(path);
    }
  };
  const consistency = async (oldSize: number, newSize: number): Promise<readonly Uint8Array[]> => {
    const hashes: Uint8Array[] = [];
    for (let start = 0; start < newSize; start += BUNDLE_WIDTH) {
      const bundle = bundleOf(start / BUNDLE_WIDTH, newSize);
      const tile = await file(bundlePath(bundle).replace("entries", "0"));
      for (let place = 0; place < bundle.width; place++) hashes.push(tile.slice(place * HASH_BYTES, (place + 1) * HASH_BYTES));
    }
    return consistencyProof(oldSize, hashes);
  };
  return { file, consistency };
}

function bytes(hex: unknown): Uint8Array {
  const data = fromHex(String(hex));
  if (data === null) throw new Error("a request holds hex digits");
  return data;
}

async function answer(request: Request): Promise<unknown> {
  if (request["op"] === "card") {
    const secret = credentialSecret(String(request["uuid"]), String(request["code"]));
    return { secret: toHex(scalarBytes(secret)), public: publicCredential(secret).text };
  }
  const booth = await boothOf(request);
  const { election } = booth;
  switch (request["op"]) {
    case "read": {
      const { setup, genesis, head, closes, size, root } = election;
      return {
        uuid: genesis.uuid,
        fingerprint: setup.fingerprint,
        setup: setup.setupHash,
        items: setup.items.map((item) => [item.kind, item.firstOwner, item.size, item.threshold]),
        closes,
        opened: [size, toHex(root)],
        head: [head.size, toHex(head.root)],
      };
    }
    case "seal": {
      const secret = BigInt(`0x${String(request["secret"])}`);
      const card: Card = { secret, credential: publicCredential(secret).text };
      const seed = request["seed"] === null ? undefined : bytes(request["seed"]);
      const sealed = booth.seal(card, request["choices"] as Choices, seed);
      return {
        unsigned: fromUtf8(unsignedBytes(sealed.unsigned)),
        code: sealed.code,
        short: sealed.short,
        ballot: fromUtf8(booth.ballotBytes(card, sealed)),
        challenge: fromUtf8(booth.challengeBytes(card, sealed)),
        opening: fromUtf8(openSeal(election.setup.uuid, sealed)),
      };
    }
    case "receipt": {
      const type = request["type"] as "Ballot" | "Challenge";
      const entry = verifyEntry(election, toUtf8(String(request["receipt"])), type, toUtf8(String(request["payload"])));
      return { index: entry.index, number: entry.number, witnesses: entry.witnesses.length };
    }
    case "prove": {
      const type = request["type"] as "Ballot" | "Challenge";
      const [receipt, payload] = [toUtf8(String(request["receipt"])), toUtf8(String(request["payload"]))];
      return { index: (await proveEntry(election, receipt, type, payload)).index };
    }
    case "found": {
      const receipt = toUtf8(String(request["receipt"]));
      const found = readFound(election, receipt, toUtf8(String(request["payload"])), String(request["code"]));
      return { tested: found.tested, code: found.code, credential: found.credential, payload: receiptPayload(receipt) };
    }
    case "opening":
      return { choices: checkOpening(booth, toUtf8(String(request["opening"])), String(request["code"])) };
    case "test": {
      const receipt = toUtf8(String(request["receipt"]));
      const code = String(request["code"]);
      // The log is asked for the same code, unless a test wants otherwise.
      const asked = String(request["asked"] ?? code);
      const found = readFound(election, receipt, toUtf8(String(request["payload"])), asked);
      return { choices: checkTest(booth, toUtf8(String(request["opening"])), code, found) };
    }
    default:
      throw new Error("an unknown request");
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let result: unknown;
  try {
    result = await answer(JSON.parse(line) as Request);
  } catch (error) {
    if (error instanceof MissingFile) result = { error: "missing-file" };
    else if (!(error instanceof BoothError)) throw error;
    else result = { error: error.code, rule: error instanceof ElectionMismatchError ? error.rule : "" };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
