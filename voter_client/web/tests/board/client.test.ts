/** The client: the same bytes until an answer comes, nothing that tells who asks, nothing without bounds. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BoardClient, boardAddress } from "../../src/board/client";
import { BoardError, OfflineError } from "../../src/board/errors";
import type { Countdown } from "../../src/board/patience";
import { toUtf8 } from "../../src/core";
import { json, problem, scripted } from "./server";

const UUID = "4ftD6B2W4gxTm3ohkR8y7f";
const BALLOT = toUtf8('{"a":1}');
const CAST = json({ index: 7, number: 3, code: "A".repeat(43), receipt: "c2sp.org/tlog-proof@v1\n" }, 201);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a promise becomes while all timers run. */
async function settled<T>(promise: Promise<T>): Promise<T | Error> {
  const result = promise.catch((error: unknown) => error as Error);
  await vi.runAllTimersAsync();
  return result;
}

function client(fetch: ReturnType<typeof scripted>["fetch"], attempts = 5): BoardClient {
  return new BoardClient("http://papan.lan", undefined, fetch, attempts);
}

describe("retrying", () => {
  test("a lost answer and a busy board: the same bytes are posted until an answer comes", async () => {
    const { fetch, calls } = scripted("lost", problem(503, "board-busy"), new Response("", { status: 500 }), CAST);
    expect(await settled(client(fetch).cast(UUID, BALLOT))).toEqual(toUtf8("c2sp.org/tlog-proof@v1\n"));
    expect(calls.map((call) => call.body)).toEqual([BALLOT, BALLOT, BALLOT, BALLOT]);
    expect(new Set(calls.map((call) => call.url))).toEqual(new Set([`http://papan.lan/api/v1/elections/${UUID}/ballots`]));
  });

  test("an answer that never comes is given up and asked for again", async () => {
    const { fetch, calls } = scripted("silent", CAST);
    expect(await settled(client(fetch).cast(UUID, BALLOT))).toBeInstanceOf(Uint8Array);
    expect(calls).toHaveLength(2);
  });

  test("tries are bounded", async () => {
    const { fetch, calls } = scripted("lost");
    expect(await settled(client(fetch, 4).cast(UUID, BALLOT))).toBeInstanceOf(OfflineError);
    expect(calls).toHaveLength(4);
  });

  test("a refusal is told at once, with its code and rule", async () => {
    const { fetch, calls } = scripted(problem(422, "entry-refused", "V39"));
    const error = await settled(client(fetch).cast(UUID, BALLOT));
    expect(error).toMatchObject({ code: "entry-refused", status: 422, rule: "V39" });
    expect(calls).toHaveLength(1);
  });

  test("a refusal in another form has the status as its code", async () => {
    const { fetch } = scripted(new Response("<html>", { status: 404 }));
    expect(await settled(client(fetch).election(UUID))).toMatchObject({ code: "http-404", status: 404, rule: "" });
  });

  test("people see a countdown and can cut it short", async () => {
    const { fetch, calls } = scripted("lost", "lost", CAST);
    const seen: (Countdown | null)[] = [];
    const board = new BoardClient("http://papan.lan", (countdown) => seen.push(countdown), fetch, 5);
    const answer = board.cast(UUID, BALLOT);
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.at(-1)).toMatchObject({ seconds: 2, attempt: 2 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen.at(-1)).toMatchObject({ seconds: 1, attempt: 2 });
    expect(calls).toHaveLength(1);
    seen.at(-1)?.now();
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toHaveLength(2);
    expect(seen.at(-1)).toMatchObject({ seconds: 3, attempt: 3 });
    await settled(answer);
    expect(seen.at(-1)).toBeNull();
  });

  test("requests that fail together share one countdown", async () => {
    const { fetch } = scripted("lost", "lost", json([]));
    const seen: (Countdown | null)[] = [];
    const board = new BoardClient("http://papan.lan", (countdown) => seen.push(countdown), fetch, 5);
    await settled(Promise.all([board.elections(), board.elections()]));
    expect(seen.map((each) => each?.seconds ?? null)).toEqual([2, 1, null]);
  });
});

describe("what is sent", () => {
  test("no cookies, no referrer, no redirects, nothing from a cache", async () => {
    const { fetch, calls } = scripted(CAST);
    await settled(client(fetch).cast(UUID, BALLOT));
    expect(calls[0]?.options).toMatchObject({
      method: "POST",
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      headers: { "Content-Type": "application/json" },
    });
  });

  test("codes and credentials stand in one segment of the path", async () => {
    const { fetch, calls } = scripted(problem(404, "code-unknown"));
    await settled(client(fetch).code(UUID, "ab+/".padEnd(43, "x")));
    await settled(client(fetch).card(UUID, "../a?b"));
    expect(calls.map((call) => call.url)).toEqual([
      `http://papan.lan/api/v1/elections/${UUID}/codes/${"ab-_".padEnd(43, "x")}`,
      `http://papan.lan/api/v1/elections/${UUID}/cards/..%2Fa%3Fb`,
    ]);
  });

  test("only what never changes may come from the cache", async () => {
    const { fetch, calls } = scripted(new Response("x"));
    const log = client(fetch).log(UUID);
    await settled(log.file("checkpoint"));
    await settled(log.file("tile/entries/000.p/3"));
    // The sizes between which a proof is asked for tell when somebody voted.
    await settled(log.consistency(3, 7));
    expect(calls.map((call) => call.options.cache)).toEqual(["no-store", "default", "no-store"]);
  });
});

describe("what comes back", () => {
  test("an answer that is too long is refused while it is read", async () => {
    let given = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 1;
        controller.enqueue(new Uint8Array(256 * 1024));
      },
    });
    const fetch = (): Promise<Response> => Promise.resolve(new Response(endless));
    expect(await settled(new BoardClient("", undefined, fetch, 1).elections())).toMatchObject({ code: "too-large" });
    expect(given).toBeLessThan(10);
  });

  test("an election's summary", async () => {
    const summary = { uuid: UUID, name: "Pilketos", kind: "real", phase: "open", opens: "a", closes: "b", school: "SMAN Contoh", zone: "WITA" };
    const { fetch } = scripted(json({ ...summary, voters: 12, later: {} }));
    expect(await settled(client(fetch).election(UUID))).toEqual(summary);
  });

  test("a card's state", async () => {
    const state = { status: "active", ballots: 2, challenges: 0, revoting: true, may_vote: true };
    const { fetch } = scripted(json(state));
    expect(await settled(client(fetch).card(UUID, "a"))).toEqual({ status: "active", ballots: 2, mayVote: true });
  });

  test("a code's state", async () => {
    const { fetch } = scripted(json({ status: "superseded", superseded_by: 9, receipt: "r", index: 1 }));
    expect(await settled(client(fetch).code(UUID, "a"))).toEqual({ status: "superseded", supersededBy: 9, receipt: "r" });
  });

  test.each([
    "[]",
    "null",
    "not json",
    "{}",
    '{"status":"new","ballots":0,"may_vote":true}',
    '{"status":"active","ballots":-1,"may_vote":true}',
    '{"status":"active","ballots":"1","may_vote":true}',
    '{"status":"active","ballots":0,"may_vote":1}',
  ])("an answer of another form is refused: %s", async (text) => {
    const { fetch } = scripted(new Response(text));
    const error = await settled(client(fetch).card(UUID, "a"));
    expect(error).toBeInstanceOf(BoardError);
    expect(error).toMatchObject({ code: "answer" });
  });
});

test("addresses of boards", () => {
  expect(boardAddress("https://papan.example/")).toBe("https://papan.example");
  expect(boardAddress("192.168.1.10:8000")).toBe("http://192.168.1.10:8000");
  expect(boardAddress("http://papan.lan/kota/?a#b")).toBe("http://papan.lan/kota");
  for (const text of ["", "javascript://x", "ftp://papan.example", "http://u:p@papan.example", "http://", "a b"]) {
    expect(boardAddress(text)).toBeNull();
  }
});
