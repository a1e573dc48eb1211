/**
 * The seal is made: the voter has the tracking code before the booth knows whether the ballot will be cast or tested.
 */

import type { JSX } from "preact";
import { useTexts } from "../language";
import { Heading } from "../parts/Heading";
import { Icon } from "../parts/Icon";
import { Qr } from "../parts/Qr";
import { SealTestPicture } from "../parts/SealTestPicture";
import { TrackingCode } from "../parts/TrackingCode";

interface Props {
  readonly code: string;
  /** The address of the second device's page. */
  readonly checker: string;
  readonly cast: () => void;
  readonly test: () => void;
  readonly startOver: () => void;
}

export function Sealed({ code, checker, cast, test, startOver }: Props): JSX.Element {
  const { t } = useTexts();
  return (
    <section>
      <Heading>{t("sealedTitle")}</Heading>
      <p>{t("sealedText")}</p>
      <TrackingCode code={code} />
      <div class="go">
        <button type="button" class="main long" onClick={cast}>
          <Icon name="box" /> {t("castGo")}
        </button>
      </div>
      <details class="doubt">
        <summary>{t("doubt")}</summary>
        <p>{t("doubtText")}</p>
        <SealTestPicture />
        <ol>
          <li>
            {t("doubt1", { address: checker })}
            <Qr text={checker} label={t("doubtQr")} />
          </li>
          <li>{t("doubt2")}</li>
          <li>{t("doubt3")}</li>
        </ol>
        <button type="button" class="second" onClick={test}>
          <Icon name="unlock" /> {t("testGo")}
        </button>
      </details>
      <div class="actions">
        <button type="button" class="link" onClick={startOver}>
          {t("startOver")}
        </button>
      </div>
    </section>
  );
}
