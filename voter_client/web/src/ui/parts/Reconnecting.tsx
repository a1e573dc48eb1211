/** A connection that is lost: when it is tried again, and a button that does so now. */

import type { JSX } from "preact";
import type { Countdown } from "../../board/patience";
import { useTexts } from "../language";
import type { TextKey } from "../texts";
import { Icon } from "./Icon";

interface Props {
  readonly countdown: Countdown;
  /** Says in how many `{seconds}`. */
  readonly text: TextKey;
}

export function Reconnecting({ countdown, text }: Props): JSX.Element {
  const { t } = useTexts();
  return (
    <div class="notice">
      <p>
        <Icon name="alert" /> <strong>{t("offlineTitle")}</strong>{" "}
        {/* Read out once, not every second. */}
        <span aria-live="off">{t(text, { seconds: countdown.seconds })}</span>
      </p>
      <button type="button" class="second" onClick={countdown.now}>
        {t("offlineNow")}
      </button>
    </div>
  );
}
