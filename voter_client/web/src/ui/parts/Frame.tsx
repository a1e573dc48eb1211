/** What stands around every screen: name, languages, steps, the countdown of a lost connection, practice notice. */

import type { ComponentChildren, JSX } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";
import type { Countdown } from "../../board/patience";
import { LanguageContext, useTexts } from "../language";
import { LANGUAGES, type TextKey } from "../texts";
import { Icon } from "./Icon";
import { Reconnecting } from "./Reconnecting";
import { Steps } from "./Steps";

const NAMES = { id: "ID: Bahasa Indonesia", en: "EN: English" } as const;

/** A longer name is written smaller: the screen belongs to the choice. */
const LONG_NAME = 32;

interface Props {
  /** What the window's title says. */
  readonly title: TextKey;
  readonly name: string;
  /** The step from 1; 0 shows no line of steps. */
  readonly step: number;
  readonly practice: boolean;
  readonly countdown: Countdown | null;
  readonly children: ComponentChildren;
}

export function Frame({ title, name, step, practice, countdown, children }: Props): JSX.Element {
  const { words, missing, choose } = useContext(LanguageContext);
  const { language } = words;
  const { t } = useTexts();
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${t(title)} - Suara Sah`;
  }, [language]);
  const main = useRef<HTMLElement>(null);
  // Without following the link: the address and the history stay as they are.
  const skip = (event: Event): void => {
    event.preventDefault();
    main.current?.focus();
  };
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {t("skip")}
      </a>
      <header class="top">
        <div>
          <span class={name.length > LONG_NAME ? "brand long-name" : "brand"}>
            <Icon name="box" />
            <span>{name === "" ? "Suara Sah" : name}</span>
          </span>
          <div class="languages" role="group" aria-label={t("language")}>
            {LANGUAGES.map((each) => (
              <button
                key={each}
                type="button"
                lang={each}
                aria-label={NAMES[each]}
                aria-pressed={each === language}
                onClick={() => choose(each)}
              >
                {each.toUpperCase()}
              </button>
            ))}
          </div>
        </div>
        <div role="status" class="no-words">
          {missing && <p>{t("englishMissing")}</p>}
        </div>
        {practice && (
          <p class="practice">
            <strong>{t("practice")}</strong> {t("practiceText")}
          </p>
        )}
      </header>
      {step > 0 && <Steps now={step} />}
      <main id="content" ref={main} tabIndex={-1}>
        <div role="status" class="connection">
          {countdown !== null && <Reconnecting countdown={countdown} text="offlineCount" />}
        </div>
        {children}
      </main>
    </>
  );
}
