/** Every vector of tests/vectors/tlog.json: Merkle proofs, notes, checkpoints and receipts, with Python's error codes. */

import { describe, expect, test } from "vitest";
import { fromHex, toUtf8 } from "../src/core/bytes";
import { openCheckpoint, type WitnessPolicy } from "../src/core/checkpoint";
import { leafHash, verifyConsistency, verifyInclusion } from "../src/core/merkle";
import { parseNote, verifyNote } from "../src/core/note";
import { parseVkey } from "../src/core/noteKey";
import { parseReceipt, verifyReceipt } from "../src/core/receipt";
import { outcome, type Vector, vectorFile } from "./vectors";

const vectors = vectorFile("tlog.json") as readonly Vector[];

function hex(text: unknown): Uint8Array {
  return fromHex(String(text)) ?? expect.unreachable("a vector holds hex digits");
}

function hexes(list: unknown): readonly Uint8Array[] {
  return (list as readonly string[]).map(hex);
}

const RUN: Readonly<Record<string, (v: Vector) => void>> = {
  inclusion: (v) =>
    verifyInclusion(leafHash(hex(v["leaf"])), Number(v["index"]), Number(v["size"]), hexes(v["proof"]), hex(v["root"])),
  consistency: (v) =>
    verifyConsistency(Number(v["old_size"]), hex(v["old_root"]), Number(v["new_size"]), hex(v["new_root"]), hexes(v["proof"])),
  note: (v) => {
    verifyNote(parseNote(toUtf8(String(v["data"]))), (v["vkeys"] as readonly string[]).map(parseVkey));
  },
  checkpoint: (v) => {
    openCheckpoint(toUtf8(String(v["data"])), String(v["origin"]), String(v["board"]));
  },
  receipt: (v) => {
    const receipt = parseReceipt(toUtf8(String(v["data"])));
    verifyReceipt(receipt, hex(v["leaf"]), String(v["origin"]), String(v["board"]), v["policy"] as WitnessPolicy | null);
  },
};

describe.each(Object.keys(RUN))("%s", (kind) => {
  const ofKind = vectors.filter((v) => v.kind === kind);
  test.each(ofKind.map((v) => [v.name, v] as const))("%s", (_, vector) => {
    outcome(vector.expect, () => RUN[kind]?.(vector));
  });
});

test("no vector of the file is left out", () => {
  expect(vectors.filter((v) => RUN[v.kind] === undefined)).toEqual([]);
  expect(vectors.length).toBeGreaterThan(200);
});
