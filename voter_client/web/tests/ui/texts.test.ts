/** The texts: complete in both languages, short enough to be said, and none that no screen shows. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { fill, INDONESIAN, type Language, LANGUAGES, type TextKey, type Texts, timeText, wordsOf } from "../../src/ui/texts";
import { TEXTS_EN } from "../../src/ui/textsEn";

const TEXTS: Readonly<Record<Language, Texts>> = { id: INDONESIAN.texts, en: TEXTS_EN };
const KEYS = Object.keys(TEXTS.id) as TextKey[];
const LONGEST_SENTENCE = 15;

function placesIn(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.startsWith("texts") ? [readFileSync(path, "utf8")] : [];
  });
}

test("both languages have the same keys, none empty", () => {
  expect(Object.keys(TEXTS.en)).toEqual(KEYS);
  for (const language of LANGUAGES) {
    for (const key of KEYS) expect(TEXTS[language][key].trim(), `${language} ${key}`).not.toBe("");
  }
});

test.each(KEYS)("%s has the same places in both languages", (key) => {
  expect(placesIn(TEXTS.en[key])).toEqual(placesIn(TEXTS.id[key]));
});

test("sentences can be said in one breath", () => {
  const sentences = LANGUAGES.flatMap((language) => KEYS.flatMap((key) => TEXTS[language][key].split(/[.?!:] /)));
  expect(sentences.filter((sentence) => sentence.split(" ").length > LONGEST_SENTENCE)).toEqual([]);
});

test("every text is used", () => {
  const code = sources(join(import.meta.dirname, "../../src/ui")).join("\n");
  const unused = KEYS.filter((key) => !key.startsWith("error.") && !code.includes(`"${key}"`));
  expect(unused).toEqual([]);
});

describe("filling", () => {
  test("places are filled, unknown ones stay", () => {
    expect(fill(TEXTS.id, "questionOf", { number: 1, count: 2 })).toBe("Pertanyaan 1 dari 2");
    expect(fill(TEXTS.id, "questionOf", { number: 1 })).toBe("Pertanyaan 1 dari {count}");
  });

  test("a value is text, whatever it holds", () => {
    expect(fill(TEXTS.id, "codeBad", { character: "{count} $& <b>" })).toContain("{count} $& <b>");
  });
});

describe("words", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("are those of the language", async () => {
    expect(await wordsOf("id")).toBe(INDONESIAN);
    expect(await wordsOf("en")).toEqual({ language: "en", texts: TEXTS_EN });
  });

  test("of Indonesian are not fetched", async () => {
    const english = vi.fn(() => Promise.resolve({ TEXTS_EN }));
    await wordsOf("id", english);
    expect(english).not.toHaveBeenCalled();
  });

  test("are Indonesian where English cannot be fetched", async () => {
    expect(await wordsOf("en", () => Promise.reject(new TypeError("Failed to fetch")))).toBe(INDONESIAN);
  });

  test("are Indonesian before anybody leaves an empty page", async () => {
    vi.useFakeTimers();
    const words = wordsOf("en", () => new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await words).toBe(INDONESIAN);
  });
});

describe("moments", () => {
  const now = new Date("2026-11-24T05:00:00Z");
  const inWords = (language: Language, moment: string, zone: string): string => timeText(language, new Date(moment), now, zone);

  test("say the day unless it is today", () => {
    expect(inWords("id", "2026-11-24T06:00:00Z", "WIB")).toBe("hari ini pukul 13.00 WIB");
    expect(inWords("en", "2026-11-24T06:00:00Z", "WIB")).toBe("today at 13:00 WIB");
    expect(inWords("id", "2026-11-26T06:00:00Z", "WIB")).toBe("26 November pukul 13.00 WIB");
    expect(inWords("en", "2026-11-26T06:00:00Z", "WIB")).toBe("26 November at 13:00 WIB");
  });

  test("are told in the election's zone, whose day it is", () => {
    expect(inWords("id", "2026-11-24T06:00:00Z", "WITA")).toBe("hari ini pukul 14.00 WITA");
    expect(inWords("id", "2026-11-24T06:00:00Z", "WIT")).toBe("hari ini pukul 15.00 WIT");
    // Still today where the election is, whatever day it is in UTC; and the other way round.
    expect(inWords("id", "2026-11-24T15:30:00Z", "WIT")).toBe("25 November pukul 00.30 WIT");
    expect(inWords("id", "2026-11-23T17:30:00Z", "WIB")).toBe("hari ini pukul 00.30 WIB");
  });

  test("say the year unless it is this one", () => {
    expect(inWords("id", "2027-01-04T06:00:00Z", "WIB")).toBe("4 Januari 2027 pukul 13.00 WIB");
    expect(inWords("en", "2025-11-24T06:00:00Z", "WIB")).toBe("24 November 2025 at 13:00 WIB");
  });

  test("of an unknown zone are told in UTC and say so", () => {
    expect(inWords("id", "2026-11-24T06:00:00Z", "Asia/Tokyo")).toBe("hari ini pukul 06.00 UTC");
  });
});
