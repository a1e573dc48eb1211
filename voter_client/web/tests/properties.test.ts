/** What holds for every value: one text for one value, and nothing that is not that text is read. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ballotSchema, proofSchema, readCode, readShortCode, shortCode } from "../src/core/ballot";
import { bundlePath } from "../src/core/bundles";
import { fromBase64, fromHex, fromUtf8, sameBytes, toBase64, toHex, toUtf8 } from "../src/core/bytes";
import { decode, encode, encodeText, integer, list, optional, struct, text } from "../src/core/canonical";
import { CODE_ALPHABET, CODE_LENGTH, formatCode, normaliseCode, readTyped } from "../src/core/credential";
import { BoothError, CredentialCharacterError } from "../src/core/errors";
import { decodeElement, GENERATOR, IDENTITY } from "../src/core/group";
import { leafHash, rootOf, verifyConsistency } from "../src/core/merkle";
import { modQ, Q, scalarBytes, wideScalar } from "../src/core/scalars";
import { consistencyProof } from "./proofs";

const scalar = fc.bigInt({ min: 0n, max: Q - 1n });
const unicode = fc.string({ unit: "binary" });

/** The code of a BoothError that `work` throws; `ok` if it throws nothing. */
function codeOf(work: () => unknown): string {
  try {
    work();
    return "ok";
  } catch (error) {
    return error instanceof BoothError ? error.code : `raw: ${String(error)}`;
  }
}

describe("texts of bytes", () => {
  test("hex and base64 lead back, and UTF-8 of any text", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 99 }), unicode, (data, words) => {
        expect(sameBytes(fromHex(toHex(data)) ?? new Uint8Array(1), data)).toBe(true);
        expect(sameBytes(fromBase64(toBase64(data)) ?? new Uint8Array(1), data)).toBe(true);
        expect(fromUtf8(toUtf8(words))).toBe(words);
      }),
    );
  });

  test("a byte order mark is kept, and broken UTF-8 is none", () => {
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
    expect(fromUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toBeNull();
    expect([fromHex("AB"), fromHex("abc"), fromBase64("AB"), fromBase64("AAB="), fromBase64("QQ==\n")]).toEqual([
      null, null, null, null, null,
    ]);
  });
});

describe("canonical JSON", () => {
  const schema = struct({ a: text(), b: optional(integer(0, 9)), c: list(struct({ d: text() })) });
  const message = fc.record(
    { a: unicode, b: fc.integer({ min: 0, max: 9 }), c: fc.array(fc.record({ d: unicode })) },
    { requiredKeys: ["a", "c"] },
  );

  test("encoding and decoding lead back, whatever the texts", () => {
    fc.assert(
      fc.property(message, (value) => {
        expect(decode(schema, encode(schema, value))).toEqual(value);
      }),
    );
  });

  test("members are written in the order of the type", () => {
    expect(encodeText(schema, { c: [], b: 1, a: "\u007f\u0000\"\\/é" })).toBe('{"a":"\\u007f\\u0000\\"\\\\/é","b":1,"c":[]}');
  });

  test.each([
    ['{"a":"","c":[] }', "white space"],
    ['{"c":[],"a":""}', "another order"],
    ['{"a":"","a":"","c":[]}', "a member twice"],
    ['{"a":"","c":[],"e":1}', "an unknown member"],
    ['{"a":"","c":[],"__proto__":1}', "a prototype"],
    ['{"a":"","b":null,"c":[]}', "null for an absent member"],
    ['{"a":"","b":1.0,"c":[]}', "a fraction"],
    ['{"a":"","b":-0,"c":[]}', "minus zero"],
    ['{"a":"","b":10,"c":[]}', "a number out of range"],
    ['{"a":"","b":true,"c":[]}', "a truth for a number"],
    ['{"a":"\\u0061","c":[]}', "an escape without need"],
    ['{"a":"\\ud800","c":[]}', "a lone surrogate"],
    ['{"a":"\u007f","c":[]}', "a raw delete character"],
    ['{"a":""}', "a missing member"],
    ['{"a":1,"c":[]}', "a number for a text"],
    ['{"a":"","c":{}}', "a message for a list"],
    ["[]", "a list"],
    ["null", "null"],
    ["", "nothing"],
    [`${'{"a":'.repeat(50_000)}`, "a deep nest"],
    ['\ufeff{"a":"","c":[]}', "a byte order mark"],
  ])("%s is refused: %s", (source) => {
    expect(codeOf(() => decode(schema, toUtf8(source)))).toBe("record-format");
  });

  test("too many bytes and lone surrogates are refused", () => {
    expect(codeOf(() => decode(schema, toUtf8('{"a":"","c":[]}'), 14))).toBe("record-format");
    expect(codeOf(() => encode(schema, { a: "\ud800", c: [] }))).toBe("record-format");
  });

  test("parsers of ballots throw nothing but their own errors", () => {
    fc.assert(
      fc.property(fc.json(), (source) => {
        expect(codeOf(() => decode(ballotSchema, toUtf8(source)))).toBe("record-format");
        expect(codeOf(() => decode(proofSchema, toUtf8(source)))).toBe("record-format");
      }),
    );
  });
});

describe("group and scalars", () => {
  test("elements have one text, and powers follow the exponents", () => {
    fc.assert(
      fc.property(scalar, scalar, (a, b) => {
        const [left, right] = [GENERATOR.power(a), GENERATOR.power(b)];
        expect(left.times(right).text).toBe(GENERATOR.power(modQ(a + b)).text);
        expect(left.times(GENERATOR.power(modQ(-a))).text).toBe(IDENTITY.text);
        expect(codeOf(() => decodeElement(left.text))).toBe(a === 0n ? "crypto-element" : "ok");
      }),
      { numRuns: 20 },
    );
  });

  test("bytes and wide numbers lead back", () => {
    fc.assert(
      fc.property(scalar, (value) => {
        expect(wideScalar(scalarBytes(value))).toBe(value);
      }),
    );
    expect(wideScalar(new Uint8Array(48).fill(255))).toBe((2n ** 384n - 1n) % Q);
  });
});

describe("codes", () => {
  const symbols = fc.array(fc.constantFrom(...CODE_ALPHABET), { minLength: CODE_LENGTH - 1, maxLength: CODE_LENGTH - 1 });
  const code = symbols.map((start) => {
    const right = [...CODE_ALPHABET].filter((check) => codeOf(() => normaliseCode([...start, check].join(""))) === "ok");
    expect(right).toHaveLength(1);
    return [...start, ...right].join("");
  });

  test("any one wrong character and any swap is noticed", () => {
    const place = fc.nat(CODE_LENGTH - 1);
    fc.assert(
      fc.property(code, place, place, fc.constantFrom(...CODE_ALPHABET), (good, at, other, wrong) => {
        expect(normaliseCode(formatCode(good).toLowerCase())).toBe(good);
        const put = (code: string, place: number, symbol = ""): string => code.slice(0, place) + symbol + code.slice(place + 1);
        const changed = put(good, at, wrong);
        const swapped = put(put(good, at, good[other]), other, good[at]);
        for (const bad of [changed, swapped]) {
          expect(codeOf(() => normaliseCode(bad))).toBe(bad === good ? "ok" : "credential-check");
        }
      }),
    );
  });

  test("an impossible character is found at its place in the code and in the text", () => {
    const typed = "AB cd-😀9";
    expect(readTyped(typed).map(({ start, symbol }) => [start, symbol])).toEqual([
      [0, "A"], [1, "B"], [3, "C"], [4, "D"], [6, null], [8, "9"],
    ]);
    try {
      normaliseCode(typed);
      expect.unreachable();
    } catch (error) {
      expect(error instanceof CredentialCharacterError && error.position).toBe(5);
    }
  });

  test("tracking codes are read in full, for addresses, and short", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (hash) => {
        const full = toBase64(hash).slice(0, 43);
        expect(readCode(` ${full.replace(/\+/g, "-").replace(/\//g, "_")}\n`)).toBe(full);
        expect(readShortCode(shortCode(full).toLowerCase())).toBe(shortCode(full));
      }),
    );
    expect(codeOf(() => readCode("é".repeat(43)))).toBe("record-format");
    expect(codeOf(() => shortCode("short"))).toBe("record-format");
  });
});

describe("a log", () => {
  const hashes = Array.from({ length: 1000 }, (_, place) => leafHash(toUtf8(String(place))));

  test("is proved to have grown between any two sizes", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (one, two) => {
        const [old, now] = one < two ? [one, two] : [two, one];
        const grown = hashes.slice(0, now);
        const proof = consistencyProof(old, grown);
        verifyConsistency(old, rootOf(hashes.slice(0, old)), now, rootOf(grown), proof);
        const longer = [...proof, leafHash(toUtf8("more"))];
        expect(codeOf(() => verifyConsistency(old, rootOf(hashes.slice(0, old)), now, rootOf(grown), longer))).toBe(
          "record-consistency",
        );
      }),
      { numRuns: 30 },
    );
  });

  test("has bundles with the paths of the specification", () => {
    expect(bundlePath({ index: 1_234_067, width: 112 })).toBe("tile/entries/x001/x234/067.p/112");
    expect(bundlePath({ index: 0, width: 256 })).toBe("tile/entries/000");
  });
});
