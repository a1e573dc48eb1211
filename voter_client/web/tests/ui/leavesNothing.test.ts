/** The sources of the booth never touch what outlives a page, another origin, or the document as a text. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../src");
const FORBIDDEN = [
  /\blocalStorage\b/,
  /\bsessionStorage\b/,
  /\bindexedDB\b/,
  /\bdocument\.cookie\b/,
  /\bserviceWorker\b/,
  /\bcaches\b/,
  /\bpushState\b/,
  /\bpostMessage\b/,
  /\binnerHTML\b/,
  /\bconsole\./,
  /\beval\(/,
  /\bMath\.random\b/,
];

function files(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

test.each(files(ROOT).map((path) => [path.slice(ROOT.length + 1), path]))("%s", (_, path) => {
  const source = readFileSync(path, "utf8").replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
  for (const pattern of FORBIDDEN) expect(source).not.toMatch(pattern);
});
