/** A seal test as one picture: the booth, its code, a phone that computes the seal again. Always beside its sentences. */

import type { JSX } from "preact";

const BOOTH = "M3 6h40v30H3zM15 44h16M23 36v8M16 19h14v10H16zM19 19v-3a4 4 0 0 1 8 0v3M23 23v2";
const CODE = "M68 13h9v9h-9zM83 13h9v9h-9zM68 28h9v9h-9zM83 28h3v3h6M83 37h3M91 36v1";
const PHONE = "M120 3h22v42h-22zM127 40h8M125 22l5 5 8-10";
const ARROWS = "M49 25h12M57 20.5l5 4.5-5 4.5M98 25h14M108 20.5l5 4.5-5 4.5";

export function SealTestPicture(): JSX.Element {
  return (
    <svg
      class="picture"
      viewBox="0 0 146 48"
      aria-hidden="true"
      focusable="false"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={BOOTH + CODE + PHONE} />
      <path class="arrows" d={ARROWS} />
    </svg>
  );
}
