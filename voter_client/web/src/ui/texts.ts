/**
 * The texts of the booth: Bahasa Indonesia first, English second, one entry for each in both (the compiler sees to it).
 */

import { TEXTS_EN } from "./textsEn";
import { TEXTS_ID } from "./textsId";

export const LANGUAGES = ["id", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type TextKey = keyof typeof TEXTS_ID;
export type Texts = Readonly<Record<TextKey, string>>;
export type Values = Readonly<Record<string, string | number>>;

export const TEXTS: Readonly<Record<Language, Texts>> = { id: TEXTS_ID, en: TEXTS_EN };

/** The text of a key with its `{places}` filled. */
export function fill(language: Language, key: TextKey, values: Values = {}): string {
  return TEXTS[language][key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** A moment in words, in this device's time zone: "hari ini pukul 13.00 WIB", with the date unless it is today. */
export function timeText(language: Language, moment: Date, now: Date): string {
  const locale = language === "id" ? "id-ID" : "en-GB";
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
  const today = day.format(moment) === day.format(now);
  if (language === "id") return `${today ? "hari ini" : day.format(moment)} pukul ${clock.format(moment)}`;
  return today ? `today at ${clock.format(moment)}` : `on ${day.format(moment)} at ${clock.format(moment)}`;
}
