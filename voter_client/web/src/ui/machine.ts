/**
 * A polling station's machine tells the board that it stands ready, so that the committee sees which booths work.
 *
 * Invariant: what is sent is the machine's name alone, and only while the screen waits for a card with nothing typed. Of
 * a voter it says nothing, and between a card and its receipt nothing is sent. Nobody waits for the answer.
 */

import { useEffect } from "preact/hooks";
import { toUtf8 } from "../core";

const EVERY_MS = 60_000;

/** While `waiting`: says at once and every minute that `machine` (empty: stays silent) is there. */
export function useMachineSeen(board: string, uuid: string, machine: string, waiting: boolean): void {
  useEffect(() => {
    if (machine === "" || !waiting) return;
    const say = (): void => void tell(`${board}/api/v1/elections/${uuid}/machines`, machine);
    say();
    const timer = window.setInterval(say, EVERY_MS);
    return () => window.clearInterval(timer);
  }, [machine, waiting]);
}

async function tell(address: string, machine: string): Promise<void> {
  try {
    await fetch(address, {
      method: "POST",
      body: toUtf8(JSON.stringify({ machine })).slice(),
      headers: { "Content-Type": "application/json" },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
  } catch {
    // The committee's list shows this machine as not seen; the voter is not troubled.
  }
}
