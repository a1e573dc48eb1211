/**
 * What is typed before the field for it is on the screen: a scanner that types does not wait for a page to load.
 *
 * Invariant: it listens only while a field will follow; what it heard is given away once, and forgotten otherwise.
 */

const LONGEST = 80;

/** The printable character of a key, unless it is a shortcut; else empty. */
export function printableKey(event: KeyboardEvent): string {
  const shortcut = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  // A space scrolls the page; no code has one.
  return !shortcut && event.key.length === 1 && event.key !== " " ? event.key : "";
}

/** The printable character of a key that is not meant for something that has the focus; else empty. */
export function freeKey(event: KeyboardEvent): string {
  const target = event.target;
  const free = target === document.body || target instanceof HTMLHeadingElement || (target as Element | null)?.id === "content";
  return free ? printableKey(event) : "";
}

export class TypeAhead {
  #text = "";
  #entered = false;

  /** Listens until the returned function is called. */
  listen(): () => void {
    const hear = (event: KeyboardEvent): void => {
      if (this.#entered) return;
      if (event.key === "Enter") this.#entered = this.#text !== "";
      else if (this.#text.length < LONGEST) this.#text += freeKey(event);
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }

  /** What was typed, and whether it was finished with the Enter key; forgotten afterwards. */
  take(): { readonly text: string; readonly entered: boolean } {
    const taken = { text: this.#text, entered: this.#entered };
    this.#text = "";
    this.#entered = false;
    return taken;
  }
}
