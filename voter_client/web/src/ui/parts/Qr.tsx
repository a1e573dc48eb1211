/** A QR code as one SVG path, dark on white in both colour schemes, with a quiet zone of four modules. */

import encodeQR from "@paulmillr/qr";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";

const QUIET = 4;

export function Qr({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const { path, size } = useMemo(() => draw(text), [text]);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function draw(text: string): { readonly path: string; readonly size: number } {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: 0 });
  const runs: string[] = [];
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (row[x] !== true) continue;
      const start = x;
      while (row[x + 1] === true) x++;
      runs.push(`M${start + QUIET} ${y + QUIET}h${x + 1 - start}v1h${start - x - 1}z`);
    }
  });
  return { path: runs.join(""), size: rows.length + 2 * QUIET };
}
