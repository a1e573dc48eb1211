/** A card that has voted, where voting again is allowed: said before anything is chosen. */

import type { JSX } from "preact";
import { useTexts } from "../language";
import { Heading } from "../parts/Heading";

interface Props {
  readonly ballots: number;
  readonly go: () => void;
  readonly otherCard: () => void;
}

export function Again({ ballots, go, otherCard }: Props): JSX.Element {
  const { t } = useTexts();
  return (
    <section>
      <Heading>{t("againTitle")}</Heading>
      <p>{t("againText", { count: ballots })}</p>
      <p>{t("againLast")}</p>
      <div class="go">
        <button type="button" class="main" onClick={go}>
          {t("againGo")}
        </button>
      </div>
      <div class="actions">
        <button type="button" class="second" onClick={otherCard}>
          {t("otherCard")}
        </button>
      </div>
    </section>
  );
}
