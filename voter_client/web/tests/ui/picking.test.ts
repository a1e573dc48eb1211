/** Picking: whatever is tapped in whatever order, what can go on is a valid vote, and what cannot says why. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BoothError, type Question, slots } from "../../src/core";
import {
  blankKeys,
  choicesOf,
  demand,
  isEmptyBox,
  isReason,
  names,
  NOTHING,
  type Pick,
  picksFrom,
  refusal,
  tap,
  tapBlank,
} from "../../src/ui/picking";

function question(answers: number, min: number, max: number, blank = false): Question {
  const base = { answers: Array.from({ length: answers }, (_, n) => `Siswa ${n + 1}`), min, max, question: "Siapa?" };
  return blank ? { ...base, blank: true } : base;
}

const questions = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.nat(6), fc.nat(6), fc.boolean())
  .map(([answers, a, b, blank]) => {
    const [low, high] = [Math.min(a, b, answers), Math.min(Math.max(a, b, 1), answers)];
    return question(answers, low, high, blank);
  });

function isVote(asked: Question, pick: Pick): boolean {
  try {
    slots(asked, pick.numbers, pick.blank);
    return true;
  } catch (error) {
    if (error instanceof BoothError) return false;
    throw error;
  }
}

test("after any taps: never too many, and one can go on exactly with a valid vote", () => {
  fc.assert(
    fc.property(questions, fc.array(fc.nat(6), { maxLength: 20 }), (asked, taps) => {
      let pick: Pick = NOTHING;
      for (const each of taps) {
        if (each === 0) pick = asked.blank === true ? tapBlank(asked, pick) : pick;
        else if (each <= asked.answers.length) {
          const result = tap(asked, pick, each);
          if (isReason(result)) expect(pick.numbers.length).toBe(asked.max);
          else pick = result;
        }
        expect(pick.numbers.length).toBeLessThanOrEqual(asked.max);
        expect(pick.blank && pick.numbers.length > 0).toBe(false);
        expect(refusal(asked, pick) === null).toBe(isVote(asked, pick));
      }
    }),
  );
});

test("a single choice is replaced by another tap and never taken back", () => {
  const asked = question(3, 1, 1);
  expect(tap(asked, { numbers: [1], blank: false }, 2)).toEqual({ numbers: [2], blank: false });
  expect(tap(asked, { numbers: [2], blank: false }, 2)).toEqual({ numbers: [2], blank: false });
});

test("a full question says so and keeps what was picked", () => {
  const asked = question(6, 2, 3);
  const full = { numbers: [1, 3, 5], blank: false };
  expect(tap(asked, full, 6)).toEqual({ key: "pickFull", values: { max: 3 } });
  expect(tap(asked, full, 3)).toEqual({ numbers: [1, 5], blank: false });
});

test("blank and answers exclude each other", () => {
  const asked = question(4, 1, 2, true);
  expect(tapBlank(asked, { numbers: [1, 2], blank: false })).toEqual({ numbers: [], blank: true });
  expect(tapBlank(asked, { numbers: [], blank: true })).toEqual(NOTHING);
  expect(tap(asked, { numbers: [], blank: true }, 3)).toEqual({ numbers: [3], blank: false });
});

describe("words", () => {
  test("what is missing", () => {
    expect(refusal(question(3, 1, 1), NOTHING)).toEqual({ key: "pickFirst", values: {} });
    expect(refusal(question(6, 2, 3), NOTHING)).toEqual({ key: "pickMore", values: { count: 2 } });
    expect(refusal(question(6, 0, 3), NOTHING)).toBeNull();
  });

  test("what is asked for", () => {
    expect(demand(question(3, 1, 1)).key).toBe("pickOne");
    expect(demand(question(3, 2, 2)).key).toBe("pickExactly");
    expect(demand(question(3, 1, 2)).key).toBe("pickRange");
    expect(demand(question(3, 0, 2)).key).toBe("pickUpTo");
  });

  test("pairs, single names and the empty box", () => {
    expect(names("Calon Ketua & Calon Wakil")).toEqual(["Calon Ketua", "Calon Wakil"]);
    expect(names("R&B Nusantara")).toEqual(["R&B Nusantara"]);
    expect(names("Ma'ruf")).toEqual(["Ma'ruf"]);
    expect(isEmptyBox(" kotak Kosong ")).toBe(true);
    expect(isEmptyBox("Kotak Kosong Baru")).toBe(false);
    expect(blankKeys(question(1, 1, 1, true)).name).toBe("emptyBox");
    expect(blankKeys(question(2, 1, 1, true)).name).toBe("blank");
  });
});

test("choices and picks are two forms of the same", () => {
  const election = {
    version: 1 as const,
    description: "",
    name: "",
    group: "Ed25519",
    public_key: "",
    questions: [question(3, 1, 1, true), question(4, 1, 2)],
    uuid: "4ftD6B2W4gxTm3ohkR8y7f",
  };
  const picks = [
    { numbers: [], blank: true },
    { numbers: [2, 4], blank: false },
  ];
  expect(choicesOf(election, picks)).toEqual([
    [1, 0, 0, 0],
    [0, 1, 0, 1],
  ]);
  expect(picksFrom(election, choicesOf(election, picks))).toEqual(picks);
  expect(() => choicesOf(election, [])).toThrow(BoothError);
});
