/** The language of the page: chosen with two buttons, kept in memory alone. */

import { createContext } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import { fill, INDONESIAN, type Language, type TextKey, timeText, type Values, type Words, wordsOf } from "./texts";

export interface LanguageChoice {
  readonly words: Words;
  /** Whether the words of the language that was asked for last could not be had. */
  readonly missing: boolean;
  readonly choose: (language: Language) => void;
}

export const LanguageContext = createContext<LanguageChoice>({ words: INDONESIAN, missing: false, choose: () => undefined });

/** The choice of a page that `asked` for a language and starts with these words; another shows once its words are there. */
export function useChoice(start: Words, asked: Language): LanguageChoice {
  const [words, setWords] = useState(start);
  const [missing, setMissing] = useState(start.language !== asked);
  const last = useRef(asked);
  const choose = (language: Language): void => {
    last.current = language;
    setMissing(false);
    void wordsOf(language).then((next) => {
      // Whoever has pressed the other button meanwhile wants that one.
      if (last.current !== language) return;
      setWords(next);
      setMissing(next.language !== language);
    });
  };
  return { words, missing, choose };
}

export interface Wording {
  /** The text of a key, with its values. */
  readonly t: (key: TextKey, values?: Values) => string;
  /** A moment (UTC) in words, in the zone of an election. */
  readonly time: (utc: string, zone: string) => string;
}

/** The texts in the language that was chosen. */
export function useTexts(): Wording {
  const { words } = useContext(LanguageContext);
  return {
    t: (key, values) => fill(words.texts, key, values),
    time: (utc, zone) => timeText(words.language, new Date(utc), new Date(), zone),
  };
}
