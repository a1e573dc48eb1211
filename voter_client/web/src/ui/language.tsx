/** The language of the page: chosen with two buttons, kept in memory alone. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { fill, type Language, type TextKey, timeText, type Values } from "./texts";

export interface LanguageChoice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

export const LanguageContext = createContext<LanguageChoice>({ language: "id", choose: () => undefined });

/** A function from a key (and values) to its text, and one for moments. */
export function useTexts(): { readonly t: (key: TextKey, values?: Values) => string; readonly time: (utc: string) => string } {
  const { language } = useContext(LanguageContext);
  return {
    t: (key, values) => fill(language, key, values),
    time: (utc) => timeText(language, new Date(utc), new Date()),
  };
}
