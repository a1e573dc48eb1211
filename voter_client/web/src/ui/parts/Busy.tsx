/** Something is being done: a bar that fills where it is known how far it is, a plain one otherwise. */

import type { JSX } from "preact";
import { Heading } from "./Heading";

interface Props {
  readonly title: string;
  readonly text: string;
  /** From 0 to 1; absent if nobody knows. */
  readonly done?: number;
}

export function Busy({ title, text, done }: Props): JSX.Element {
  return (
    <section class="busy">
      <Heading>{title}</Heading>
      <progress aria-label={title} value={done} max={1} />
      <p>{text}</p>
    </section>
  );
}
