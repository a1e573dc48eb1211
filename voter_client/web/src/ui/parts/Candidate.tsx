/** One answer: its number as on the ballot paper, the photo, the names of a pair under each other, and the programme. */

import type { JSX } from "preact";
import type { CandidatePresentation } from "../../core";
import { useTexts } from "../language";
import type { Photos } from "../photos";
import { isEmptyBox, names } from "../picking";
import { Icon, type IconName } from "./Icon";

/** What the drawing stands for where there is no candidate: the empty box, or a ballot without a mark. */
export function Drawing({ name }: { readonly name: "empty" | "sheet" }): JSX.Element {
  return (
    <span class="number empty">
      <Icon name={name} />
    </span>
  );
}

/** The number in its box; the empty box that a sole pair runs against has a drawing instead. */
export function NumberBox({ number, answer }: { readonly number: number; readonly answer: string }): JSX.Element {
  const { t } = useTexts();
  if (isEmptyBox(answer)) return <Drawing name="empty" />;
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

interface PortraitProps {
  readonly number: number;
  readonly answer: string;
  /** Empty for a candidate without a photo. */
  readonly photo: string;
  readonly photos: Photos;
}

/** The photo, 3:4, under the number; a drawing of the same size until it is there, or where there is none. */
export function Portrait({ number, answer, photo, photos }: PortraitProps): JSX.Element {
  const { t } = useTexts();
  const address = photos.get(photo) ?? null;
  if (isEmptyBox(answer)) return <DrawnPortrait name="empty" />;
  if (address === null) return <DrawnPortrait name="person" number={number} />;
  return (
    <span class="portrait">
      <NumberBox number={number} answer={answer} />
      <img src={address} alt={t("photoOf", { number, names: names(answer).join(" & ") })} />
    </span>
  );
}

interface DrawnProps {
  readonly name: IconName;
  readonly number?: number;
}

/** A drawing as large as a photo: the empty box must not look smaller than the pair that it stands against. */
export function DrawnPortrait({ name, number }: DrawnProps): JSX.Element {
  return (
    <span class="portrait drawn">
      {number !== undefined && <NumberBox number={number} answer="" />}
      <Icon name={name} weight={1.2} />
    </span>
  );
}

interface FaceProps extends PortraitProps {
  /** Whether any candidate of the question has a photo: then all cards have the same form. */
  readonly withPhotos: boolean;
}

/** Number, photo where there are photos, and names. */
export function Face(props: FaceProps): JSX.Element {
  return (
    <>
      {props.withPhotos ? <Portrait {...props} /> : <NumberBox number={props.number} answer={props.answer} />}
      <Names answer={props.answer} />
    </>
  );
}

interface ProgrammeProps {
  readonly number: number;
  readonly candidate: CandidatePresentation;
}

/** The vision in one line; unfolded whole, and the mission under it. Null for a candidate without either. */
export function Programme({ number, candidate }: ProgrammeProps): JSX.Element | null {
  const { t } = useTexts();
  const { vision, mission } = candidate;
  if (vision === "" && mission === "") return null;
  return (
    <details class="programme">
      <summary>
        <span class="line">
          <span class="hidden">{t("number", { number })}, </span>
          <strong>{t(vision === "" ? "mission" : "vision")}</strong>
          {vision !== "" && <span class="said"> {vision}</span>}
        </span>
        <Icon name="unfold" />
      </summary>
      {mission !== "" && (
        <div class="mission">
          {vision !== "" && <p class="label">{t("mission")}</p>}
          <p>{mission}</p>
        </div>
      )}
    </details>
  );
}
