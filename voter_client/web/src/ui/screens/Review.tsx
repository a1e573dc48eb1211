/** Periksa: what was chosen, large, with a way back to each question. */

import type { JSX } from "preact";
import type { CandidatePresentation, Election } from "../../core";
import { useTexts } from "../language";
import { Heading } from "../parts/Heading";
import { Icon } from "../parts/Icon";
import { Picked } from "../parts/Picked";
import type { Photos } from "../photos";
import { NOTHING, type Pick } from "../picking";

interface Props {
  readonly election: Election;
  readonly picks: readonly Pick[];
  /** What stands beside the answers of each question. */
  readonly candidates: readonly (readonly CandidatePresentation[])[];
  readonly photos: Photos;
  readonly change: (question: number) => void;
  readonly seal: () => void;
  readonly startOver: () => void;
}

export function Review({ election, picks, candidates, photos, change, seal, startOver }: Props): JSX.Element {
  const { t } = useTexts();
  const many = election.questions.length > 1;
  return (
    <section>
      <Heading>{t("reviewTitle")}</Heading>
      {election.questions.map((question, place) => (
        <div class="reviewed" key={place}>
          <h2>{question.question}</h2>
          <Picked question={question} pick={picks[place] ?? NOTHING} candidates={candidates[place] ?? []} photos={photos} />
          {many && (
            <button
              type="button"
              class="second"
              aria-label={t("changeOf", { question: question.question })}
              onClick={() => change(place)}
            >
              {t("change")}
            </button>
          )}
        </div>
      ))}
      <p>{t("reviewText")}</p>
      <div class="go">
        <button type="button" class="main" onClick={seal}>
          <Icon name="lock" /> {t("sealGo")}
        </button>
      </div>
      <div class="actions">
        {!many && (
          <button type="button" class="second" onClick={() => change(0)}>
            {t("change")}
          </button>
        )}
        <button type="button" class="link" onClick={startOver}>
          {t("startOver")}
        </button>
      </div>
    </section>
  );
}
