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
import { json, problem } from "./server";

const UUID = "4ftD6B2W4gxTm3ohkR8y7f";
const ORIGIN = originOf(UUID);
const SECRET = new Uint8Array(32).fill(7);
const PUBLIC = toHex(ed25519.getPublicKey(SECRET));
const BALLOT = toUtf8('{"election_uuid":"a"}');
const MINE = toUtf8(`{"parent":"${"0".repeat(64)}","height":9,"type":"Ballot","payload":"${sha256Hex(BALLOT)}"}`);
/** More than one tile, so that proofs are read from several. */
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

/** RFC 6962, 2.1.1, as it stands there. */
function pathTo(index: number, hashes: readonly Uint8Array[]): readonly Uint8Array[] {
  if (hashes.length < 2) return [];
  const half = 2 ** Math.floor(Math.log2(hashes.length - 1));
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)];
  return index < half ? [...pathTo(index, left), rootOf(right)] : [...pathTo(index - half, right), rootOf(left)];
}

function receiptOf(log: readonly Uint8Array[], index: number): Uint8Array {
  const proof = pathTo(index, log.map(leafHash)).map((hash) => `${toBase64(hash)}\n`);
  const head = `c2sp.org/tlog-proof@v1\nextra ${toBase64(log[index] ?? new Uint8Array(0))}\nindex ${index}\n`;
  return concat(toUtf8(`${head}${proof.join("")}\n`), signed(log));
}

/** A board with this log now: it takes the ballot and serves tiles, or refuses them. */
class Board {
  asked = 0;

  constructor(
    public log: readonly Uint8Array[],
    public tiles: "served" | "refused" | "lost" = "served",
  ) {}

  readonly fetch = (url: string): Promise<Response> => {
    const path = new URL(url).pathname;
    if (path.endsWith("/ballots")) {
      return Promise.resolve(json({ receipt: new TextDecoder().decode(receiptOf(this.log, this.log.length - 1)) }, 201));
    }
    const [, level, index, width] = /\/tile\/([01])\/(\d{3})(?:\.p\/(\d+))?$/.exec(path) ?? [];
    this.asked += 1;
    if (this.tiles === "lost") return Promise.reject(new TypeError("Failed to fetch"));
    if (this.tiles === "refused") return Promise.resolve(problem(404, "resource-unknown"));
    const start = Number(index) * 256;
    const row = level === "0" ? this.log.map(leafHash) : rows(this.log.map(leafHash));
    return Promise.resolve(new Response(concat(...row.slice(start, start + Number(width ?? 256))) as Uint8Array<ArrayBuffer>));
  };

  client(): BoardClient {
    return new BoardClient("http://papan.lan", undefined, this.fetch, 1);
  }
}

/** The roots of full tiles. */
function rows(hashes: readonly Uint8Array[]): readonly Uint8Array[] {
  const count = Math.floor(hashes.length / 256);
  return Array.from({ length: count }, (_, tile) => rootOf(hashes.slice(tile * 256, (tile + 1) * 256)));
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

  test("whose board does not serve the tiles to compare with is refused, and not taken for a refused ballot", async () => {
    const board = new Board(leaves(SEEN));
    const election = reading(board);
    board.log = [...leaves(SEEN), MINE];
    board.tiles = "refused";
    expect(await castOn(board, election)).toBe("voter-fork");
  });

  test("is not refused while the tiles do not come: that is no fork, and the same bytes may be sent again", async () => {
    const board = new Board(leaves(SEEN));
    const election = reading(board);
    board.log = [...leaves(SEEN), MINE];
    board.tiles = "lost";
    expect(await castOn(board, election)).toBe(new OfflineError().code);
    board.tiles = "served";
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
