/**
 * Picking answers: what a tap does, why it does nothing, and why one cannot go on yet. Numbers are from 1.
 *
 * Invariant: a pick that `refusal` finds nothing wrong with is a valid vote (core/choices.ts has the last word).
 */

import { type Choices, type Election, picksOf, pickState, type Question, slots } from "../core";
import type { TextKey, Values } from "./texts";

/** What was picked for one question; `blank` only where the question allows it, and then without numbers. */
export interface Pick {
  readonly numbers: readonly number[];
  readonly blank: boolean;
}

export interface Reason {
  readonly key: TextKey;
  readonly values: Values;
}

export const NOTHING: Pick = { numbers: [], blank: false };

/** The pick after a tap on an answer, or the reason why it cannot be picked. */
export function tap(question: Question, pick: Pick, number: number): Pick | Reason {
  if (pick.numbers.includes(number)) {
    // The only answer is replaced by another one, never taken back: as radio buttons do.
    return question.max === 1 ? pick : { numbers: pick.numbers.filter((each) => each !== number), blank: false };
  }
  if (question.max === 1) return { numbers: [number], blank: false };
  if (!pickState(question, pick.numbers.length, false).canAdd) {
    return { key: "pickFull", values: { max: question.max } };
  }
  return { numbers: [...pick.numbers, number].sort((a, b) => a - b), blank: false };
}

/** The pick after a tap on the blank vote. */
export function tapBlank(question: Question, pick: Pick): Pick {
  if (pick.blank && question.max > 1) return NOTHING;
  return { numbers: [], blank: true };
}

export function isReason(result: Pick | Reason): result is Reason {
  return "key" in result;
}

/** Why one cannot go on with this pick; null if one can. */
export function refusal(question: Question, pick: Pick): Reason | null {
  const state = pickState(question, pick.numbers.length, pick.blank);
  if (state.valid) return null;
  const first = question.max === 1 && state.missing === 1;
  return first ? { key: "pickFirst", values: {} } : { key: "pickMore", values: { count: state.missing } };
}

/** How many answers a question asks for, in words. */
export function demand(question: Question): Reason {
  const { min, max } = question;
  if (min === max) return { key: max === 1 ? "pickOne" : "pickExactly", values: { min } };
  return min === 0 ? { key: "pickUpTo", values: { max } } : { key: "pickRange", values: { min, max } };
}

/** The choices that a ballot encrypts; throws `voter-choice` unless every question has a valid pick. */
export function choicesOf(election: Election, picks: readonly Pick[]): Choices {
  return election.questions.map((question, place) => {
    const pick = picks[place] ?? NOTHING;
    return slots(question, pick.numbers, pick.blank);
  });
}

/** The picks that choices stand for. */
export function picksFrom(election: Election, choices: Choices): readonly Pick[] {
  return election.questions.map((question, place) => {
    const { picks, blank } = picksOf(question, choices[place] ?? []);
    return { numbers: picks, blank };
  });
}

/** What a blank vote is called: against a sole pair it is the empty box. */
export function blankKeys(question: Question): { readonly name: TextKey; readonly text: TextKey } {
  return question.answers.length === 1 ? { name: "emptyBox", text: "emptyBoxText" } : { name: "blank", text: "blankText" };
}

/** What stands for a blank vote: against a sole pair the empty box, else a ballot without a mark. */
export function blankDrawing(question: Question): "empty" | "sheet" {
  return question.answers.length === 1 ? "empty" : "sheet";
}

/** The names in an answer: a pair is written with " & " between them. */
export function names(answer: string): readonly string[] {
  return answer.split(" & ").map((name) => name.trim()).filter((name) => name !== "");
}

/** Whether an answer is the empty box that a sole pair runs against. */
export function isEmptyBox(answer: string): boolean {
  return /^(kotak kosong|empty box)$/i.test(answer.trim());
}

