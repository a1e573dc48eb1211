/** The vectors that Python and the booth share: tests/vectors/ of the repository. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "vitest";
import { BoothError } from "../src/core/errors";

const FOLDER = resolve(import.meta.dirname, "../../../tests/vectors");

/** A vector: its name, its kind, what is expected (`ok` or an error's code), and the members of its kind. */
export interface Vector {
  readonly name: string;
  readonly kind: string;
  readonly expect: string;
  readonly [member: string]: unknown;
}

/** A vector file's content. */
export function vectorFile(name: string): unknown {
  return JSON.parse(readFileSync(resolve(FOLDER, name), "utf-8"));
}

/** Runs `work`: it must succeed where `expected` is `ok`, and else throw the BoothError with that code. */
export function outcome(expected: string, work: () => void): void {
  let code = "ok";
  try {
    work();
  } catch (error) {
    if (!(error instanceof BoothError) || expected === "ok") throw error;
    code = error.code;
  }
  expect(code).toBe(expected);
}
