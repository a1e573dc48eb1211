/**
 * Leaving nothing behind: the page is emptied, then replaced by a fresh document, so that neither memory nor history
 * holds anything of the voter before. Nothing is ever written to cookies or storage.
 */

/** Called to take everything off the page, before the document is replaced. */
export type Unmount = () => void;

const EVERY_MS = 3000;

/**
 * Empties the page and replaces the document by `address`. Waits until the board answers: otherwise a lost connection
 * would leave the next voter before the browser's own error page.
 */
export async function wipe(unmount: Unmount, address: string): Promise<void> {
  unmount();
  while (!(await answers(address))) await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
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
  try {
    const response = await fetch(address, { method: "HEAD", cache: "no-store", credentials: "omit", redirect: "error" });
    return response.ok;
  } catch {
    return false;
  }
}
