/** The one main action of a screen, where it always stands. */

import type { JSX } from "preact";

export function MainButton({ text, click }: { readonly text: string; readonly click: () => void }): JSX.Element {
  return (
    <div class="go">
      <button type="button" class="main" onClick={click}>
        {text}
      </button>
    </div>
  );
}
