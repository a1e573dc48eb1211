/** The opening of a tested seal, for the second device alone; then a new seal. */

import type { JSX } from "preact";
import { useTexts } from "../language";
import { Heading } from "../parts/Heading";
import { Icon } from "../parts/Icon";
import { Qr } from "../parts/Qr";
import { shortCode } from "../../core";

interface Props {
  readonly code: string;
  /** Canonical JSON. */
  readonly opening: string;
  readonly again: () => void;
}

export function Opened({ code, opening, again }: Props): JSX.Element {
  const { t } = useTexts();
  return (
    <section>
      <Heading>{t("openedTitle")}</Heading>
      <p>{t("openedText")}</p>
      <div class="tracking opened">
        <Qr text={opening} label={t("openedQr")} />
        <div class="words">
          <p class="label">{t("trackingCode")}</p>
          <p class="short code">{shortCode(code)}</p>
        </div>
        <details class="whole">
          <summary>{t("openedPaste")}</summary>
          <p class="code" data-testid="opening-text">
            {opening}
          </p>
        </details>
      </div>
      <p class="notice">
        <Icon name="alert" /> {t("openedWarn")}
      </p>
      <p>{t("openedNext")}</p>
      <p>{t("openedBad")}</p>
      <div class="go still">
        <button type="button" class="main" onClick={again}>
          <Icon name="lock" /> {t("sealAgain")}
        </button>
      </div>
    </section>
  );
}
