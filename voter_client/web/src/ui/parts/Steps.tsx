/** The line of steps on top: which are done, and which one is now. */

import type { JSX } from "preact";
import { useTexts } from "../language";
import { Icon } from "./Icon";

const STEPS = ["step1", "step2", "step3", "step4", "step5"] as const;

/** `now` is the step from 1; 6 means that all are done. */
export function Steps({ now }: { readonly now: number }): JSX.Element {
  const { t } = useTexts();
  return (
    <nav class="steps" aria-label={t("steps")}>
      <ol>
        {STEPS.map((key, place) => {
          const number = place + 1;
          const state = number < now ? "done" : number === now ? "now" : "later";
          return (
            <li key={key} class={state} aria-current={state === "now" ? "step" : undefined}>
              <span class="dot" aria-hidden="true">
                {state === "done" ? <Icon name="check" weight={3} /> : number}
              </span>
              <span class="name">{t(key)}</span>
              {state === "done" && <span class="hidden">, {t("stepDone")}</span>}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
