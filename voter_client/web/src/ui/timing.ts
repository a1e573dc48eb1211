/** Countdowns of a polling station's screen: a voter who left, and a receipt that was seen. */

import { useEffect, useRef, useState } from "preact/hooks";

const ACTIVITY = ["pointerdown", "keydown", "input", "wheel", "touchstart"] as const;

/** Seconds from `from` to 0, then `expired`; `more` adds seconds. Stands still while the page is printed. */
export function useCountdown(from: number, expired: () => void): { readonly seconds: number; readonly more: (seconds: number) => void } {
  const [seconds, setSeconds] = useState(from);
  const printing = useRef(false);
  useEffect(() => {
    const begin = (): void => void (printing.current = true);
    const end = (): void => void (printing.current = false);
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    const timer = window.setInterval(() => {
      if (!printing.current) setSeconds((now) => Math.max(0, now - 1));
    }, 1000);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
    };
  }, []);
  useEffect(() => {
    if (seconds === 0) expired();
  }, [seconds === 0]);
  return { seconds, more: (added) => setSeconds((now) => now + added) };
}

/**
 * Whether nobody touched the page for `quiet` seconds while `active`. `stay` begins again; any touch does so before the
 * warning, and only `stay` after it, so that the warning is seen.
 */
export function useIdle(active: boolean, quiet: number): { readonly idle: boolean; readonly stay: () => void } {
  const [idle, setIdle] = useState(false);
  const last = useRef(Date.now());
  useEffect(() => {
    if (!active) {
      setIdle(false);
      return;
    }
    last.current = Date.now();
    const touched = (): void => void (last.current = Date.now());
    for (const event of ACTIVITY) document.addEventListener(event, touched, { capture: true, passive: true });
    const timer = window.setInterval(() => {
      if (Date.now() - last.current >= quiet * 1000) setIdle(true);
    }, 500);
    return () => {
      for (const event of ACTIVITY) document.removeEventListener(event, touched, { capture: true });
      window.clearInterval(timer);
    };
  }, [active]);
  const stay = (): void => {
    last.current = Date.now();
    setIdle(false);
  };
  return { idle, stay };
}
