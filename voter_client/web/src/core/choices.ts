/**
 * Choices: from the answers that a voter picked to the slots that a ballot encrypts, and back (voter_client/choices.py).
 *
 * A slot is 0 or 1; where blank votes are allowed, slot 0 is the blank vote (specification 4.13).
 */

import { fail } from "./errors";
import { allowsBlank, type Election, type Question, slotCount } from "./election";

/** For each question, for each slot, 0 or 1. */
export type Choices = readonly (readonly number[])[];

/** What one may still do with a question: whether the picks are a valid vote, and whether one more can be picked. */
export interface PickState {
  readonly valid: boolean;
  readonly canAdd: boolean;
  /** How many more are needed at least; 0 if enough or blank. */
  readonly missing: number;
}

/** The state of a question with `picked` answers; none picked counts as blank only where `blank` says so. */
export function pickState(question: Question, picked: number, blank: boolean): PickState {
  if (blank) return { valid: allowsBlank(question) && picked === 0, canAdd: false, missing: 0 };
  return {
    valid: question.min <= picked && picked <= question.max,
    canAdd: picked < question.max,
    missing: Math.max(0, question.min - picked),
  };
}

/**
 * The slots of one question for the picked answers (numbers from 1) or a blank vote. Throws `voter-choice` for a number
 * that is no answer, the same one twice, a count that is not allowed, or a blank vote where there is none.
 */
export function slots(question: Question, picks: readonly number[], blank = false): readonly number[] {
  if (picks.some((pick) => !Number.isInteger(pick) || pick < 1 || pick > question.answers.length)) {
    fail("voter-choice", "There is no answer of this number.");
  }
  if (new Set(picks).size !== picks.length) fail("voter-choice", "An answer is picked twice.");
  if (!pickState(question, picks.length, blank).valid) {
    fail("voter-choice", `This question needs ${question.min} to ${question.max} answers.`);
  }
  const answers = question.answers.map((_, place) => (picks.includes(place + 1) ? 1 : 0));
  return allowsBlank(question) ? [blank ? 1 : 0, ...answers] : answers;
}

/** The picked answers' numbers, from 1, and whether the vote is blank. */
export function picksOf(question: Question, marks: readonly number[]): { readonly picks: readonly number[]; readonly blank: boolean } {
  const answers = allowsBlank(question) ? marks.slice(1) : marks;
  const picks = answers.flatMap((mark, place) => (mark === 1 ? [place + 1] : []));
  return { picks, blank: allowsBlank(question) && marks[0] === 1 };
}

/** Throws `record-choices` unless there is a valid vote for each question. */
export function checkChoices(election: Election, choices: Choices): void {
  if (choices.length !== election.questions.length) fail("record-choices", "There are choices for other questions.");
  election.questions.forEach((question, place) => {
    const marks = choices[place] ?? [];
    if (marks.length !== slotCount(question) || marks.some((mark) => mark !== 0 && mark !== 1)) {
      fail("record-choices", `Question ${place + 1} needs ${slotCount(question)} marks, each 0 or 1.`);
    }
    const { picks, blank } = picksOf(question, marks);
    if (blank ? picks.length > 0 : picks.length < question.min || picks.length > question.max) {
      fail("record-choices", `Question ${place + 1} has no valid number of chosen answers.`);
    }
  });
}
