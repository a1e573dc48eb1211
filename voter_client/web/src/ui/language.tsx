/** The language of the page: chosen with two buttons, kept in memory alone. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { fill, type Language, type TextKey, timeText, type Values } from "./texts";

export interface LanguageChoice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

export const LanguageContext = createContext<LanguageChoice>({ language: "id", choose: () => undefined });

export interface Wording {
  /** The text of a key, with its values. */
  readonly t: (key: TextKey, values?: Values) => string;
  /** A moment (UTC) in words, in the zone of an election. */
  readonly time: (utc: string, zone: string) => string;
}

/** The texts in the language that was chosen. */
export function useTexts(): Wording {
  const { language } = useContext(LanguageContext);
  return {
    t: (key, values) => fill(language, key, values),
    time: (utc, zone) => timeText(language, new Date(utc), new Date(), zone),
  };
}
