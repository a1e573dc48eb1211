/** What observers compare with what the committee read out at the opening and with the poster; folded. */

import type { JSX } from "preact";
import type { OpenElection } from "../../core";
import { useTexts } from "../language";
import { Icon } from "./Icon";

interface Props {
  readonly election: OpenElection;
  /** Whether the page's address named the agreed root, which was then compared already. */
  readonly pinned: boolean;
}

export function Fingerprints({ election, pinned }: Props): JSX.Element {
  const { t } = useTexts();
  return (
    <details class="about fingerprints">
      <summary>{t("fingerprints")}</summary>
      <p>{t("fingerprintsText")}</p>
      <dl>
        <dt>{t("fingerprintAgreed")}</dt>
        <dd class="code" data-testid="agreed">
          {inGroups(election.agreed)}
        </dd>
        <dt>{t("fingerprintElection")}</dt>
        <dd class="code">{election.setup.fingerprint}</dd>
      </dl>
      {pinned && (
        <p>
          <Icon name="done" /> {t("fingerprintPinned")}
        </p>
      )}
    </details>
  );
}

/** Hex digits as people read them to each other: four by four, as on the board's pages and in the commands. */
function inGroups(digits: string): string {
  return digits.replace(/(.{4})(?=.)/g, "$1 ");
}
