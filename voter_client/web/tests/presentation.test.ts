/** Every vector of tests/vectors/presentations.json: what the booth shows beside the names is what Python accepts. */

import { describe, expect, test } from "vitest";
import { fromHex, sha256Hex, toUtf8 } from "../src/core/bytes";
import type { Election } from "../src/core/election";
import { checkPhoto, photosOf, readPresentation } from "../src/core/presentation";
import { outcome, type Vector, vectorFile } from "./vectors";

const vectors = vectorFile("presentations.json") as readonly Vector[];

/** An election of so many answers to each question; the reader looks at nothing else. */
function election(counts: readonly number[]): Election {
  return { questions: counts.map((count) => ({ answers: Array<string>(count).fill("Paslon") })) } as unknown as Election;
}

const RUN: Readonly<Record<string, (v: Vector) => void>> = {
  document: (v) => {
    const data = toUtf8(String(v["data"]));
    readPresentation(data, sha256Hex(data), election(v["answers"] as readonly number[]));
  },
  photo: (v) => {
    const data = fromHex(String(v["data"])) ?? expect.unreachable("a vector holds hex digits");
    expect(checkPhoto(data, sha256Hex(data))).toBe(v["type"]);
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
  expect(vectors.length).toBeGreaterThan(60);
});

test("other bytes than those of the hash are refused, however sound", () => {
  const first = vectors.find((v) => v.name === "one question") ?? expect.unreachable("there is such a vector");
  const data = toUtf8(String(first["data"]));
  outcome("voter-presentation", () => readPresentation(data, "0f".repeat(32), election([2])));
  const photo = Uint8Array.of(0xff, 0xd8, 0xff, 0);
  outcome("voter-presentation", () => checkPhoto(photo, sha256Hex(Uint8Array.of(0xff, 0xd8, 0xff, 1))));
});

test("each photo is asked for once, in order", () => {
  const [a, b] = ["a1".repeat(32), "0f".repeat(32)];
  const shown = (photo: string) => ({ photo, vision: "", mission: "" });
  const presentation = { version: 1, school: "", zone: "WIB", candidates: [[shown(a), shown("")], [shown(b), shown(a)]] } as const;
  expect(photosOf(presentation)).toEqual([a, b]);
});
