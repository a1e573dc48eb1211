/** Impossible choices cannot be made, and say so. */

import { describe, expect, test } from "vitest";
import { pickState, picksOf, slots } from "../src/core/choices";
import type { Question } from "../src/core/election";

const one: Question = { answers: ["1", "2", "3"], min: 1, max: 1, question: "Ketua" };
const many: Question = { answers: ["1", "2", "3"], blank: true, min: 2, max: 3, question: "Kegiatan" };

describe("slots", () => {
  test.each([
    [one, [2], false, [0, 1, 0]],
    [many, [1, 3], false, [0, 1, 0, 1]],
    [many, [], true, [1, 0, 0, 0]],
  ] as const)("%j with %j picked, blank %s", (question, picks, blank, marks) => {
    expect(slots(question, picks, blank)).toEqual(marks);
    expect(picksOf(question, marks)).toEqual({ picks: [...picks], blank });
  });

  test.each([
    [one, [], false],
    [one, [1, 2], false],
    [one, [0], false],
    [one, [4], false],
    [one, [1.5], false],
    [one, [], true],
    [many, [1], false],
    [many, [1, 1], false],
    [many, [1, 2], true],
  ] as const)("%j refuses %j picked, blank %s", (question, picks, blank) => {
    expect(() => slots(question, picks, blank)).toThrow(expect.objectContaining({ code: "voter-choice" }));
  });
});

test("the state says what may still be done", () => {
  expect(pickState(many, 1, false)).toEqual({ valid: false, canAdd: true, missing: 1 });
  expect(pickState(many, 3, false)).toEqual({ valid: true, canAdd: false, missing: 0 });
  expect(pickState(many, 0, true)).toEqual({ valid: true, canAdd: false, missing: 0 });
  expect(pickState(one, 0, true)).toEqual({ valid: false, canAdd: false, missing: 0 });
});
