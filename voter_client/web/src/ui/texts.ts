/**
 * The texts of the booth: Bahasa Indonesia first, English second, one entry for each in both (the compiler sees to it).
 *
 * Invariant: Indonesian is always there. English is a file of its own, fetched by those who want it.
 */

import { TEXTS_ID } from "./textsId";

export const LANGUAGES = ["id", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type TextKey = keyof typeof TEXTS_ID;
export type Texts = Readonly<Record<TextKey, string>>;
export type Values = Readonly<Record<string, string | number>>;

/** As long as anybody looks at an empty page. */
const PATIENCE_MS = 8000;

/** A language and its texts. */
export interface Words {
  readonly language: Language;
  readonly texts: Texts;
}

export const INDONESIAN: Words = { language: "id", texts: TEXTS_ID };

type English = () => Promise<{ readonly TEXTS_EN: Texts }>;

/** The name of the built file with the English texts, which the build puts here (vite.config.ts). */
const ENGLISH_FILE = "__ENGLISH_FILE__";

/** A browser asks for a file of a script only once: after a failure it must have another address. */
async function fetchEnglish(): ReturnType<English> {
  try {
    return await import("./textsEn");
  } catch {
    return await import(/* @vite-ignore */ new URL(`${ENGLISH_FILE}?again=${Date.now()}`, import.meta.url).href);
  }
}

/** The words of a language; Indonesian ones if they cannot be had within some seconds. */
export async function wordsOf(language: Language, english: English = fetchEnglish): Promise<Words> {
  if (language === "id") return INDONESIAN;
  const patience = new Promise<Words>((resolve) => setTimeout(() => resolve(INDONESIAN), PATIENCE_MS));
  const fetched = english().then(
    ({ TEXTS_EN }): Words => ({ language, texts: TEXTS_EN }),
    () => INDONESIAN,
  );
  return Promise.race([fetched, patience]);
}

/** The text of a key with its `{places}` filled. */
export function fill(texts: Texts, key: TextKey, values: Values = {}): string {
  return texts[key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** Indonesia's time zones: hours ahead of UTC, all the year round. */
const ZONES: Readonly<Record<string, number>> = { WIB: 7, WITA: 8, WIT: 9 };

/**
 * A moment in words, in the election's time zone and never in the device's, which may be set to anything: "hari ini
 * pukul 13.00 WIB", with the date unless it is today, and the year unless it is this one. A zone of another name than
 * Indonesia's is told in UTC.
 */
export function timeText(language: Language, moment: Date, now: Date, zone: string): string {
  const hours = ZONES[zone];
  const name = hours === undefined ? "UTC" : zone;
  const there = (date: Date): Date => new Date(date.getTime() + (hours ?? 0) * 3_600_000);
  const [then, today] = [there(moment), there(now)];
  const locale = language === "id" ? "id-ID" : "en-GB";
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  const sameYear = then.getUTCFullYear() === today.getUTCFullYear();
  const year = sameYear ? undefined : "numeric";
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year, timeZone: "UTC" });
  const isToday = sameYear && day.format(then) === day.format(today);
  const at = `${language === "id" ? "pukul" : "at"} ${clock.format(then)} ${name}`;
  const todayWord = language === "id" ? "hari ini" : "today";
  return `${isToday ? todayWord : day.format(then)} ${at}`;
}
