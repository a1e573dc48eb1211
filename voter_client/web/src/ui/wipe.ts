/**
 * Leaving nothing behind: the page is emptied, then replaced by a fresh document, so that neither memory nor history
 * holds anything of the voter before. Nothing is ever written to cookies or storage.
 */

import { Patience, type Watch } from "../board/patience";

/** Called to take everything off the page, before the document is replaced. */
export type Unmount = () => void;

/** How long the board may take to answer before it is asked again. */
const PATIENCE_MS = 10_000;

/**
 * Replaces the document by `address`. Waits until the board answers: otherwise a lost connection would leave the next
 * voter before the browser's own error page. `blank` empties the page; it is called at once, and then whenever the
 * countdown to the next try changes.
 */
export async function wipe(blank: Watch, address: string): Promise<void> {
  blank(null);
  const patience = new Patience(blank);
  for (let failures = 1; !(await answers(address)); failures++) await patience.wait(failures);
  location.replace(address);
}

/** The page's own address without a fragment. */
export function ownAddress(): string {
  return location.href.replace(/#.*$/, "");
}

/**
 * Makes a page that the browser kept in memory start over when somebody comes back to it, and drops the state when
 * somebody leaves.
 */
export function forgetOnLeave(unmount: Unmount): void {
  window.addEventListener("pagehide", unmount);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(ownAddress());
  });
  // One entry in the history, without a fragment or a state.
  history.replaceState(null, "", ownAddress());
}

async function answers(address: string): Promise<boolean> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE_MS);
  const { signal } = controller;
  try {
    const options = { method: "HEAD", cache: "no-store", credentials: "omit", redirect: "error", signal } as const;
    return (await fetch(address, options)).ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
