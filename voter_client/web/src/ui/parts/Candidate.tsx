/** One answer: its number as on the ballot paper, and the names of a pair under each other. */

import type { JSX } from "preact";
import { useTexts } from "../language";
import { isEmptyBox, names } from "../picking";
import { Icon } from "./Icon";

/** The number in its box; the empty box has a drawing instead, and a blank vote (no number) as well. */
export function NumberBox({ number, answer }: { readonly number: number | null; readonly answer: string }): JSX.Element {
  const { t } = useTexts();
  if (number === null || isEmptyBox(answer)) {
    return (
      <span class="number empty">
        <Icon name="empty" />
      </span>
    );
  }
  return (
    <span class="number">
      <span class="hidden">{t("number", { number })}: </span>
      <span aria-hidden="true">{number}</span>
    </span>
  );
}

export function Names({ answer }: { readonly answer: string }): JSX.Element {
  const all = names(answer);
  return (
    <span class="names">
      {all.map((name, place) => (
        <span key={place} class="name">
          {place > 0 && <span class="hidden"> &amp; </span>}
          {name}
        </span>
      ))}
    </span>
  );
}
