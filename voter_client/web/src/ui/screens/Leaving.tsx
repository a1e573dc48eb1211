/** What is shown between two voters, until a fresh page is there. */

import type { JSX } from "preact";
import { fill, type Language } from "../texts";

export function Leaving({ language }: { readonly language: Language }): JSX.Element {
  return (
    <main class="leaving">
      <p role="status">{fill(language, "wiping")} ...</p>
    </main>
  );
}
