/** A tracking code in its three forms: short groups, QR code, and whole in a fold. */

import type { JSX } from "preact";
import { groupedCode, shortCode } from "../../core";
import { useTexts } from "../language";
import { Qr } from "./Qr";

interface Props {
  /** 43 characters. */
  readonly code: string;
  /** What the QR code holds; the code itself if absent. */
  readonly qr?: string;
}

export function TrackingCode({ code, qr }: Props): JSX.Element {
  const { t } = useTexts();
  return (
    <div class="tracking">
      <div class="words">
        <p class="label">{t("trackingCode")}</p>
        <p class="short code" data-testid="short-code">
          {(shortCode(code).match(/[^-]+-?/g) ?? []).map((group, place) => (
            <span class="piece" key={place}>
              {group}
            </span>
          ))}
        </p>
      </div>
      <Qr text={qr ?? code} label={t("codeQr")} />
      <details class="whole">
        <summary>{t("wholeCode")}</summary>
        <p class="code" data-testid="whole-code">
          {groupedCode(code)
            .split(" ")
            .map((group, place) => (
              <span class="group" key={place}>
                {group}
              </span>
            ))}
        </p>
      </details>
    </div>
  );
}
