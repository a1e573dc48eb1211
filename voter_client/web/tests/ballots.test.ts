/**
 * The vectors of tests/vectors/ballots.json: cards, derivations, texts, sealing, casting and codes, with Python's error
 * codes. Of the tampered ballots (`ballot`) the booth, which is no verifier, refuses those that are not canonical (V03).
 */

import { describe, expect, test } from "vitest";
import { parseBallot, readShortCode, shortCode, trackingCode, unsignedBytes } from "../src/core/ballot";
import { electionBase, makeUnsignedBallot } from "../src/core/ballotMaking";
import { fromHex, fromUtf8, toHex, toUtf8 } from "../src/core/bytes";
import type { Choices } from "../src/core/choices";
import { credentialSecret, formatCode, normaliseCode, publicCredential } from "../src/core/credential";
import { electionProblems, fingerprint, parseElection } from "../src/core/election";
import { BoothError } from "../src/core/errors";
import { decodeElement } from "../src/core/group";
import { BallotRandomness, signatureNonce } from "../src/core/randomness";
import { decodeScalar, scalarBytes } from "../src/core/scalars";
import { signBallot, signChallenge } from "../src/core/signing";
import { outcome, type Vector, vectorFile } from "./vectors";

const file = vectorFile("ballots.json") as { readonly elections: readonly string[]; readonly vectors: readonly Vector[] };
// The booth seals for Ed25519 alone; other groups belong to other people's records.
const vectors = file.vectors.filter((v) => (v["group"] ?? "Ed25519") === "Ed25519");

function bytes(hex: unknown): Uint8Array {
  return fromHex(String(hex)) ?? expect.unreachable("a vector holds hex digits");
}

function electionOf(v: Vector): Uint8Array {
  return toUtf8(file.elections[Number(v["election"])] ?? expect.unreachable("a vector names an election"));
}

function sealed(v: Vector): ReturnType<typeof makeUnsignedBallot> {
  const data = electionOf(v);
  const election = parseElection(data);
  const credential = decodeElement(String(v["public"]));
  return makeUnsignedBallot(election, electionBase(election), fingerprint(data), credential, v["choices"] as Choices, bytes(v["seed"]));
}

function number(hex: unknown): bigint {
  return BigInt(`0x${String(hex)}`);
}

const RUN: Readonly<Record<string, (v: Vector) => void>> = {
  code: (v) => {
    const code = normaliseCode(String(v["text"]));
    expect([code, formatCode(code)]).toEqual([v["code"], v["shown"]]);
  },
  credential: (v) => {
    const secret = credentialSecret(String(v["uuid"]), String(v["code"]));
    expect(toHex(scalarBytes(secret))).toBe(v["secret"]);
    expect(publicCredential(secret).text).toBe(v["public"]);
  },
  scalar: (v) => {
    expect(new BallotRandomness(bytes(v["seed"])).secret(String(v["label"])).toString()).toBe(v["scalar"]);
  },
  nonce: (v) => {
    const nonce = signatureNonce(number(v["secret"]), v["purpose"] as "ballot" | "challenge", String(v["message"]));
    expect(nonce.toString()).toBe(v["scalar"]);
  },
  element: (v) => {
    expect(decodeElement(String(v["text"])).text).toBe(v["text"]);
  },
  number: (v) => {
    expect(decodeScalar(String(v["text"])).toString()).toBe(v["text"]);
  },
  election: (v) => {
    const data = electionOf(v);
    expect(electionProblems(parseElection(data))).toEqual([]);
    expect(fingerprint(data)).toBe(v["fingerprint"]);
  },
  sealed: (v) => {
    const ballot = sealed(v);
    expect(fromUtf8(unsignedBytes(ballot))).toBe(v["ballot"]);
    expect([trackingCode(ballot), shortCode(trackingCode(ballot))]).toEqual([v["code"], v["short"]]);
  },
  cast: (v) => {
    expect(fromUtf8(signBallot(sealed(v), number(v["secret"])))).toBe(v["ballot"]);
  },
  challenge: (v) => {
    const payload = signChallenge(String(v["uuid"]), String(v["code"]), String(v["public"]), number(v["secret"]));
    expect(fromUtf8(payload)).toBe(v["payload"]);
  },
  short: (v) => {
    expect(readShortCode(String(v["text"]))).toBe(v["short"]);
  },
};

describe.each(Object.keys(RUN))("%s", (kind) => {
  const ofKind = vectors.filter((v) => v.kind === kind);
  test.each(ofKind.map((v) => [v.name, v] as const))("%s", (_, vector) => {
    outcome(vector.expect, () => RUN[kind]?.(vector));
  });
});

describe("ballot", () => {
  const ballots = vectors.filter((v) => v.kind === "ballot");
  // A number's range is the verifier's affair: these three are canonical JSON.
  const inRange = (v: Vector): boolean => !v.name.startsWith("attack 9:");

  test.each(ballots.filter((v) => v.expect === "V03" && inRange(v)).map((v) => [v.name, v] as const))("%s", (_, v) => {
    expect(() => parseBallot(toUtf8(String(v["ballot"])))).toThrow(BoothError);
  });

  test.each(ballots.filter((v) => v.expect === "ok").map((v) => [v.name, v] as const))("%s", (_, v) => {
    const ballot = parseBallot(toUtf8(String(v["ballot"])));
    expect(trackingCode(ballot)).toBe(ballot.signature?.hash);
  });
});

test("no vector of the file is left out", () => {
  const kinds = new Set([...Object.keys(RUN), "ballot"]);
  expect(file.vectors.filter((v) => !kinds.has(v.kind))).toEqual([]);
  expect(vectors.length).toBeGreaterThan(100);
});
