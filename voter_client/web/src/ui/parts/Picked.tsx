/** What was picked for one question, large. */

import type { JSX } from "preact";
import type { CandidatePresentation, Question } from "../../core";
import { useTexts } from "../language";
import type { Photos } from "../photos";
import { blankDrawing, blankKeys, type Pick } from "../picking";
import { Drawing, Face } from "./Candidate";

interface Props {
  readonly question: Question;
  readonly pick: Pick;
  /** What stands beside the answers, in order; empty if nothing does. */
  readonly candidates?: readonly CandidatePresentation[];
  readonly photos?: Photos;
}

const NO_PHOTOS: Photos = new Map();

export function Picked({ question, pick, candidates = [], photos = NO_PHOTOS }: Props): JSX.Element {
  const { t } = useTexts();
  if (pick.blank || pick.numbers.length === 0) {
    return (
      <p class="picked-answer">
        <Drawing name={blankDrawing(question)} />
        <span class="names">
          <span class="name">{t(pick.blank ? blankKeys(question).name : "nothing")}</span>
        </span>
      </p>
    );
  }
  const withPhotos = pick.numbers.some((number) => (candidates[number - 1]?.photo ?? "") !== "");
  return (
    <ul class="picked-answers">
      {pick.numbers.map((number) => (
        <li class="picked-answer" key={number}>
          <Face
            number={number}
            answer={question.answers[number - 1] ?? ""}
            photo={candidates[number - 1]?.photo ?? ""}
            photos={photos}
            withPhotos={withPhotos}
          />
        </li>
      ))}
    </ul>
  );
}
