/** A board that answers as it is told, in place of `fetch`. */

import type { Fetch } from "../../src/board/fetching";

export interface Call {
  readonly url: string;
  readonly options: RequestInit;
  readonly body: Uint8Array | null;
}

type Step = Response | "lost" | "silent";

/** Answers the steps one after another, then the last one again; `lost` is a broken connection, `silent` no answer. */
export function scripted(...steps: readonly Step[]): { readonly fetch: Fetch; readonly calls: Call[] } {
  const calls: Call[] = [];
  const fetch: Fetch = (url, options) => {
    const body = options.body instanceof Uint8Array ? new Uint8Array(options.body) : null;
    const step = steps[Math.min(calls.length, steps.length - 1)] ?? "lost";
    calls.push({ url, options, body });
    if (step === "lost") return Promise.reject(new TypeError("Failed to fetch"));
    if (step !== "silent") return Promise.resolve(step.clone());
    return new Promise((_, reject) => {
      options.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
  };
  return { fetch, calls };
}

export function json(document: unknown, status = 200): Response {
  return new Response(JSON.stringify(document), { status, headers: { "Content-Type": "application/json" } });
}

export function problem(status: number, code: string, rule?: string): Response {
  return json({ type: `urn:suarasah:problem:${code}`, title: code, status, detail: "A sentence.", code, rule }, status);
}
