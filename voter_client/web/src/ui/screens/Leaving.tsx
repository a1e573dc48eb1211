/** What is shown of a page that was emptied, until a fresh one is there. */

import type { JSX } from "preact";
import type { Countdown } from "../../board/patience";
import { LanguageContext } from "../language";
import { Reconnecting } from "../parts/Reconnecting";
import { fill, type Words } from "../texts";

interface Props {
  readonly words: Words;
  /** Another voter follows; elsewhere the page may as well be closed. */
  readonly tps: boolean;
  /** Until the board is asked again; null while it is being asked. */
  readonly countdown: Countdown | null;
}

export function Leaving({ words, tps, countdown }: Props): JSX.Element {
  return (
    <LanguageContext.Provider value={{ words, missing: false, choose: () => undefined }}>
      <main class="leaving">
        <p role="status">{fill(words.texts, tps ? "wiping" : "leaving")} ...</p>
        <div role="status" class="connection">
          {countdown !== null && <Reconnecting countdown={countdown} text="leavingCount" />}
        </div>
        {countdown !== null && !tps && <p>{fill(words.texts, "leavingClose")}</p>}
      </main>
    </LanguageContext.Provider>
  );
}
