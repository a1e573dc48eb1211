/** What was picked for one question, large. */

import type { JSX } from "preact";
import type { Question } from "../../core";
import { useTexts } from "../language";
import { blankKeys, type Pick } from "../picking";
import { Names, NumberBox } from "./Candidate";

export function Picked({ question, pick }: { readonly question: Question; readonly pick: Pick }): JSX.Element {
  const { t } = useTexts();
  if (pick.blank || pick.numbers.length === 0) {
    return (
      <p class="picked-answer">
        <NumberBox number={null} answer="" />
        <span class="names">
          <span class="name">{t(pick.blank ? blankKeys(question).name : "nothing")}</span>
        </span>
      </p>
    );
  }
  return (
    <ul class="picked-answers">
      {pick.numbers.map((number) => (
        <li class="picked-answer" key={number}>
          <NumberBox number={number} answer={question.answers[number - 1] ?? ""} />
          <Names answer={question.answers[number - 1] ?? ""} />
        </li>
      ))}
    </ul>
  );
}
