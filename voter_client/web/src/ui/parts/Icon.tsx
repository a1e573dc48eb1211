/** Icons as inline SVG, always beside a text: hidden from screen readers. */

import type { JSX } from "preact";

const PATHS = {
  box: "M4 10h16v10H4zM8 10l2-6h6l-2 6M9 15l2 2 4-4",
  check: "M5 12.5l4.5 4.5L19 7.5",
  done: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM7 12.5l3.5 3.5L17 9",
  alert: "M12 3L1.8 20.5h20.4zM12 10v4.5M12 17.5v.1",
  camera: "M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M8 8h3v3H8zM13 8h3v3h-3zM8 13h3v3H8zM13 13h1v3h2",
  lock: "M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11M12 15v2",
  unlock: "M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 6.8-1.2M12 15v2",
  print: "M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21",
  back: "M19 12H5M11 6l-6 6 6 6",
  empty: "M4 10h16v10H4zM8 10l2-6h6l-2 6",
  sheet: "M6 3h12v18H6z",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 21c.8-4.2 3.6-6.2 7.5-6.2s6.7 2 7.5 6.2",
  unfold: "M6 9.5l6 6 6-6",
  photo: "M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, weight = 2 }: { readonly name: IconName; readonly weight?: number }): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
      fill="none"
      stroke="currentColor"
      stroke-width={weight}
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
