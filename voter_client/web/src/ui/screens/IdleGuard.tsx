/** A polling station's screen that nobody touches: first a warning, then it is emptied. */

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useTexts } from "../language";
import { useCountdown, useIdle } from "../timing";

const QUIET_SECONDS = 90;
const WARNING_SECONDS = 20;

export function IdleGuard({ active, expired }: { readonly active: boolean; readonly expired: () => void }): JSX.Element | null {
  const { idle, stay } = useIdle(active, QUIET_SECONDS);
  return active && idle ? <Warning stay={stay} expired={expired} /> : null;
}

function Warning({ stay, expired }: { readonly stay: () => void; readonly expired: () => void }): JSX.Element {
  const { t } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const { seconds } = useCountdown(WARNING_SECONDS, expired);
  useEffect(() => {
    dialog.current?.showModal();
    return () => dialog.current?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="idle-title" onClose={stay}>
      <h2 id="idle-title">{t("idleTitle")}</h2>
      <p>{t("idleText", { seconds })}</p>
      <button type="button" class="main" onClick={stay}>
        {t("idleStay")}
      </button>
    </dialog>
  );
}
