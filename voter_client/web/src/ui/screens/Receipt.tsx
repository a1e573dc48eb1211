/** Tanda bukti: the booth has verified that this ballot is in the box. A polling station's screen empties itself. */

import type { JSX } from "preact";
import type { VerifiedEntry } from "../../core";
import { useTexts } from "../language";
import { Heading } from "../parts/Heading";
import { Icon } from "../parts/Icon";
import { SaveReceipt } from "../parts/SaveReceipt";
import { TrackingCode } from "../parts/TrackingCode";
import { useCountdown } from "../timing";

const SECONDS = 20;

interface Props {
  readonly name: string;
  readonly code: string;
  readonly entry: VerifiedEntry;
  /** The address that looks this code up, for a QR code. */
  readonly address: string;
  /** The address of the box, for people. */
  readonly box: string;
  readonly tps: boolean;
  /** A rehearsal's slip says so: it must not pass for one of the election. */
  readonly practice: boolean;
  readonly done: () => void;
  readonly check: () => void;
}

export function Receipt({ name, code, entry, address, box, tps, practice, done, check }: Props): JSX.Element {
  const { t } = useTexts();
  const witnesses = entry.witnesses.length;
  return (
    <section class="receipt">
      <Heading>
        <Icon name="done" /> {t("receiptTitle")}
        {entry.number !== null && <span class="place">{t("receiptNumber", { number: entry.number })}</span>}
      </Heading>
      <p>{t("receiptText")}</p>
      <div class="slip">
        {practice && (
          <p class="print-only">
            <strong>{t("practice")}</strong> {t("practiceText")}
          </p>
        )}
        <p class="print-only">
          <strong>{name}</strong>
          <br />
          {t("receiptName")}
          {entry.number !== null && `, ${t("receiptNumber", { number: entry.number })}`}
        </p>
        <TrackingCode code={code} qr={address} />
        <p class="print-only code whole-printed">{code}</p>
        <p class="print-only">{t("printAddress", { address: box })}</p>
      </div>
      <p class="quiet small checked">
        {t("receiptChecked")} {witnesses > 0 && t("receiptWitnesses", { count: witnesses })}
      </p>
      <div class="go">
        {tps ? (
          <Emptying done={done} />
        ) : (
          <button type="button" class="main" onClick={done}>
            {t("done")}
          </button>
        )}
      </div>
      <div class="actions">
        <button type="button" class="second" onClick={() => window.print()}>
          <Icon name="print" /> {t("print")}
        </button>
        {/* A file would stay on the polling station's machine. */}
        {!tps && <SaveReceipt code={code} receipt={entry.receipt} />}
        {!tps && (
          <button type="button" class="link" onClick={check}>
            <Icon name="search" /> {t("checkTitle")}
          </button>
        )}
      </div>
    </section>
  );
}

function Emptying({ done }: { readonly done: () => void }): JSX.Element {
  const { t } = useTexts();
  const { seconds, more } = useCountdown(SECONDS, done);
  return (
    <>
      <p class="emptying" role="timer">
        {t("emptyIn", { seconds })}
      </p>
      <button type="button" class="main" onClick={done}>
        {t("emptyNow")}
      </button>
      <button type="button" class="second" onClick={() => more(SECONDS)}>
        {t("emptyLater")}
      </button>
    </>
  );
}
