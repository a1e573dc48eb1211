/**
 * An election that is not open: it says when it opens or when it closed. Of a close before its time only that is known,
 * and the time that was announced is not the one.
 */

import type { JSX } from "preact";
import type { Summary } from "../../board/answers";
import { useTexts } from "../language";
import { Heading } from "../parts/Heading";
import { Icon } from "../parts/Icon";

export function NotOpen({ summary, check }: { readonly summary: Summary; readonly check: () => void }): JSX.Element {
  const { t, time } = useTexts();
  const { zone } = summary;
  if (summary.phase === "preparing" || summary.phase === "waiting") {
    return (
      <section>
        <Heading>{t("waitingTitle")}</Heading>
        <p>{t(summary.phase === "waiting" ? "waitingText" : "preparingText", { time: time(summary.opens, zone) })}</p>
        <p>{t("waitingCard")}</p>
      </section>
    );
  }
  const early = Date.parse(summary.closes) > Date.now();
  return (
    <section>
      <Heading>{t("endedTitle")}</Heading>
      <p>
        {early ? t("endedEarly") : t("endedText", { time: time(summary.closes, zone) })} {t("endedNoMore")}
      </p>
      <p>{t("endedCheck")}</p>
      <div class="go">
        <button type="button" class="main" onClick={check}>
          <Icon name="search" /> {t("checkTitle")}
        </button>
      </div>
    </section>
  );
}
