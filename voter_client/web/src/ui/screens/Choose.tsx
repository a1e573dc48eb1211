/** Pilih: one question on each screen; one tap picks. What cannot be picked says why. */

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { allowsBlank, type CandidatePresentation, type Question } from "../../core";
import { useTexts } from "../language";
import { Drawing, DrawnPortrait, Face, Programme } from "../parts/Candidate";
import { Heading } from "../parts/Heading";
import { Icon } from "../parts/Icon";
import { Message } from "../parts/Problem";
import type { Photos } from "../photos";
import { blankDrawing, blankKeys, demand, isEmptyBox, isReason, names, type Pick, type Reason, refusal, tap, tapBlank } from "../picking";

interface Props {
  readonly question: Question;
  /** From 0. */
  readonly place: number;
  readonly count: number;
  readonly pick: Pick;
  readonly description: string;
  /** What stands beside the answers, in order; empty if nothing does. */
  readonly candidates: readonly CandidatePresentation[];
  readonly photos: Photos;
  /** Whether all of that is missing. */
  readonly missing: boolean;
  readonly nextIsReview: boolean;
  readonly change: (pick: Pick) => void;
  readonly next: () => void;
  /** Null on the first question. */
  readonly back: (() => void) | null;
  readonly startOver: () => void;
}

export function Choose(props: Props): JSX.Element {
  const { question, place, count, pick, change, candidates, photos } = props;
  const { t } = useTexts();
  const [reason, setReason] = useState<Reason | null>(null);
  const asked = demand(question);
  const full = question.max > 1 && pick.numbers.length >= question.max;
  const tapped = (number: number): void => {
    const result = tap(question, pick, number);
    setReason(isReason(result) ? result : null);
    // Also after a refusal: drawn again, the browser's own check mark goes.
    change(isReason(result) ? { ...pick } : result);
  };
  const go = (): void => {
    const wanting = refusal(question, pick);
    if (wanting === null) props.next();
    else setReason(wanting);
  };
  const single = question.max === 1;
  const withPhotos = candidates.some((each) => each.photo !== "" && photos.get(each.photo) !== null);
  const withProgrammes = candidates.some((each) => each.vision !== "" || each.mission !== "");
  const gap = candidates.some((each) => photos.get(each.photo) === null);
  return (
    <section>
      {count > 1 && <p class="quiet place-of">{t("questionOf", { number: place + 1, count })}</p>}
      <Heading>{question.question}</Heading>
      <p id="demand">
        {t(asked.key, asked.values)} {!single && <strong>{t("pickedCount", { count: pick.numbers.length })}</strong>}
      </p>
      <fieldset class={question.answers.length > 3 ? "choices many" : "choices"} aria-describedby="demand">
        <legend class="hidden">{question.question}</legend>
        {question.answers.map((answer, index) => (
          <div class="candidate" key={index}>
            <Choice
              single={single}
              picked={pick.numbers.includes(index + 1)}
              closed={full && !pick.numbers.includes(index + 1)}
              tapped={() => tapped(index + 1)}
              name={isEmptyBox(answer) ? names(answer).join() : `${t("number", { number: index + 1 })}: ${names(answer).join(" & ")}`}
            >
              <Face
                number={index + 1}
                answer={answer}
                photo={candidates[index]?.photo ?? ""}
                photos={photos}
                withPhotos={withPhotos}
              />
            </Choice>
            {candidates[index] !== undefined && <Programme number={index + 1} candidate={candidates[index]} />}
          </div>
        ))}
        {allowsBlank(question) && (
          <Choice
            single={single}
            picked={pick.blank}
            closed={false}
            blank={blankDrawing(question) === "sheet"}
            tapped={() => change(tapBlank(question, pick))}
          >
            {withPhotos && blankDrawing(question) === "empty" ? (
              <DrawnPortrait name="empty" />
            ) : (
              <Drawing name={blankDrawing(question)} />
            )}
            <span class="names">
              <span class="name">{t(blankKeys(question).name)}</span>
              <span class="quiet small">{t(blankKeys(question).text)}</span>
            </span>
          </Choice>
        )}
      </fieldset>
      {props.description !== "" && (
        <details class="about">
          <summary>{t(withProgrammes ? "aboutElection" : "about")}</summary>
          <p>{props.description}</p>
        </details>
      )}
      {(props.missing || gap) && (
        <p class="quiet small absent">{t(props.missing ? "photosMissing" : "somePhotosMissing")}</p>
      )}
      <div class="go">
        <Message text={reason === null ? "" : t(reason.key, reason.values)} />
        <button type="button" class={refusal(question, pick) === null ? "main" : "main wanting"} onClick={go}>
          {t(props.nextIsReview ? "toReview" : "nextQuestion")}
        </button>
      </div>
      <div class="actions">
        {props.back !== null && (
          <button type="button" class="second" onClick={props.back}>
            {t("back")}
          </button>
        )}
        <button type="button" class="link" onClick={props.startOver}>
          {t("startOver")}
        </button>
      </div>
    </section>
  );
}

interface ChoiceProps {
  readonly single: boolean;
  readonly picked: boolean;
  /** Cannot be picked now. */
  readonly closed: boolean;
  /** The blank vote, which is no candidate. */
  readonly blank?: boolean;
  /** What it is called for screen readers; its own text if not given. A photo beside the names would say them twice. */
  readonly name?: string;
  readonly tapped: () => void;
  readonly children: JSX.Element | JSX.Element[];
}

function Choice({ single, picked, closed, blank, name, tapped, children }: ChoiceProps): JSX.Element {
  const { t } = useTexts();
  return (
    <label class={`choice${picked ? " picked" : ""}${closed ? " closed" : ""}${blank === true ? " blank" : ""}`}>
      <input
        type={single ? "radio" : "checkbox"}
        // Radio buttons need a name to be one group for the arrow keys; nothing is ever submitted.
        name={single ? "answer" : undefined}
        aria-label={name}
        checked={picked}
        autocomplete="off"
        onChange={(event) => {
          event.currentTarget.checked = picked;
          tapped();
        }}
      />
      {children}
      <span class="mark" aria-hidden="true">
        {picked && (
          <>
            <Icon name="check" weight={3} />
            <span>{t("picked")}</span>
          </>
        )}
      </span>
    </label>
  );
}
