/** What is shown between two voters, until a fresh page is there. */

import type { JSX } from "preact";
import { fill, type Words } from "../texts";

export function Leaving({ words }: { readonly words: Words }): JSX.Element {
  return (
    <main class="leaving">
      <p role="status">{fill(words.texts, "wiping")} ...</p>
    </main>
  );
}
