/** A board that forks its log after the booth has read it: its receipt is sound alone, and refused by whoever saw both. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { BoardClient } from "../../src/board/client";
import { OfflineError } from "../../src/board/errors";
import { type OpenElection, originOf, proveEntry, SeenHead, toUtf8, verifyEntry } from "../../src/core";
import { concat, fromHex, sha256Hex, toBase64, toHex } from "../../src/core/bytes";
import { openCheckpoint, type OpenedCheckpoint } from "../../src/core/checkpoint";
import { leafHash, nodeHash, rootOf } from "../../src/core/merkle";
import { boardKey } from "../../src/core/noteKey";
import { consistencyProof, inclusionProof } from "../proofs";
import { json, problem } from "./server";

const UUID = "4ftD6B2W4gxTm3ohkR8y7f";
const ORIGIN = originOf(UUID);
const SECRET = new Uint8Array(32).fill(7);
const PUBLIC = toHex(ed25519.getPublicKey(SECRET));
const BALLOT = toUtf8('{"election_uuid":"a"}');
const MINE = toUtf8(`{"parent":"${"0".repeat(64)}","height":9,"type":"Ballot","payload":"${sha256Hex(BALLOT)}"}`);
const SEEN = 300;

function leaves(count: number, from = "entry"): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, place) => toUtf8(`{"type":"${from} ${place}"}`));
}

/** The head of these leaves, signed by the board's own key. */
function signed(log: readonly Uint8Array[]): Uint8Array {
  const text = `${ORIGIN}\n${log.length}\n${toBase64(rootOf(log.map(leafHash)))}\n`;
  const line = concat(fromHex(boardKey(ORIGIN, PUBLIC).id) ?? new Uint8Array(0), ed25519.sign(toUtf8(text), SECRET));
  return toUtf8(`${text}\n— ${ORIGIN} ${toBase64(line)}\n`);
}

function headOf(log: readonly Uint8Array[]): OpenedCheckpoint {
  return openCheckpoint(signed(log), ORIGIN, PUBLIC);
}

function receiptOf(log: readonly Uint8Array[], index: number): Uint8Array {
  const proof = inclusionProof(index, log.map(leafHash)).map((hash) => `${toBase64(hash)}\n`);
  const head = `c2sp.org/tlog-proof@v1\nextra ${toBase64(log[index] ?? new Uint8Array(0))}\nindex ${index}\n`;
  return concat(toUtf8(`${head}${proof.join("")}\n`), signed(log));
}

/** Proofs that are none, by what is done to the hashes. */
const SPOILED = {
  shorter: (proof: readonly string[]) => proof.slice(1),
  longer: (proof: readonly string[]) => [...proof, toBase64(leafHash(MINE))],
  "without one": () => [],
  "with a short hash": (proof: readonly string[]) => [toBase64(new Uint8Array(31)), ...proof.slice(1)],
  "with no base64": (proof: readonly string[]) => ["?", ...proof.slice(1)],
  "with a number": (proof: readonly string[]) => [7, ...proof.slice(1)],
  "with a text": () => "",
} as const;
type Proofs = "served" | "refused" | "lost" | keyof typeof SPOILED;

/** A board with this log now: it takes the ballot, and proves from this log that it grew, or does not. */
class Board {
  asked = 0;

  constructor(
    public log: readonly Uint8Array[],
    public proofs: Proofs = "served",
  ) {}

  readonly fetch = (url: string): Promise<Response> => {
    const path = new URL(url).pathname;
    if (path.endsWith("/ballots")) {
      return Promise.resolve(json({ receipt: new TextDecoder().decode(receiptOf(this.log, this.log.length - 1)) }, 201));
    }
    this.asked += 1;
    if (this.proofs === "lost") return Promise.reject(new TypeError("Failed to fetch"));
    const [, old, now] = new RegExp(`^/api/v1/elections/${UUID}/consistency/(\\d+)/(\\d+)$`).exec(path) ?? [];
    if (this.proofs === "refused" || !(Number(old) <= Number(now) && Number(now) <= this.log.length)) {
      return Promise.resolve(problem(404, "resource-unknown"));
    }
    const proof = consistencyProof(Number(old), this.log.slice(0, Number(now)).map(leafHash)).map(toBase64);
    return Promise.resolve(json({ proof: this.proofs === "served" ? proof : SPOILED[this.proofs](proof) }));
  };

  client(): BoardClient {
    return new BoardClient("http://papan.lan", undefined, this.fetch, 1);
  }
}

/** What the booth holds after it has read this log; no rule of the election matters here. */
function reading(board: Board): OpenElection {
  const head = headOf(board.log);
  const genesis = { board: PUBLIC, witnesses: { threshold: 0, witnesses: [] } };
  return { genesis, head, seen: new SeenHead(board.client().log(UUID), head) } as unknown as OpenElection;
}

async function castOn(board: Board, election: OpenElection): Promise<string> {
  const receipt = await board.client().cast(UUID, BALLOT);
  // Without the other head nothing is wrong with it.
  expect(verifyEntry(election, receipt, "Ballot", BALLOT).number).toBe(9);
  try {
    return String((await proveEntry(election, receipt, "Ballot", BALLOT)).index);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test("the tree of this test is the core's", () => {
  const [a, b, c] = leaves(3).map(leafHash) as [Uint8Array, Uint8Array, Uint8Array];
  expect(rootOf([a, b, c])).toEqual(nodeHash(nodeHash(a, b), c));
});

describe("a receipt", () => {
  test.each([1, 2, 255, 256, 257, 511])("of the log that was read, grown after %i entries, is believed", async (size) => {
    const board = new Board(leaves(size));
    const election = reading(board);
    board.log = [...leaves(size), ...leaves(3, "later"), MINE];
    expect(await castOn(board, election)).toBe(String(size + 3));
    expect(election.seen.newest.size).toBe(size + 4);
  });

  test.each([
    ["lacks an entry", [...leaves(SEEN - 1), MINE]],
    ["has another last entry", [...leaves(SEEN - 1), ...leaves(1, "other"), MINE]],
    ["has another first entry", [...leaves(1, "other"), ...leaves(SEEN).slice(1), MINE]],
    ["is quite another", [...leaves(SEEN * 2, "other"), MINE]],
  ])("of a log that %s is refused", async (_, forked) => {
    const board = new Board(leaves(SEEN));
    const election = reading(board);
    board.log = forked;
    expect(await castOn(board, election)).toBe("voter-fork");
    expect(election.seen.newest.size).toBe(SEEN);
  });

  test.each(["refused", ...(Object.keys(SPOILED) as Proofs[])] as const)(
    "whose board proves nothing (%s) is refused, and not taken for a refused ballot",
    async (proofs) => {
      const board = new Board(leaves(SEEN));
      const election = reading(board);
      board.log = [...leaves(SEEN), MINE];
      board.proofs = proofs;
      expect(await castOn(board, election)).toBe("voter-fork");
      board.proofs = "served";
      expect(await castOn(board, election)).toBe(String(SEEN));
    },
  );

  test("is not refused while the proof does not come: that is no fork, and the same bytes may be sent again", async () => {
    const board = new Board(leaves(SEEN));
    const election = reading(board);
    board.log = [...leaves(SEEN), MINE];
    board.proofs = "lost";
    expect(await castOn(board, election)).toBe(new OfflineError().code);
    board.proofs = "served";
    expect(await castOn(board, election)).toBe(String(SEEN));
  });
});

describe("heads", () => {
  const grown = [...leaves(SEEN), ...leaves(40, "later")];

  test("are compared with the newest, not only with the first: a look-up must not come from a fork of the cast", async () => {
    const board = new Board(grown);
    const seen = new SeenHead(board.client().log(UUID), headOf(leaves(SEEN)));
    await seen.accept(headOf(grown));
    board.log = [...leaves(SEEN), ...leaves(60, "other")];
    await expect(seen.accept(headOf(board.log))).rejects.toMatchObject({ code: "voter-fork" });
  });

  test("that are older than the newest are accepted if the newest continues them", async () => {
    const board = new Board(grown);
    const seen = new SeenHead(board.client().log(UUID), headOf(grown));
    await seen.accept(headOf(grown.slice(0, SEEN + 1)));
    expect(seen.newest.size).toBe(grown.length);
    await expect(seen.accept(headOf([...leaves(SEEN), MINE]))).rejects.toMatchObject({ code: "voter-fork" });
  });

  test("of the same size are the same, and nothing is asked for", async () => {
    const board = new Board(grown);
    const seen = new SeenHead(board.client().log(UUID), headOf(grown));
    await seen.accept(headOf(grown));
    await expect(seen.accept(headOf([...grown.slice(1), MINE]))).rejects.toMatchObject({ code: "voter-fork" });
    expect(board.asked).toBe(0);
  });
});
