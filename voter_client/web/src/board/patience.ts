/**
 * Waiting between tries, with a countdown that people see and can cut short.
 *
 * Invariant: however many requests fail at once, there is one countdown.
 */

/** A countdown that runs: how long still, which try comes next, and how to try now. */
export interface Countdown {
  readonly seconds: number;
  readonly attempt: number;
  readonly now: () => void;
}

/** Told at the start, every second, and with null at the end. */
export type Watch = (countdown: Countdown | null) => void;

const DELAYS = [2, 3, 5, 8, 12, 15];

/** Seconds to wait after `failures` failures in a row. */
export function delayAfter(failures: number): number {
  return DELAYS[Math.min(failures, DELAYS.length) - 1] ?? 1;
}

export class Patience {
  #waiting: Promise<void> | null = null;

  constructor(private readonly watch: Watch = () => undefined) {}

  /** Waits after `failures` failures in a row, or as long as a wait that runs already. */
  wait(failures: number): Promise<void> {
    this.#waiting ??= this.#count(failures).finally(() => {
      this.#waiting = null;
      this.watch(null);
    });
    return this.#waiting;
  }

  async #count(failures: number): Promise<void> {
    let hurried = false;
    for (let seconds = delayAfter(failures); seconds > 0 && !hurried; seconds--) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        const now = (): void => {
          hurried = true;
          clearTimeout(timer);
          resolve();
        };
        this.watch({ seconds, attempt: failures + 1, now });
      });
    }
  }
}
