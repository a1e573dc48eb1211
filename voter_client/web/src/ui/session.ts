/**
 * The screens of one voter's session, and what each of them holds.
 *
 * Invariant: a screen holds only what it and the screens after it need; the receipt's screen holds neither card, choices
 * nor seed. A seal that was opened stands in no screen from which it could be cast.
 */

import type { Card, SealedBallot, VerifiedEntry } from "../core";
import type { Pick } from "./picking";

export type Screen =
  | { readonly at: "card" }
  | { readonly at: "again"; readonly card: Card; readonly ballots: number }
  | { readonly at: "choose"; readonly card: Card; readonly picks: readonly Pick[]; readonly question: number; readonly review: boolean }
  | { readonly at: "review"; readonly card: Card; readonly picks: readonly Pick[] }
  | { readonly at: "sealing"; readonly card: Card; readonly picks: readonly Pick[] }
  | { readonly at: "sealed"; readonly card: Card; readonly sealed: SealedBallot }
  | { readonly at: "testing"; readonly card: Card; readonly sealed: SealedBallot }
  | { readonly at: "opened"; readonly card: Card; readonly picks: readonly Pick[]; readonly code: string; readonly opening: string }
  | { readonly at: "casting"; readonly card: Card; readonly sealed: SealedBallot }
  | { readonly at: "receipt"; readonly code: string; readonly entry: VerifiedEntry }
  | { readonly at: "check"; readonly code: string; readonly from: Screen };

const STEPS: Readonly<Record<Screen["at"], number>> = {
  card: 1,
  again: 1,
  choose: 2,
  review: 3,
  sealing: 4,
  sealed: 4,
  testing: 4,
  opened: 4,
  casting: 5,
  receipt: 6,
  check: 0,
};

/** The step of a screen, from 1; 6 when all are done, 0 for what is no step. */
export function stepOf(screen: Screen): number {
  return STEPS[screen.at];
}

/** Whether nothing is sealed yet, so that the session can be refused without anybody asking what became of a ballot. */
export function isBeforeSeal(screen: Screen): boolean {
  return ["card", "again", "choose", "review"].includes(screen.at);
}

/**
 * How a screen that does something by itself stands: `going` ends soon; `stopped` stands still until somebody acts, and
 * nothing is in the box; `unsure` waits as well, for the board or for somebody, and the ballot may be in the box.
 */
export type Standing = "going" | "stopped" | "unsure";

/**
 * Whether somebody who walks away from this screen leaves something behind that nothing else takes away: at the card,
 * only what was `typed`. What is being sealed or posted is not interrupted while it is `going`, and a receipt goes by
 * itself.
 */
export function leavesTraces(screen: Screen, typed: boolean, standing: Standing): boolean {
  if (screen.at === "card") return typed;
  if (screen.at === "receipt") return false;
  return standing !== "going" || !["casting", "testing", "sealing"].includes(screen.at);
}

/** The tracking code of a ballot that may be in the box without a receipt; null on any other screen. */
export function unsureCode(screen: Screen, standing: Standing): string | null {
  return screen.at === "casting" && standing === "unsure" ? screen.sealed.code : null;
}
