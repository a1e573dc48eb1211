/**
 * A polling station's screen that nobody touches: first a warning, then it is emptied.
 *
 * Invariant: only a hand at the buttons keeps the screen. The next voter's scanner types and ends with Enter: that empties
 * the screen at once, for it is not the voter before who scans. What was scanned is not kept: it would have to outlive
 * the page.
 */

import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { shortCode } from "../../core";
import { useTexts } from "../language";
import { useCountdown, useIdle } from "../timing";
import { printableKey } from "../typeAhead";

const QUIET_SECONDS = 90;
const WARNING_SECONDS = 20;
/** Whoever types so many characters and Enter has scanned something: a code, or the address beside it. */
const SCAN_LENGTH = 8;

interface Props {
  readonly active: boolean;
  /** The tracking code (43 characters) of a ballot of which nobody knows whether it is in the box; else null. */
  readonly unsure: string | null;
  readonly expired: () => void;
}

export function IdleGuard({ active, unsure, expired }: Props): JSX.Element | null {
  const { idle, stay } = useIdle(active, QUIET_SECONDS);
  return active && idle ? <Warning unsure={unsure} stay={stay} expired={expired} /> : null;
}

interface WarningProps extends Omit<Props, "active"> {
  readonly stay: () => void;
}

function Warning({ unsure, stay, expired }: WarningProps): JSX.Element {
  const { t } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const { seconds } = useCountdown(WARNING_SECONDS, expired);
  useLayoutEffect(() => {
    dialog.current?.showModal();
    // Not its button: a scanner's Enter would press it.
    dialog.current?.focus();
    const unlisten = listenForScans(expired);
    return () => {
      unlisten();
      dialog.current?.close();
    };
  }, []);
  return (
    <dialog ref={dialog} tabIndex={-1} aria-labelledby="idle-title" aria-describedby="idle-text" onClose={stay}>
      <h2 id="idle-title">{t("idleTitle")}</h2>
      <p id="idle-text">
        {unsure === null ? t("idleText", { seconds }) : t("idleUnsure", { seconds, code: shortCode(unsure) })}
      </p>
      <button type="button" class="main" onClick={stay}>
        {t("idleStay")}
      </button>
    </dialog>
  );
}

/** Calls `scanned` when something was scanned; Enter presses a button only if nothing was typed before. */
function listenForScans(scanned: () => void): () => void {
  let typed = 0;
  const hear = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") {
      if (printableKey(event) !== "") typed++;
      return;
    }
    if (typed > 0) event.preventDefault();
    if (typed >= SCAN_LENGTH) scanned();
    typed = 0;
  };
  document.addEventListener("keydown", hear, { capture: true });
  return () => document.removeEventListener("keydown", hear, { capture: true });
}
